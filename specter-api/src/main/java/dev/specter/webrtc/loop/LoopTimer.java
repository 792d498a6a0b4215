package dev.specter.webrtc.loop;

import io.netty.util.concurrent.ScheduledFuture;

import java.util.concurrent.TimeUnit;

/**
 * The one timer of a connection. A deadline that moves later costs nothing: the timer wakes at the
 * old one, finds that it is early and sleeps again. Loop-confined.
 */
public final class LoopTimer {
    private final ConnectionLoop loop;
    private final Runnable onDue;
    private ScheduledFuture<?> scheduled;
    private long scheduledNanos = Long.MAX_VALUE;
    private long wantedNanos = Long.MAX_VALUE;

    /**
     * Makes a timer that is not running.
     *
     * @param loop owns it
     * @param onDue called on the loop when the deadline has come; it arms the timer again
     */
    public LoopTimer(ConnectionLoop loop, Runnable onDue) {
        this.loop = loop;
        this.onDue = onDue;
    }

    /** Sets the deadline; {@link Long#MAX_VALUE} means never. */
    public void arm(long dueNanos) {
        wantedNanos = dueNanos;
        if (dueNanos >= scheduledNanos) {
            return; // it wakes before that anyway
        }
        if (scheduled != null) {
            scheduled.cancel(false);
        }
        scheduledNanos = dueNanos;
        long delayNanos = Math.max(0, dueNanos - loop.nowNanos());
        scheduled = loop.eventLoop().schedule(this::wake, delayNanos, TimeUnit.NANOSECONDS);
    }

    private void wake() {
        scheduled = null;
        scheduledNanos = Long.MAX_VALUE;
        if (wantedNanos <= loop.nowNanos()) {
            wantedNanos = Long.MAX_VALUE;
            onDue.run();
        } else if (wantedNanos != Long.MAX_VALUE) {
            arm(wantedNanos);
        }
    }

    /** Stops for good. */
    public void cancel() {
        wantedNanos = Long.MAX_VALUE;
        if (scheduled != null) {
            scheduled.cancel(false);
            scheduled = null;
        }
    }
}
