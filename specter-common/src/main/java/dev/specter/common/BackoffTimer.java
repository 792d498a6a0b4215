package dev.specter.common;

/**
 * A timer that doubles its wait each time it expires, up to a limit: the shape of SCTP's T1, T2 and
 * T3, DTLS retransmission and STUN transactions. It holds a deadline only; who owns it asks {@link
 * #isDue} and calls {@link #backOff} or {@link #stop}. Loop-confined.
 */
public final class BackoffTimer {
    /** The deadline of a timer that is not running. */
    public static final long NEVER = Long.MAX_VALUE;

    private final long maxNanos;
    private long waitNanos;
    private long dueNanos = NEVER;
    private int expirations;

    /**
     * Makes a timer that is not running.
     *
     * @param maxNanos longest wait, positive
     */
    public BackoffTimer(long maxNanos) {
        if (maxNanos <= 0) {
            throw new IllegalArgumentException("maxNanos: " + maxNanos);
        }
        this.maxNanos = maxNanos;
    }

    /**
     * Starts, or starts anew, with the first wait.
     *
     * @param nowNanos the time
     * @param firstWaitNanos the wait, positive; cut to the limit
     */
    public void start(long nowNanos, long firstWaitNanos) {
        expirations = 0;
        waitNanos = Math.min(firstWaitNanos, maxNanos);
        dueNanos = nowNanos + waitNanos;
    }

    /** Stops; a stopped timer is never due. */
    public void stop() {
        dueNanos = NEVER;
    }

    /** Whether it is running. */
    public boolean isRunning() {
        return dueNanos != NEVER;
    }

    /** Whether it is running and its deadline has come. */
    public boolean isDue(long nowNanos) {
        return nowNanos >= dueNanos;
    }

    /** Counts an expiry and runs again with twice the wait, at most the limit. */
    public void backOff(long nowNanos) {
        expirations++;
        waitNanos = waitNanos > maxNanos / 2 ? maxNanos : waitNanos * 2;
        dueNanos = nowNanos + waitNanos;
    }

    /** Expiries since the last {@link #start}. */
    public int expirations() {
        return expirations;
    }

    /** When it is due; {@link #NEVER} when it is not running. */
    public long dueNanos() {
        return dueNanos;
    }
}
