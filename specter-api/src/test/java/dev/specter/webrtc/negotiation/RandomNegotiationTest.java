package dev.specter.webrtc.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.webrtc.RtcBundlePolicy;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcRtpTransceiverDirection;
import dev.specter.webrtc.RtcSdpType;
import dev.specter.webrtc.RtcSignalingState;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Random changes on two ends, with offers that meet: both always end stable and consistent. */
class RandomNegotiationTest {
    private static final int RUNS = Integer.getInteger("specter.random.runs", 500);

    private final List<RtcRtpTransceiverDirection> directions =
            List.of(
                    RtcRtpTransceiverDirection.SENDRECV,
                    RtcRtpTransceiverDirection.SENDONLY,
                    RtcRtpTransceiverDirection.RECVONLY,
                    RtcRtpTransceiverDirection.INACTIVE);
    private int trackCount;

    @Test
    void everyRunEndsStableAndConsistent() {
        long seed = Long.getLong("specter.seed", 20_261_122L);
        System.out.println("RandomNegotiationTest seed " + seed + ", runs " + RUNS);
        for (int run = 0; run < RUNS; run++) {
            long runSeed = seed + run;
            try {
                run(new SplittableRandom(runSeed));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + runSeed, e);
            }
        }
    }

    private void run(SplittableRandom random) {
        Negotiator impolite = end(random);
        Negotiator polite = end(random);
        int rounds = 3 + random.nextInt(10);
        for (int round = 0; round < rounds; round++) {
            change(impolite, random);
            change(polite, random);
            switch (random.nextInt(4)) {
                case 0 -> offer(impolite, polite, random);
                case 1 -> offer(polite, impolite, random);
                case 2 -> glare(impolite, polite, random);
                default -> abandon(random.nextBoolean() ? impolite : polite, random);
            }
            assertEquals(RtcSignalingState.STABLE, impolite.signalingState());
            assertEquals(RtcSignalingState.STABLE, polite.signalingState());
        }
        // Until neither needs anything, as negotiationneeded would have it.
        for (int i = 0; i < 4; i++) {
            if (impolite.isNegotiationNeeded()) {
                Ends.exchange(impolite, polite);
            }
            if (polite.isNegotiationNeeded()) {
                Ends.exchange(polite, impolite);
            }
        }
        assertFalse(impolite.isNegotiationNeeded());
        assertFalse(polite.isNegotiationNeeded());
        NegotiationPairTest.assertConsistent(impolite, polite, Ends.exchange(impolite, polite));
        assertOneTransport(impolite);
        assertOneTransport(polite);
    }

    private static void assertOneTransport(Negotiator end) {
        assertTrue(
                end.transceivers().stream().map(Transceiver::transportId).distinct().count() <= 1);
    }

    private static <E> E any(E[] values, SplittableRandom random) {
        return List.of(values).get(random.nextInt(values.length));
    }

    private static Negotiator end(SplittableRandom random) {
        RtcBundlePolicy policy = any(RtcBundlePolicy.values(), random);
        return Ends.end(random.nextLong(), o -> o.withBundlePolicy(policy));
    }

    private void change(Negotiator end, SplittableRandom random) {
        List<Transceiver> all =
                new ArrayList<>(end.transceivers().stream().filter(t -> !t.isStopping()).toList());
        Transceiver one = all.isEmpty() ? null : all.get(random.nextInt(all.size()));
        RtcMediaKind kind = any(RtcMediaKind.values(), random);
        var track = SenderSettings.of("t" + trackCount++, List.of("s" + random.nextInt(3)));
        switch (random.nextInt(8)) {
            case 0, 1 -> end.addTrack(kind, track);
            case 2 ->
                    end.addTransceiver(
                            kind,
                            directions.get(random.nextInt(4)),
                            random.nextBoolean() ? track : SenderSettings.NONE);
            case 3 -> end.requireData();
            case 4 -> end.restartIce();
            default -> {
                if (one != null) {
                    changeOne(end, one, random);
                }
            }
        }
    }

    private void changeOne(Negotiator end, Transceiver one, SplittableRandom random) {
        switch (random.nextInt(4)) {
            case 0 -> end.removeTrack(one);
            case 1 -> end.setDirection(one, directions.get(random.nextInt(4)));
            case 2 -> end.stop(one);
            default ->
                    end.setSender(
                            one,
                            new SenderSettings(
                                    one.sender().trackId(), List.of("s" + random.nextInt(3))));
        }
    }

    private void offer(Negotiator from, Negotiator to, SplittableRandom random) {
        from.setLocalDescription(RtcSdpType.OFFER, "");
        if (random.nextInt(4) == 0) {
            change(from, random);
        }
        to.rollBackBefore(RtcSdpType.OFFER);
        to.setRemoteDescription(RtcSdpType.OFFER, from.localDescription().orElseThrow().sdp());
        if (random.nextInt(4) == 0) {
            change(to, random);
        }
        if (random.nextInt(4) == 0) {
            to.setLocalDescription(RtcSdpType.PRANSWER, "");
            from.setRemoteDescription(
                    RtcSdpType.PRANSWER, to.localDescription().orElseThrow().sdp());
        }
        to.setLocalDescription(RtcSdpType.ANSWER, "");
        from.setRemoteDescription(RtcSdpType.ANSWER, to.localDescription().orElseThrow().sdp());
    }

    /** Perfect negotiation: both offer, the impolite end ignores the other's offer. */
    private void glare(Negotiator impolite, Negotiator polite, SplittableRandom random) {
        polite.setLocalDescription(RtcSdpType.OFFER, "");
        offer(impolite, polite, random);
        if (polite.isNegotiationNeeded()) {
            offer(polite, impolite, random);
        }
    }

    private void abandon(Negotiator end, SplittableRandom random) {
        List<Optional<String>> before = end.transceivers().stream().map(Transceiver::mid).toList();
        end.setLocalDescription(RtcSdpType.OFFER, "");
        if (random.nextBoolean()) {
            end.createOffer(OfferSettings.defaults().withIceRestart());
            end.setLocalDescription(RtcSdpType.OFFER, "");
        }
        Outcome outcome = end.setLocalDescription(RtcSdpType.ROLLBACK, "");
        assertTrue(outcome.trackEvents().isEmpty());
        assertEquals(before, end.transceivers().stream().map(Transceiver::mid).toList());
    }
}
