package dev.specter.webrtc;

import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceCandidateType;
import dev.specter.ice.IceProtocol;
import dev.specter.ice.TcpType;
import dev.specter.sdp.attribute.AttributeSyntaxException;
import dev.specter.sdp.attribute.Candidate;
import dev.specter.webrtc.negotiation.IceCandidates;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A candidate, as one of ours that is to be told to the peer (webrtc-pc, section 4.8.1). An empty
 * {@link #candidate()} marks the end of a generation. What the text says can be read one by one;
 * where it is not well formed, or has a value that webrtc-pc does not know, all of that is empty.
 * Immutable.
 *
 * @param candidate the candidate attribute, {@code candidate:} in front; empty at the end
 * @param sdpMid mid of its m-section
 * @param sdpMLineIndex index of its m-section
 * @param usernameFragment ufrag of its generation
 * @param relayProtocol of a local relayed candidate, how its server is spoken to; not signaled
 * @param url of a local candidate that a server gave, that server; not signaled
 */
public record RtcIceCandidate(
        String candidate,
        Optional<String> sdpMid,
        OptionalInt sdpMLineIndex,
        Optional<String> usernameFragment,
        Optional<RtcIceServerTransportProtocol> relayProtocol,
        Optional<String> url) {

    /**
     * Refuses null.
     *
     * @throws RtcException TypeError where neither mid nor index is given
     */
    public RtcIceCandidate {
        Objects.requireNonNull(candidate);
        Objects.requireNonNull(usernameFragment);
        Objects.requireNonNull(relayProtocol);
        Objects.requireNonNull(url);
        if (sdpMid.isEmpty() && sdpMLineIndex.isEmpty()) {
            throw new RtcException(
                    RtcErrorName.TYPE_ERROR, "neither sdpMid nor sdpMLineIndex is given");
        }
    }

    /**
     * A candidate that came over the signaling channel.
     *
     * @param init as it came
     * @throws RtcException TypeError where neither mid nor index is given
     */
    public static RtcIceCandidate of(RtcIceCandidateInit init) {
        return new RtcIceCandidate(
                init.candidate(),
                init.sdpMid(),
                init.sdpMLineIndex(),
                init.usernameFragment(),
                Optional.empty(),
                Optional.empty());
    }

    /** Whether it marks the end of a generation. */
    public boolean isEndOfCandidates() {
        return candidate.isEmpty();
    }

    /** Equal for candidates of like origin. */
    public Optional<String> foundation() {
        return parsed().map(IceCandidate::foundation);
    }

    /** What it carries. */
    public Optional<RtcIceComponent> component() {
        return parsed().flatMap(RtcIceCandidate::component);
    }

    private static Optional<RtcIceComponent> component(IceCandidate candidate) {
        return switch (candidate.component()) {
            case 1 -> Optional.of(RtcIceComponent.RTP);
            case 2 -> Optional.of(RtcIceComponent.RTCP);
            default -> Optional.empty();
        };
    }

    /** Its priority, u32. */
    public OptionalLong priority() {
        Optional<IceCandidate> parsed = parsed();
        return parsed.isPresent() ? OptionalLong.of(parsed.get().priority()) : OptionalLong.empty();
    }

    /** An IPv4 or IPv6 address in text, or a name. */
    public Optional<String> address() {
        return parsed().map(IceCandidate::address);
    }

    /** UDP or TCP. */
    public Optional<IceProtocol> protocol() {
        return parsed().map(IceCandidate::protocol);
    }

    /** Its port, 0 to 65,535. */
    public OptionalInt port() {
        Optional<IceCandidate> parsed = parsed();
        return parsed.isPresent() ? OptionalInt.of(parsed.get().port()) : OptionalInt.empty();
    }

    /** Where its address was found. */
    public Optional<IceCandidateType> type() {
        return parsed().map(IceCandidate::type);
    }

    /** Who connects; of TCP candidates only. */
    public Optional<TcpType> tcpType() {
        return parsed().flatMap(IceCandidate::tcpType);
    }

    /** The address that it is derived from; empty for host candidates. */
    public Optional<String> relatedAddress() {
        return parsed().flatMap(IceCandidate::relatedAddress);
    }

    /** The port of {@link #relatedAddress()}. */
    public OptionalInt relatedPort() {
        return parsed().map(IceCandidate::relatedPort).orElse(OptionalInt.empty());
    }

    private Optional<IceCandidate> parsed() {
        if (isEndOfCandidates()) {
            return Optional.empty();
        }
        try {
            return IceCandidates.fromSdp(Candidate.parse(candidate))
                    .filter(c -> component(c).isPresent());
        } catch (AttributeSyntaxException e) {
            // Section 4.8.1: an error of the text is ignored here; addIceCandidate tells.
            return Optional.empty();
        }
    }

    /** The same as it crosses the signaling channel. */
    public RtcIceCandidateInit toInit() {
        return new RtcIceCandidateInit(candidate, sdpMid, sdpMLineIndex, usernameFragment);
    }

    /** As {@link RtcIceCandidateInit#toJson()}. */
    public String toJson() {
        return toInit().toJson();
    }
}
