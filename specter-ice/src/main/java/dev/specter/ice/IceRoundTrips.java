package dev.specter.ice;

/**
 * Round trip times of the consent checks on the selected pair (RFC 7675). Immutable.
 *
 * @param currentNanos the last one, or -1 before the first answer
 * @param totalNanos the sum of all
 * @param count how many there were
 */
public record IceRoundTrips(long currentNanos, long totalNanos, long count) {
    /** None yet. */
    public static final IceRoundTrips NONE = new IceRoundTrips(-1, 0, 0);
}
