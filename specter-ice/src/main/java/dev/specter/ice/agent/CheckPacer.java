package dev.specter.ice.agent;

/**
 * When the next ordinary check may go (RFC 8445, sections 6.1.4.2 and 14.2): one every Ta, and a
 * few at once after a pause. Loop-confined.
 *
 * <p>Deviates: the few at once. Ta guards NAT boxes and slow links against floods; four packets are
 * none, and on a host with two addresses they save the whole pacing.
 */
final class CheckPacer {
    static final long TA_NANOS = 5_000_000L;
    static final int BURST = 4;

    private long fullAtNanos;

    /** Whether a check may go now, which counts as sent then. */
    boolean tryTake(long nowNanos) {
        if (nowNanos < nextNanos()) {
            return false;
        }
        fullAtNanos = Math.max(fullAtNanos, nowNanos) + TA_NANOS;
        return true;
    }

    /** When the next check may go. */
    long nextNanos() {
        return fullAtNanos - (BURST - 1) * TA_NANOS;
    }
}
