package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Optional;

/** Close the connection (webrtc-pc, section 4.4.2), by its steps; nothing is connected. */
@Timeout(60)
class CloseStepsTest {
    private final WebRtc webRtc = WebRtc.builder().networkFilter(address -> false).build();
    private final RtcPeerConnection pc = webRtc.newPeerConnection();
    private final RtcPeerConnection peer = webRtc.newPeerConnection();
    private final Events events = new Events();

    @AfterEach
    void close() {
        webRtc.close();
    }

    private void negotiate() {
        pc.setLocalDescription().join();
        peer.setRemoteDescription(pc.localDescription().orElseThrow()).join();
        peer.setLocalDescription().join();
        pc.setRemoteDescription(peer.localDescription().orElseThrow()).join();
    }

    @Test
    void step1DoesNothingTwice() {
        pc.close();
        pc.close();
        assertEquals(RtcSignalingState.CLOSED, pc.signalingState());
    }

    @Test
    void step2EndsWhatTheMethodsDo() {
        pc.close();
        Events.assertFails(RtcErrorName.INVALID_STATE_ERROR, pc.createOffer());
        Events.assertThrowsError(RtcErrorName.INVALID_STATE_ERROR, () -> pc.createDataChannel("x"));
    }

    @Test
    void steps3And10And11CloseTheStatesWithoutEvents() {
        pc.onSignalingStateChange(events::add);
        pc.onIceConnectionStateChange(events::add);
        pc.onConnectionStateChange(events::add);
        pc.close();
        assertEquals(RtcSignalingState.CLOSED, pc.signalingState());
        assertEquals(RtcIceConnectionState.CLOSED, pc.iceConnectionState());
        assertEquals(RtcPeerConnectionState.CLOSED, pc.connectionState());
        assertEquals(List.of(), events.rest(pc));
    }

    @Test
    void step4StopsEachTransceiver() {
        RtcRtpTransceiver stopped = pc.addTransceiver(RtcMediaKind.AUDIO);
        RtcRtpTransceiver other = pc.addTransceiver(RtcMediaKind.VIDEO);
        stopped.stop();
        pc.close();
        for (RtcRtpTransceiver transceiver : List.of(stopped, other)) {
            assertEquals(RtcRtpTransceiverDirection.STOPPED, transceiver.direction());
            assertEquals(
                    Optional.of(RtcRtpTransceiverDirection.STOPPED),
                    transceiver.currentDirection());
        }
        assertEquals(List.of(), pc.transceivers());
    }

    @Test
    void step5ClosesTheChannelsWithoutEvents() {
        RtcDataChannel channel = pc.createDataChannel("x");
        channel.onClose(() -> events.add("close"));
        channel.onClosing(() -> events.add("closing"));
        pc.close();
        assertEquals(RtcDataChannelState.CLOSED, channel.readyState());
        assertEquals(List.of(), events.rest(pc));
    }

    @Test
    void steps6And7And9CloseTheTransports() {
        pc.createDataChannel("x");
        negotiate();
        RtcSctpTransport sctp = pc.sctp().orElseThrow();
        RtcDtlsTransport dtls = sctp.transport();
        RtcIceTransport ice = dtls.iceTransport();
        assertNotEquals(RtcSctpTransportState.CLOSED, sctp.state());
        assertNotEquals(RtcDtlsTransportState.CLOSED, dtls.state());
        pc.close();
        assertEquals(RtcSctpTransportState.CLOSED, sctp.state());
        assertEquals(RtcDtlsTransportState.CLOSED, dtls.state());
        assertEquals(RtcIceTransportState.CLOSED, ice.state());
    }
}
