package dev.specter.webrtc.negotiation;

import dev.specter.dtls.DtlsRole;
import dev.specter.dtls.Fingerprint;
import dev.specter.ice.IceParameters;

import java.util.List;
import java.util.Optional;

/**
 * What descriptions have settled for one transport. Immutable.
 *
 * @param id the transport
 * @param local our credentials as described last
 * @param startedLocal our credentials of the generation that was started last
 * @param startedRemote the peer's credentials of that generation
 * @param dtlsRole our DTLS role, once settled
 * @param remoteFingerprints the peer's fingerprints, once settled
 */
record TransportState(
        int id,
        IceParameters local,
        Optional<IceParameters> startedLocal,
        Optional<IceParameters> startedRemote,
        Optional<DtlsRole> dtlsRole,
        List<Fingerprint> remoteFingerprints) {
    TransportState {
        remoteFingerprints = List.copyOf(remoteFingerprints);
    }

    /** A transport that was described and not started. */
    static TransportState described(int id, IceParameters local) {
        return new TransportState(
                id, local, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    TransportState withLocal(IceParameters value) {
        return new TransportState(
                id, value, startedLocal, startedRemote, dtlsRole, remoteFingerprints);
    }

    TransportState withStarted(IceParameters remote) {
        return new TransportState(
                id, local, Optional.of(local), Optional.of(remote), dtlsRole, remoteFingerprints);
    }

    TransportState withDtls(DtlsRole role, List<Fingerprint> fingerprints) {
        return new TransportState(
                id, local, startedLocal, startedRemote, Optional.of(role), fingerprints);
    }
}
