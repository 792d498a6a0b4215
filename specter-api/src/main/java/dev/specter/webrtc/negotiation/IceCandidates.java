package dev.specter.webrtc.negotiation;

import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceCandidateType;
import dev.specter.ice.IceProtocol;
import dev.specter.ice.TcpType;
import dev.specter.sdp.attribute.Candidate;

import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;

/** Candidates of SDP and of the ICE transport. */
public final class IceCandidates {
    private IceCandidates() {}

    /**
     * The candidate of an attribute; empty for a transport, type or TCP type that is not known,
     * which is to be ignored (RFC 8839, section 5.1).
     *
     * @param candidate the attribute
     */
    public static Optional<IceCandidate> fromSdp(Candidate candidate) {
        Optional<IceProtocol> protocol = constant(IceProtocol.values(), candidate.transport());
        Optional<IceCandidateType> type = constant(IceCandidateType.values(), candidate.type());
        Optional<TcpType> tcpType = candidate.tcpType().flatMap(t -> constant(TcpType.values(), t));
        boolean tcpWithoutType = protocol.equals(Optional.of(IceProtocol.TCP)) && tcpType.isEmpty();
        if (protocol.isEmpty()
                || type.isEmpty()
                || tcpWithoutType
                || candidate.address().length() > 255) {
            return Optional.empty();
        }
        return Optional.of(
                new IceCandidate(
                        candidate.foundation(),
                        candidate.component(),
                        protocol.get(),
                        candidate.priority(),
                        candidate.address(),
                        candidate.port(),
                        type.get(),
                        candidate.relatedAddress(),
                        candidate.relatedPort(),
                        protocol.get() == IceProtocol.TCP ? tcpType : Optional.empty()));
    }

    /**
     * The attribute of a local candidate.
     *
     * @param candidate the candidate
     * @param ufrag the user name fragment of its generation, for candidates sent on their own
     */
    public static Candidate toSdp(IceCandidate candidate, Optional<String> ufrag) {
        var extensions = new ArrayList<Candidate.Extension>();
        candidate
                .tcpType()
                .ifPresent(t -> extensions.add(new Candidate.Extension("tcptype", t.toString())));
        ufrag.ifPresent(u -> extensions.add(new Candidate.Extension("ufrag", u)));
        return new Candidate(
                candidate.foundation(),
                candidate.component(),
                candidate.protocol().toString(),
                candidate.priority(),
                candidate.address(),
                candidate.port(),
                candidate.type().toString(),
                candidate.relatedAddress(),
                candidate.relatedPort(),
                extensions);
    }

    private static <E extends Enum<E>> Optional<E> constant(E[] constants, String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        for (E constant : constants) {
            if (constant.toString().equals(lower)) {
                return Optional.of(constant);
            }
        }
        return Optional.empty();
    }
}
