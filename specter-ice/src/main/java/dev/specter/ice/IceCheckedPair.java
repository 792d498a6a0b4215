package dev.specter.ice;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * A pair of the check list and how far it is (RFC 8445, section 6.1.2.6). Immutable.
 *
 * @param candidates the two ends
 * @param state how far it is
 */
public record IceCheckedPair(IceCandidatePair candidates, State state) {
    /** How far a pair is. */
    public enum State {
        /** It waits for others of its foundation. */
        FROZEN,
        /** It waits for its turn. */
        WAITING,
        /** A check is under way. */
        IN_PROGRESS,
        /** A check was answered. */
        SUCCEEDED,
        /** A check was not, or not rightly, answered. */
        FAILED;

        /** The RFC's word, as {@code in-progress}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Neither may be null. */
    public IceCheckedPair {
        requireNonNull(candidates);
        requireNonNull(state);
    }
}
