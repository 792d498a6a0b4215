package dev.specter.webrtc;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A candidate of ours, to be told to the peer (webrtc-pc, section 4.8.1). An empty {@link
 * #candidate()} marks the end of a generation. Immutable.
 *
 * @param candidate the candidate attribute, {@code candidate:} in front; empty at the end
 * @param sdpMid mid of its m-section
 * @param sdpMLineIndex index of its m-section
 * @param usernameFragment ufrag of its generation
 */
public record RtcIceCandidate(
        String candidate,
        Optional<String> sdpMid,
        OptionalInt sdpMLineIndex,
        Optional<String> usernameFragment) {

    /** Refuses null. */
    public RtcIceCandidate {
        Objects.requireNonNull(candidate);
        Objects.requireNonNull(sdpMid);
        Objects.requireNonNull(sdpMLineIndex);
        Objects.requireNonNull(usernameFragment);
    }

    /** Whether it marks the end of a generation. */
    public boolean isEndOfCandidates() {
        return candidate.isEmpty();
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
