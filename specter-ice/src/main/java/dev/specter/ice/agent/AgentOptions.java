package dev.specter.ice.agent;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Timers and bounds of an {@link IceAgent}. Immutable.
 *
 * @param checkingTimeout how long pairs are checked without success, counted from the start or from
 *     the last new candidate, before the state is FAILED; default 15 s
 * @param consentInterval mean time between consent checks (RFC 7675, section 5.1); default 5 s
 * @param disconnectedTimeout silence after which the state is DISCONNECTED; default 7 s
 * @param consentTimeout silence after which consent has expired and the state is FAILED; default 30
 *     s (RFC 7675, section 5.1)
 * @param maxRemoteCandidates most addresses of the peer, told or found by its checks, in a
 *     generation; default 100
 * @param maxPairs most pairs in a check list (RFC 8445, section 6.1.2.5); default 200
 */
public record AgentOptions(
        Duration checkingTimeout,
        Duration consentInterval,
        Duration disconnectedTimeout,
        Duration consentTimeout,
        int maxRemoteCandidates,
        int maxPairs) {
    private static final AgentOptions DEFAULTS =
            new AgentOptions(
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(7),
                    Duration.ofSeconds(30),
                    100,
                    200);

    /** Nothing null, both counts positive. */
    public AgentOptions {
        requireNonNull(checkingTimeout);
        requireNonNull(consentInterval);
        requireNonNull(disconnectedTimeout);
        requireNonNull(consentTimeout);
        if (maxRemoteCandidates <= 0 || maxPairs <= 0) {
            throw new IllegalArgumentException("not positive");
        }
    }

    /** All defaults. */
    public static AgentOptions defaults() {
        return DEFAULTS;
    }
}
