package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.ice.IceRole;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
