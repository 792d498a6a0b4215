package dev.specter.webrtc.negotiation;

import static dev.specter.dtls.DtlsRole.CLIENT;
import static dev.specter.dtls.DtlsRole.SERVER;

import dev.specter.dtls.DtlsRole;
import dev.specter.dtls.Fingerprint;
import dev.specter.ice.IceParameters;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What descriptions have settled for one transport. Immutable.
 *
 * @param id the transport
 * @param local our credentials as described last
 * @param startedLocal our credentials of the generation that was started last
 * @param startedRemote the peer's credentials of that generation
 * @param dtlsRole our DTLS role, once settled
 * @param remoteFingerprints the peer's fingerprints, once settled
 * @param remoteTlsId how the peer calls the DTLS association, if it does
 */
record TransportState(
        int id,
        IceParameters local,
        Optional<IceParameters> startedLocal,
        Optional<IceParameters> startedRemote,
        Optional<DtlsRole> dtlsRole,
        List<Fingerprint> remoteFingerprints,
        Optional<String> remoteTlsId) {
    TransportState {
        remoteFingerprints = List.copyOf(remoteFingerprints);
    }

    /** A transport that was described and not started. */
    static TransportState described(int id, IceParameters local) {
        return new TransportState(
                id,
                local,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    TransportState withLocal(IceParameters value) {
        return new TransportState(
                id, value, startedLocal, startedRemote, dtlsRole, remoteFingerprints, remoteTlsId);
    }

    TransportState withStarted(IceParameters remote) {
        return new TransportState(
                id,
                local,
                Optional.of(local),
                Optional.of(remote),
                dtlsRole,
                remoteFingerprints,
                remoteTlsId);
    }

    TransportState withDtls(DtlsRole role, Carriers remote) {
        return new TransportState(
                id,
                local,
                startedLocal,
                startedRemote,
                Optional.of(role),
                remote.fingerprints(),
                remote.tlsId());
    }

    /** Whether there is a DTLS association, with a peer that has these fingerprints and this id. */
    boolean isAssociatedWith(List<Fingerprint> fingerprints, Optional<String> tlsId) {
        return dtlsRole.isPresent()
                && Set.copyOf(remoteFingerprints).equals(Set.copyOf(fingerprints))
                && (tlsId.isEmpty() || remoteTlsId.isEmpty() || tlsId.equals(remoteTlsId));
    }

    /** Whether what the peer says takes another DTLS association (RFC 8842, section 3.1). */
    boolean isAssociationReplacedBy(Carriers remote) {
        boolean sameRole =
                remote.setup()
                        .map(
                                role ->
                                        switch (role) {
                                            case ACTIVE -> dtlsRole.equals(Optional.of(SERVER));
                                            case PASSIVE -> dtlsRole.equals(Optional.of(CLIENT));
                                            case ACTPASS, HOLDCONN -> true;
                                        })
                        .orElse(true);
        return dtlsRole.isPresent()
                && !(sameRole && isAssociatedWith(remote.fingerprints(), remote.tlsId()));
    }
}
