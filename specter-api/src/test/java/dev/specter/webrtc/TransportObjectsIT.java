package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.ice.IceCandidatePair;
import dev.specter.ice.IceRole;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Optional;

/** RTCIceTransport, RTCDtlsTransport and RTCSctpTransport (webrtc-pc, sections 5.5, 5.6, 6.1.1). */
@Timeout(60)
class TransportObjectsIT {
    private static RtcIceTransport ice(RtcPeerConnection pc) {
        return pc.sctp().orElseThrow().transport().iceTransport();
    }

    @Test
    void transportsTellWhatTheyAreMadeOf() throws Exception {
        try (var pair = new Connected()) {
            pair.openChannel(RtcDataChannelInit.defaults());
            RtcIceTransport a = ice(pair.a);
            RtcIceTransport b = ice(pair.b);
            assertEquals(Optional.of(IceRole.CONTROLLING), a.role());
            assertEquals(Optional.of(IceRole.CONTROLLED), b.role());
            assertEquals(a.localParameters(), b.remoteParameters());
            assertEquals(b.localParameters(), a.remoteParameters());
            assertFalse(a.localCandidates().isEmpty());
            assertTrue(b.remoteCandidates().size() <= a.localCandidates().size());
            assertTrue(a.localCandidates().containsAll(b.remoteCandidates()));
            assertTrue(a.selectedCandidatePair().isPresent());
            RtcSctpTransport sctp = pair.a.sctp().orElseThrow();
            assertEquals(RtcSctpTransportState.CONNECTED, sctp.state());
            assertEquals(RtcDtlsTransportState.CONNECTED, sctp.transport().state());
            assertEquals(1, sctp.transport().remoteCertificates().size());

            var before = a.localParameters();
            pair.a.restartIce();
            pair.negotiate();
            assertNotEquals(before, a.localParameters(), "another generation");
            assertEquals(a.localParameters(), b.remoteParameters());
        }
    }

    @Test // sections 5.5 and 5.6
    void bothEndsSeeTheSamePairAndEachOthersCertificate() throws Exception {
        RtcCertificate mine = RtcCertificate.generate(RtcCertificate.Algorithm.ECDSA_P384).join();
        try (WebRtc webRtc = WebRtc.builder().includeLoopback(true).build()) {
            RtcPeerConnection a =
                    webRtc.newPeerConnection(RtcConfiguration.builder().certificate(mine).build());
            RtcPeerConnection b = webRtc.newPeerConnection();
            Connected.trickle(a, b);
            Connected.trickle(b, a);
            RtcDataChannel channel = a.createDataChannel("x");
            Connected.negotiate(a, b);
            Connected.awaitOpen(channel);
            // A better pair may come in between, until there is no more to check.
            Connected.await(
                    () -> a.iceConnectionState() == RtcIceConnectionState.COMPLETED, "completed");
            b.getStats().join(); // behind the tasks that make known what has happened
            IceCandidatePair ofA = ice(a).selectedCandidatePair().orElseThrow();
            IceCandidatePair ofB = ice(b).selectedCandidatePair().orElseThrow();
            assertEquals(ofA.local().address(), ofB.remote().address());
            assertEquals(ofA.local().port(), ofB.remote().port());
            assertEquals(ofA.remote().address(), ofB.local().address());
            assertEquals(ofA.remote().port(), ofB.local().port());
            assertEquals(
                    List.of(mine.certificate().x509()),
                    b.sctp().orElseThrow().transport().remoteCertificates());
        }
    }

    @Test // section 4.4.2, close
    void closingClosesThem() throws Exception {
        try (var pair = new Connected()) {
            pair.openChannel(RtcDataChannelInit.defaults());
            RtcSctpTransport sctp = pair.a.sctp().orElseThrow();
            pair.a.close();
            assertEquals(RtcSctpTransportState.CLOSED, sctp.state());
            assertEquals(RtcDtlsTransportState.CLOSED, sctp.transport().state());
            assertEquals(RtcIceTransportState.CLOSED, sctp.transport().iceTransport().state());
        }
    }
}
