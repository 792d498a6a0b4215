package dev.specter.ice.agent;

/**
 * When the next check may go (RFC 8445, sections 6.1.4.2 and 14.2): one every Ta, and a few at once
 * after a pause. Loop-confined.
 *
 * <p>Deviates: the few at once. Ta guards NAT boxes and slow links against floods; a handful of
 * packets is none, and on a host with two addresses they save the whole pacing.
 */
final class CheckPacer {
    /** The least that RFC 8445, section 14.2 allows. */
    static final long TA_NANOS = 5_000_000L;

    private final int burst;
    private long fullAtNanos;

    /**
     * Makes a pacer.
     *
     * @param burst checks that may go at once
     */
    CheckPacer(int burst) {
        this.burst = burst;
    }

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
        return fullAtNanos - (burst - 1) * TA_NANOS;
    }
}
