package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The constructor of a connection (webrtc-pc, section 4.4.1.1), by its steps. */
@Timeout(60)
class ConstructorStepsTest {
    private final WebRtc webRtc = WebRtc.builder().build();

    @AfterEach
    void close() {
        webRtc.close();
    }

    private static RtcCertificate generate(Duration expires) {
        return RtcCertificate.generate(RtcCertificate.Algorithm.ECDSA_P256, expires).join();
    }

    private static RtcConfiguration with(RtcCertificate certificate) {
        return RtcConfiguration.builder().certificate(certificate).build();
    }

    private static List<String> fingerprints(RtcPeerConnection pc) {
        pc.createDataChannel("x");
        return pc.createOffer()
                .join()
                .sdp()
                .lines()
                .filter(l -> l.startsWith("a=fingerprint:"))
                .toList();
    }

    @Test
    void step1NamesAnyOtherFailureUnknownError() {
        try (WebRtc failing = WebRtc.builder().random(new FailingRandom()).build()) {
            RtcException e =
                    Events.assertThrowsError(
                            RtcErrorName.UNKNOWN_ERROR, failing::newPeerConnection);
            assertEquals(FailingRandom.MESSAGE, e.getCause().getMessage());
        }
    }

    @Test
    void step5Dot1RefusesACertificateThatHasExpired() {
        RtcCertificate good = generate(Duration.ofHours(1));
        RtcCertificate expired = generate(Duration.ZERO);
        for (RtcConfiguration wrong :
                List.of(with(expired), with(good).toBuilder().certificate(expired).build())) {
            Events.assertThrowsError(
                    RtcErrorName.INVALID_ACCESS_ERROR, () -> webRtc.newPeerConnection(wrong));
        }
    }

    @Test
    void step5Dot3StoresTheCertificate() {
        RtcCertificate given = generate(Duration.ofHours(1));
        RtcPeerConnection pc = webRtc.newPeerConnection(with(given));
        assertEquals(List.of(given), pc.configuration().certificates());
        assertEquals(fingerprints(pc), fingerprints(webRtc.newPeerConnection(with(given))));
    }

    @Test
    void step6MakesACertificateForTheConnectionAlone() {
        RtcPeerConnection pc = webRtc.newPeerConnection();
        assertEquals(List.of(), pc.configuration().certificates());
        List<String> own = fingerprints(pc);
        assertFalse(own.isEmpty());
        assertNotEquals(own, fingerprints(webRtc.newPeerConnection()));
    }

    @Test
    void step8SetsTheConfiguration() {
        RtcConfiguration given = RtcConfiguration.builder().iceServer("stun:example.org").build();
        assertEquals(given, webRtc.newPeerConnection(given).configuration());
        RtcConfiguration wrong = RtcConfiguration.builder().iceServer("stun:").build();
        Events.assertThrowsError(RtcErrorName.SYNTAX_ERROR, () -> webRtc.newPeerConnection(wrong));
    }

    @Test
    void steps9To18StartWithNothing() {
        RtcPeerConnection pc = webRtc.newPeerConnection();
        assertEquals(Optional.empty(), pc.sctp());
        assertEquals(List.of(), pc.transceivers());
        var events = new Events();
        pc.onNegotiationNeeded(() -> events.add("needed"));
        assertEquals(List.of(), events.rest(pc));
        Events.assertFails(
                RtcErrorName.INVALID_MODIFICATION_ERROR,
                pc.setLocalDescription(RtcSessionDescription.offer("v=0\r\n")));
        Events.assertFails(
                RtcErrorName.INVALID_MODIFICATION_ERROR,
                pc.setLocalDescription(RtcSessionDescription.answer("v=0\r\n")));
    }

    @Test
    void steps19To22StartInTheFirstOfEachState() {
        RtcPeerConnection pc = webRtc.newPeerConnection();
        assertEquals(RtcSignalingState.STABLE, pc.signalingState());
        assertEquals(RtcIceConnectionState.NEW, pc.iceConnectionState());
        assertEquals(RtcIceGatheringState.NEW, pc.iceGatheringState());
        assertEquals(RtcPeerConnectionState.NEW, pc.connectionState());
    }

    @Test
    void steps23To26StartWithoutDescriptions() {
        RtcPeerConnection pc = webRtc.newPeerConnection();
        assertEquals(Optional.empty(), pc.pendingLocalDescription());
        assertEquals(Optional.empty(), pc.currentLocalDescription());
        assertEquals(Optional.empty(), pc.pendingRemoteDescription());
        assertEquals(Optional.empty(), pc.currentRemoteDescription());
    }
}
