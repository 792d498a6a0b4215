package dev.specter.examples.broadcast;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.specter.examples.StandInCamera;
import dev.specter.examples.StandInPage;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.RtcRtpTransceiverDirection;
import dev.specter.webrtc.RtcRtpTransceiverInit;
import dev.specter.webrtc.WebRtc;

import org.junit.jupiter.api.Test;

import java.util.concurrent.CountDownLatch;

class BroadcastIT {
    @Test
    void viewersOfBeforeAndAfterSeeThePublisherUntilItGoes() throws Exception {
        try (Broadcast example = Broadcast.start("127.0.0.1", 0);
                StandInCamera camera = new StandInCamera();
                WebRtc webrtc = WebRtc.builder().build()) {
            StandInPage.fetch(example.address(), "/", "/watch.js", "/publish.html", "/publish.js");
            try (Viewer early = new Viewer(example, webrtc)) {
                assertFalse(early.page.awaitEvent("live").asBoolean());

                RtcPeerConnection pc = webrtc.newPeerConnection();
                pc.addTrack(camera.video());
                pc.addTrack(camera.audio());
                try (StandInPage publisher = new StandInPage(example.address(), pc)) {
                    publisher.command("publish");
                    publisher.offer();
                    assertTrue(early.page.awaitEvent("live").asBoolean());
                    early.awaitMedia();

                    int requests = camera.keyFrameRequests();
                    try (Viewer late = new Viewer(example, webrtc)) {
                        assertTrue(late.page.awaitEvent("live").asBoolean());
                        late.awaitMedia();
                    }
                    for (int i = 0; i < 2_000 && camera.keyFrameRequests() <= requests; i++) {
                        Thread.sleep(10);
                    }
                    assertTrue(camera.keyFrameRequests() > requests, "a late viewer asks");
                }
                while (early.page.awaitEvent("live").asBoolean()) {
                    // the viewers' number changed before
                }
            }
        }
    }

    /** A page that watches. */
    private static final class Viewer implements AutoCloseable {
        private final CountDownLatch pictures = new CountDownLatch(30);
        private final CountDownLatch sounds = new CountDownLatch(30);
        private final StandInPage page;

        Viewer(Broadcast example, WebRtc webrtc) {
            RtcPeerConnection pc = webrtc.newPeerConnection();
            var receive = RtcRtpTransceiverInit.of(RtcRtpTransceiverDirection.RECVONLY);
            pc.addTransceiver(RtcMediaKind.VIDEO, receive);
            pc.addTransceiver(RtcMediaKind.AUDIO, receive);
            pc.onTrack(
                    event -> {
                        boolean isVideo = event.track().kind() == RtcMediaKind.VIDEO;
                        CountDownLatch frames = isVideo ? pictures : sounds;
                        event.track().onSample(sample -> frames.countDown());
                    });
            page = new StandInPage(example.address(), pc);
            page.offer();
        }

        void awaitMedia() throws InterruptedException {
            assertTrue(pictures.await(20, SECONDS), pictures + " left");
            assertTrue(sounds.await(20, SECONDS), sounds + " left");
        }

        @Override
        public void close() {
            page.close();
        }
    }
}
