package dev.specter.examples.playfromfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.specter.examples.StandInPage;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.RtcRtpTransceiverDirection;
import dev.specter.webrtc.RtcRtpTransceiverInit;
import dev.specter.webrtc.WebRtc;

import org.junit.jupiter.api.Test;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;

class PlayFromFileIT {
    @Test
    void theFilmComesAndThePageIsToldOfItsEnd() throws Exception {
        try (PlayFromFile example = PlayFromFile.start("127.0.0.1", 0, Optional.empty());
                WebRtc webrtc = WebRtc.builder().build()) {
            StandInPage.fetch(
                    example.address(),
                    "/",
                    "/play-from-file.js",
                    "/shared-parts/signaling.js",
                    "/shared-parts/style.css");
            RtcPeerConnection pc = webrtc.newPeerConnection();
            pc.addTransceiver(
                    RtcMediaKind.VIDEO,
                    RtcRtpTransceiverInit.of(RtcRtpTransceiverDirection.RECVONLY));
            var packets = new CountDownLatch(100);
            pc.onTrack(event -> event.track().onRtp(packet -> packets.countDown()));
            try (StandInPage page = new StandInPage(example.address(), pc)) {
                page.offer();
                assertEquals("playback-started", page.nextEvent(20));
                assertTrue(packets.await(20, SECONDS), packets + " left");
                assertEquals("playback-finished", page.nextEvent(60));
            }
        }
    }
}
