package dev.specter.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.databind.JsonNode;

import dev.specter.tests.browser.BrowserKind;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcRemoteTrack;
import dev.specter.webrtc.RtcRtpSender;
import dev.specter.webrtc.RtcRtpTransceiver;
import dev.specter.webrtc.RtcRtpTransceiverDirection;
import dev.specter.webrtc.RtcSampleTrack;
import dev.specter.webrtc.WebRtc;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.concurrent.CompletableFuture;

/** Tracks come, go and turn round in the middle of a call with a browser, by either end's offer. */
class CallChangesBrowserIT {
    private static final int FRAMES = 20;
    private static final int WAIT_SECONDS = 20;

    @ParameterizedTest
    @EnumSource
    void mediaFlowsAfterEveryChange(BrowserKind kind) throws Exception {
        try (WebRtc webrtc = WebRtc.builder().build()) {
            MediaCall.run(webrtc, kind, "codec=VP8", call -> new Changes(call).play());
        }
        System.out.println("changes in mid-call: " + kind);
    }

    /** The changes of one call, one after the other. */
    private static final class Changes {
        private final MediaCall call;
        private RtcRtpTransceiver audio;
        private RtcRtpTransceiver video;

        Changes(MediaCall call) {
            this.call = call;
        }

        void play() throws Exception {
            call.mirror();
            call.order("addTrack", "media", "audio");
            call.pageOffers();
            audio = transceiver(RtcMediaKind.AUDIO, 0);
            awaitMoreAudio();

            call.order("addTrack", "media", "video");
            call.pageOffers();
            video = transceiver(RtcMediaKind.VIDEO, 0);
            awaitReflection();

            javaHoldsAndGoesOn();
            thePageHoldsAndGoesOn();
            javaAddsAndRemovesATrack();
            thePageRemovesAndAddsATrack();
            thePageStopsATransceiver();

            awaitReflection();
            awaitMoreAudio();
        }

        /** Java's offer ends what Java sends; another one resumes it. */
        private void javaHoldsAndGoesOn() throws Exception {
            video.setDirection(RtcRtpTransceiverDirection.RECVONLY);
            call.javaOffers();
            assertEquals(RtcRtpTransceiverDirection.RECVONLY, video.currentDirection().get());
            call.awaitStats(s -> pageDirection(s, video).equals("sendonly"));
            video.setDirection(RtcRtpTransceiverDirection.SENDRECV);
            call.javaOffers();
            awaitReflection();
        }

        /** The page's offer ends both ways, which Java's track shows; another one resumes them. */
        private void thePageHoldsAndGoesOn() throws Exception {
            RtcRemoteTrack track = video.receiver().track();
            var muted = new CompletableFuture<Void>();
            var unmuted = new CompletableFuture<Void>();
            track.onMute(() -> muted.complete(null));
            track.onUnmute(() -> unmuted.complete(null));
            setPageDirection(video, "inactive");
            muted.get(WAIT_SECONDS, SECONDS);
            assertEquals(RtcRtpTransceiverDirection.INACTIVE, video.currentDirection().get());
            assertTrue(!unmuted.isDone() && track.muted(), "nothing comes");
            setPageDirection(video, "sendrecv");
            unmuted.get(WAIT_SECONDS, SECONDS);
            awaitReflection();
        }

        /** A second video, from Java alone. */
        private void javaAddsAndRemovesATrack() throws Exception {
            RtcSampleTrack film = RtcSampleTrack.create(Film.VP8.codec(), "film", "film");
            RtcRtpSender sender = call.pc().addTrack(film);
            call.javaOffers();
            RtcRtpTransceiver second = transceiver(RtcMediaKind.VIDEO, 1);
            assertEquals(sender, second.sender());
            try (Camera camera = new Camera(film, Film.VP8.frames())) {
                camera.start();
                call.awaitMoreFrames(mid(second), FRAMES);
                awaitReflection();
                call.pc().removeTrack(sender);
                call.javaOffers();
            }
            assertEquals(
                    "inactive",
                    pageDirection(
                            call.awaitStats(s -> !pageDirection(s, second).equals("recvonly")),
                            second));
        }

        /** The microphone goes, and comes back in an m-section of its own, as addTrack does. */
        private void thePageRemovesAndAddsATrack() throws Exception {
            RtcRemoteTrack track = audio.receiver().track();
            var muted = new CompletableFuture<Void>();
            track.onMute(() -> muted.complete(null));
            call.order("removeTrack", "mid", mid(audio));
            call.pageOffers();
            muted.get(WAIT_SECONDS, SECONDS);
            assertEquals(RtcRtpTransceiverDirection.SENDONLY, audio.currentDirection().get());
            call.order("addTrack", "media", "audio");
            call.pageOffers();
            audio = transceiver(RtcMediaKind.AUDIO, 1);
            awaitMoreAudio();
        }

        /** The camera's m-section ends for good and the camera comes in another. */
        private void thePageStopsATransceiver() throws Exception {
            RtcRemoteTrack track = video.receiver().track();
            var ended = new CompletableFuture<Void>();
            track.onEnded(() -> ended.complete(null));
            call.order("stop", "mid", mid(video));
            call.pageOffers();
            ended.get(WAIT_SECONDS, SECONDS);
            assertTrue(!call.pc().transceivers().contains(video), "a stopped transceiver goes");
            call.order("addTransceiver", "media", "video", "direction", "sendrecv");
            call.pageOffers();
            video = transceiver(RtcMediaKind.VIDEO, 1);
        }

        private void setPageDirection(RtcRtpTransceiver transceiver, String direction)
                throws Exception {
            call.order("setDirection", "mid", mid(transceiver), "direction", direction);
            call.pageOffers();
        }

        private void awaitReflection() throws Exception {
            call.awaitMoreFrames(mid(video), FRAMES);
        }

        private void awaitMoreAudio() throws Exception {
            String mid = mid(audio);
            int before = audioPackets(call.freshStats(), mid);
            call.awaitStats(s -> audioPackets(s, mid) >= before + FRAMES);
        }

        private RtcRtpTransceiver transceiver(RtcMediaKind kind, int index) {
            return call.pc().transceivers().stream()
                    .filter(t -> t.kind() == kind)
                    .skip(index)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String mid(RtcRtpTransceiver transceiver) {
        return transceiver.mid().orElseThrow();
    }

    private static String pageDirection(JsonNode stats, RtcRtpTransceiver transceiver) {
        return stats.path("transceivers").path(mid(transceiver)).path("current").asText();
    }

    private static int audioPackets(JsonNode stats, String mid) {
        return MediaCall.inbound(stats, mid).path("packetsReceived").asInt();
    }
}
