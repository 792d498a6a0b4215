package dev.specter.ice.agent;

/**
 * How long the first answer to a check is waited for (RFC 8445, section 14.3; RFC 8489, section
 * 6.2.1). Loop-confined.
 *
 * <p>Deviates: at least 100 ms, not 500. One lost packet shall not hold up a call for half a
 * second. Where round trips prove longer, so does the wait (RFC 6298).
 */
final class RetransmissionTimeout {
    static final long LEAST_NANOS = 100_000_000L;
    private static final long MOST_NANOS = ConnectivityCheck.LONGEST_WAIT_NANOS;

    private long smoothedNanos = -1;
    private long variationNanos;

    /** Takes a round trip that is not ambiguous. */
    void handleRoundTrip(long nanos) {
        if (smoothedNanos < 0) {
            smoothedNanos = nanos;
            variationNanos = nanos / 2;
        } else {
            variationNanos += (Math.abs(smoothedNanos - nanos) - variationNanos) / 4;
            smoothedNanos += (nanos - smoothedNanos) / 8;
        }
    }

    /**
     * The wait, in nanoseconds.
     *
     * @param checks that are waiting or under way: so many at Ta take their time
     */
    long nanos(int checks) {
        long measured = smoothedNanos < 0 ? 0 : smoothedNanos + 4 * variationNanos;
        long paced = checks * CheckPacer.TA_NANOS;
        return Math.min(MOST_NANOS, Math.max(LEAST_NANOS, Math.max(measured, paced)));
    }
}
