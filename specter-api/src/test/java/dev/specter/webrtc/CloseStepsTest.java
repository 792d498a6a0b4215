package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** Close the connection (webrtc-pc, section 4.4.2), by its steps; nothing is connected. */
@Timeout(60)
class CloseStepsTest extends Unconnected {
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

    @Test // section 8.2: getStats has no step that looks whether the connection is closed
    void statisticsAreGivenAllTheSame() {
        var asked = new AtomicReference<CompletableFuture<RtcStatsReport>>();
        inCallback(
                () -> {
                    asked.set(pc.getStats());
                    pc.close();
                });
        RtcStatsReport last = pc.getStats().join();
        assertEquals(last.toJson(), asked.get().join().toJson());
        assertEquals(1, last.all(RtcStats.PeerConnection.class).size());
    }
}
