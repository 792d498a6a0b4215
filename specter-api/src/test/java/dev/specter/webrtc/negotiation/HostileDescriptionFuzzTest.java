package dev.specter.webrtc.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.webrtc.RtcException;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcSdpType;
import dev.specter.webrtc.RtcSignalingState;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Descriptions of browsers with lines lost, doubled, swapped or taken from others: they are
 * applied, or refused with an {@link RtcException} that leaves everything as it was.
 */
class HostileDescriptionFuzzTest {
    private static final int RUNS = Integer.getInteger("specter.fuzz.runs", 3_000);

    @Test
    void mutatedOffersAndAnswersAreAppliedOrRefused() {
        long seed = Long.getLong("specter.seed", 20_261_122L);
        System.out.println("HostileDescriptionFuzzTest seed " + seed + ", runs " + RUNS);
        var random = new SplittableRandom(seed);
        List<String> offers = texts("-offer-");
        List<String> answers = texts("-answer-");
        int applied = 0;
        int refused = 0;
        for (int run = 0; run < RUNS; run++) {
            boolean offer = random.nextBoolean();
            String text = mutate(offer ? offers : answers, random);
            try {
                if (offer ? answer(text, offers, random) : accept(text, random)) {
                    applied++;
                } else {
                    refused++;
                }
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + " run " + run + "\n" + text, e);
            }
        }
        System.out.println("applied " + applied + ", refused " + refused);
        assertTrue(applied > 0 && refused > 0);
    }

    private static List<String> texts(String middle) {
        List<Path> files = BrowserSdp.files(middle);
        return files.stream().map(BrowserSdp::read).toList();
    }

    private static boolean answer(String offer, List<String> offers, SplittableRandom random) {
        Negotiator end = Ends.end(1);
        end.addTrack(RtcMediaKind.VIDEO, SenderSettings.of("v", List.of("s")));
        try {
            end.setRemoteDescription(RtcSdpType.OFFER, offer);
        } catch (RtcException e) {
            assertEquals(RtcSignalingState.STABLE, end.signalingState());
            assertEquals(1, end.transceivers().size());
            return false;
        }
        finish(end);
        // The same peer, or one that takes its place, offers again.
        for (int i = 0; i < 2; i++) {
            String next =
                    random.nextBoolean() ? mutate(List.of(offer), random) : mutate(offers, random);
            int transceivers = end.transceivers().size();
            try {
                end.setRemoteDescription(RtcSdpType.OFFER, next);
            } catch (RtcException e) {
                assertEquals(RtcSignalingState.STABLE, end.signalingState());
                assertEquals(transceivers, end.transceivers().size());
                continue;
            }
            finish(end);
        }
        Ends.assertReadsBack(end.createOffer(OfferSettings.defaults().withIceRestart()));
        end.setLocalDescription(RtcSdpType.OFFER, "");
        return true;
    }

    private static void finish(Negotiator end) {
        String answer = end.createAnswer(OfferSettings.defaults());
        Ends.assertReadsBack(answer);
        end.setLocalDescription(RtcSdpType.ANSWER, answer);
        assertEquals(RtcSignalingState.STABLE, end.signalingState());
    }

    private static boolean accept(String answer, SplittableRandom random) {
        Negotiator end = Ends.end(1);
        for (String line : answer.split("\r\n")) {
            if (line.startsWith("m=video")) {
                end.addTrack(
                        RtcMediaKind.VIDEO,
                        SenderSettings.of("v" + random.nextLong(), List.of("s")));
            } else if (line.startsWith("m=audio")) {
                end.addTrack(
                        RtcMediaKind.AUDIO,
                        SenderSettings.of("a" + random.nextLong(), List.of("s")));
            } else if (line.startsWith("m=application")) {
                end.requireData();
            }
        }
        end.setLocalDescription(RtcSdpType.OFFER, "");
        try {
            end.setRemoteDescription(RtcSdpType.ANSWER, answer);
        } catch (RtcException e) {
            assertEquals(RtcSignalingState.HAVE_LOCAL_OFFER, end.signalingState());
            end.setLocalDescription(RtcSdpType.ROLLBACK, "");
            return false;
        }
        Ends.assertReadsBack(end.createOffer(OfferSettings.defaults()));
        return true;
    }

    private static String mutate(List<String> corpus, SplittableRandom random) {
        String text = corpus.get(random.nextInt(corpus.size()));
        var lines = new ArrayList<>(List.of(text.split("\r\n")));
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(lines.size());
            int other = random.nextInt(lines.size());
            switch (random.nextInt(5)) {
                case 0 -> lines.remove(at);
                case 1 -> lines.add(at, lines.get(other));
                case 2 -> java.util.Collections.swap(lines, at, other);
                case 3 -> {
                    String[] donor = corpus.get(random.nextInt(corpus.size())).split("\r\n");
                    lines.set(at, donor[random.nextInt(donor.length)]);
                }
                default -> lines.set(at, digits(lines.get(at), random));
            }
        }
        return String.join("\r\n", lines) + "\r\n";
    }

    private static String digits(String line, SplittableRandom random) {
        var out = new StringBuilder(line);
        for (int i = 0; i < out.length(); i++) {
            if (Character.isDigit(out.charAt(i)) && random.nextInt(3) == 0) {
                out.setCharAt(i, (char) ('0' + random.nextInt(10)));
            }
        }
        return out.toString();
    }
}
