package dev.specter.webrtc.negotiation;

import dev.specter.dtls.DtlsRole;
import dev.specter.dtls.Fingerprint;
import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceParameters;
import dev.specter.ice.IceRole;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What to do with one transport after a description was set, in this order: make it if it is new;
 * gather if {@code gather}; start ICE; add the candidates; start DTLS. Immutable.
 *
 * @param id the transport, the same over all descriptions
 * @param mid the m-section that stands for it in candidates (the BUNDLE tag)
 * @param localParameters our ICE credentials, of the generation this description belongs to
 * @param gather whether this description begins a local generation: gather for it
 * @param start present when checks are to start with these parameters: a new generation
 * @param remoteCandidates candidates of the peer to add now
 * @param endOfRemoteCandidates whether no more candidates follow these
 * @param dtls present when a DTLS association is to start, the first or another one (RFC 8842,
 *     section 3)
 */
public record TransportPlan(
        int id,
        String mid,
        IceParameters localParameters,
        boolean gather,
        Optional<IceStart> start,
        List<IceCandidate> remoteCandidates,
        boolean endOfRemoteCandidates,
        Optional<DtlsStart> dtls) {

    /** Copies the list. */
    public TransportPlan {
        Objects.requireNonNull(mid, "mid");
        Objects.requireNonNull(localParameters, "localParameters");
        Objects.requireNonNull(start, "start");
        remoteCandidates = List.copyOf(remoteCandidates);
        Objects.requireNonNull(dtls, "dtls");
    }

    /**
     * The start of an ICE generation.
     *
     * @param role ours
     * @param remote the peer's credentials
     */
    public record IceStart(IceRole role, IceParameters remote) {}

    /**
     * The start of a DTLS association.
     *
     * @param role ours
     * @param fingerprints the peer's certificate matches one of these
     */
    public record DtlsStart(DtlsRole role, List<Fingerprint> fingerprints) {
        /** Copies the list. */
        public DtlsStart {
            fingerprints = List.copyOf(fingerprints);
        }
    }
}
