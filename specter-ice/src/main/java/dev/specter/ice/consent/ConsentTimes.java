package dev.specter.ice.consent;

/**
 * Intervals of the consent checks. Immutable.
 *
 * @param intervalNanos mean time between checks (RFC 7675, section 5.1: 5 s)
 * @param lateNanos silence after which consent is late
 * @param expiryNanos silence after which consent has expired (RFC 7675, section 5.1: 30 s)
 */
public record ConsentTimes(long intervalNanos, long lateNanos, long expiryNanos) {
    /** All positive. */
    public ConsentTimes {
        if (intervalNanos <= 0 || lateNanos <= 0 || expiryNanos <= 0) {
            throw new IllegalArgumentException("not positive");
        }
    }
}
