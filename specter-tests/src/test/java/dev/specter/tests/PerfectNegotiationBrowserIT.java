package dev.specter.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;

import dev.specter.rtp.RtpPacket;
import dev.specter.tests.browser.BrowserKind;
import dev.specter.webrtc.RtcErrorName;
import dev.specter.webrtc.RtcException;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcRtpTransceiver;
import dev.specter.webrtc.RtcRtpTransceiverDirection;
import dev.specter.webrtc.RtcRtpTransceiverInit;
import dev.specter.webrtc.RtcSampleTrack;
import dev.specter.webrtc.RtcSignalingState;
import dev.specter.webrtc.WebRtc;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A browser and Java change the same call at the same time, 50 times: each offers when it needs to,
 * and where offers meet, the polite end takes its own back.
 */
class PerfectNegotiationBrowserIT {
    private static final int ROUNDS = 50;

    /** The video that both send from beginning to end. */
    private static final int KEPT = 1;

    private static final int FRAMES = 20;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    @ParameterizedTest(name = "{0}, Java polite: {1}")
    @CsvSource({"CHROMIUM,true", "CHROMIUM,false", "FIREFOX,true", "FIREFOX,false"})
    void fiftyRoundsOfChangesEndInAgreement(BrowserKind kind, boolean javaIsPolite)
            throws Exception {
        var callbacks = Executors.newSingleThreadExecutor();
        try (WebRtc webrtc = WebRtc.builder().callbackExecutor(callbacks).build()) {
            MediaCall.runPerfect(
                    webrtc, callbacks, kind, javaIsPolite, call -> new Rounds(call).play());
        } finally {
            callbacks.shutdown();
        }
        System.out.println(kind + ", Java polite: " + javaIsPolite);
    }

    /** The rounds of one call. */
    private static final class Rounds {
        private final MediaCall call;
        private final SplittableRandom random;
        private final RtcSampleTrack film = RtcSampleTrack.create(Film.VP8.codec(), "film", "film");
        private int tracks;

        Rounds(MediaCall call) {
            this.call = call;
            long seed = Long.getLong("specter.seed", 20_261_122L);
            System.out.println("seed " + seed);
            this.random = new SplittableRandom(seed);
        }

        void play() throws Exception {
            RtcRtpTransceiver main =
                    call.pc()
                            .addTransceiver(
                                    film,
                                    RtcRtpTransceiverInit.of(RtcRtpTransceiverDirection.SENDRECV));
            agree();
            call.order("sendMain");
            agree();
            for (int round = 0; round < ROUNDS; round++) {
                boolean both = random.nextBoolean();
                boolean pageOnly = !both && random.nextBoolean();
                if (both || pageOnly) {
                    pageChanges();
                }
                if (!pageOnly) {
                    javaChanges();
                }
                if (both || pageOnly) {
                    call.awaitDone("change");
                }
                if (round % 5 == 4) {
                    agree();
                }
            }
            agree();
            mediaFlows(main);
        }

        private void pageChanges() {
            call.send(
                    "change",
                    "what",
                    List.of("add", "remove", "direction", "direction", "stop")
                            .get(random.nextInt(5)),
                    "place",
                    String.valueOf(random.nextInt(10)),
                    "kept",
                    String.valueOf(KEPT),
                    "direction",
                    direction().toString());
        }

        private RtcRtpTransceiverDirection direction() {
            return RtcRtpTransceiverDirection.of(random.nextBoolean(), random.nextBoolean());
        }

        private void javaChanges() {
            List<RtcRtpTransceiver> all =
                    call.pc().transceivers().stream()
                            .skip(KEPT)
                            .filter(t -> t.direction() != RtcRtpTransceiverDirection.STOPPED)
                            .toList();
            int what = all.isEmpty() ? 0 : random.nextInt(5);
            RtcRtpTransceiver one = all.isEmpty() ? null : all.get(random.nextInt(all.size()));
            try {
                switch (what) {
                    case 0 -> addTrack();
                    case 1 -> call.pc().removeTrack(one.sender());
                    case 2 -> one.stop();
                    default -> one.setDirection(direction());
                }
            } catch (RtcException e) {
                // The page has stopped it in this moment.
                assertEquals(RtcErrorName.INVALID_STATE_ERROR, e.name());
            }
        }

        private void addTrack() {
            RtcMediaKind kind = random.nextBoolean() ? RtcMediaKind.AUDIO : RtcMediaKind.VIDEO;
            call.pc().addTrack(MediaCall.localTrack(kind, "extra" + tracks++));
        }

        /** Both rest, and say the same of every m-section. */
        private void agree() throws Exception {
            long endNanos = System.nanoTime() + PATIENCE_NANOS;
            for (int calm = 0; calm < 2 && System.nanoTime() < endNanos; ) {
                call.order("calm");
                boolean isStable = call.pc().signalingState() == RtcSignalingState.STABLE;
                calm = isStable ? calm + 1 : 0;
            }
            assertEquals(RtcSignalingState.STABLE, call.pc().signalingState());
            JsonNode page = call.freshStats().path("transceivers");
            for (RtcRtpTransceiver ours : call.pc().transceivers()) {
                JsonNode theirs = page.path(ours.mid().orElseThrow());
                assertEquals(ours.kind().toString(), theirs.path("kind").asText());
                assertEquals(
                        ours.currentDirection().orElseThrow().reversed().toString(),
                        theirs.path("current").asText(),
                        ours + " and " + theirs);
            }
        }

        private void mediaFlows(RtcRtpTransceiver main) throws Exception {
            var packets = new CountDownLatch(FRAMES);
            main.receiver().track().onRtp((RtpPacket p) -> packets.countDown());
            try (Camera camera = new Camera(film, Film.VP8.frames())) {
                camera.start();
                call.awaitMoreFrames(main.mid().orElseThrow(), FRAMES);
            }
            assertEquals(true, packets.await(20, TimeUnit.SECONDS), "the page's camera");
        }
    }
}
