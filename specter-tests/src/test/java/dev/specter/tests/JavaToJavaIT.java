package dev.specter.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcDataChannelState;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.RtcPeerConnectionState;
import dev.specter.webrtc.WebRtc;

import org.junit.jupiter.api.Test;

import java.util.concurrent.CompletableFuture;

/** Calls between two Java ends. */
class JavaToJavaIT {
    @Test
    void dataBothWaysAndVideo() throws Exception {
        FullCall.Outcome outcome = FullCall.run(1_000, 100);
        System.out.println(outcome);
        assertTrue(outcome.messageBytes() > 10_000_000, outcome.toString());
        assertTrue(outcome.rtpPackets() >= 100, outcome.toString());
    }

    @Test
    void closingOneEndClosesTheOther() throws Exception {
        try (WebRtc webrtc = WebRtc.builder().build()) {
            RtcPeerConnection alice = webrtc.newPeerConnection();
            RtcPeerConnection bob = webrtc.newPeerConnection();
            RtcDataChannel near = alice.createDataChannel("near");
            var far = new CompletableFuture<RtcDataChannel>();
            bob.onDataChannel(far::complete);
            FullCall.connect(alice, bob);
            var closed = new CompletableFuture<Void>();
            far.get(20, SECONDS).onClose(() -> closed.complete(null));

            alice.close();
            assertEquals(RtcPeerConnectionState.CLOSED, alice.connectionState());
            closed.get(20, SECONDS);
            assertEquals(RtcDataChannelState.CLOSED, far.get().readyState());
            assertEquals(RtcDataChannelState.CLOSED, near.readyState());
        }
    }
}
