package dev.specter.webrtc.loop;

import java.util.concurrent.TimeUnit;

/**
 * Decides how long a thread that has run out of work looks for more before it sleeps. To sleep and
 * to be woken takes longer than a message takes both ways on a fast path, so a thread that is soon
 * given work again does better to stay awake; one that is not must not burn its core. It therefore
 * stays awake only for as long as that has paid off lately: a wait that ends with work raises the
 * limit, one that does not lowers it, to none at last, and after some sleeps it is tried again.
 * Confined to one thread, or guarded by its owner.
 */
final class AdaptiveSpin {
    private static final long MAX_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long MIN_NANOS = TimeUnit.MICROSECONDS.toNanos(5);
    private static final int SLEEPS_BETWEEN_TRIALS = 64;

    private final boolean isUseful;
    private long limitNanos;
    private long startNanos;
    private boolean isWaiting;
    private int sleeps;

    /**
     * Makes one.
     *
     * @param processors how many there are: with a single one, whoever gives work waits for it too
     */
    AdaptiveSpin(int processors) {
        isUseful = processors > 1;
    }

    /**
     * There is no work.
     *
     * @param nowNanos the time
     * @return whether to stay awake and look again; otherwise to sleep
     */
    boolean isWorthwhile(long nowNanos) {
        if (isWaiting) {
            if (nowNanos - startNanos < limitNanos) {
                return true;
            }
            isWaiting = false;
            limitNanos = limitNanos / 2 < MIN_NANOS ? 0 : limitNanos / 2;
            return false;
        }
        if (limitNanos == 0) {
            if (!isUseful || ++sleeps < SLEEPS_BETWEEN_TRIALS) {
                return false;
            }
            sleeps = 0;
            limitNanos = MAX_NANOS;
        }
        isWaiting = true;
        startNanos = nowNanos;
        return true;
    }

    /** There is work. */
    void hasWork() {
        if (isWaiting) {
            isWaiting = false;
            limitNanos = Math.min(MAX_NANOS, 2 * limitNanos);
        }
    }
}
