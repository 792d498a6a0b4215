package dev.specter.ice;

import static java.util.Objects.requireNonNull;

/**
 * A local and a remote candidate between which datagrams go. Immutable.
 *
 * @param local ours
 * @param remote the peer's
 */
public record IceCandidatePair(IceCandidate local, IceCandidate remote) {
    /** Neither may be null. */
    public IceCandidatePair {
        requireNonNull(local);
        requireNonNull(remote);
    }
}
