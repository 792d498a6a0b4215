package dev.specter.ice;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;

import java.util.concurrent.TimeUnit;

/** The one timer of a transport. Loop-confined. */
final class LoopTimer {
    private final EventLoop loop;
    private final Runnable task;
    private final long startNanos = System.nanoTime();
    private long dueNanos = Long.MAX_VALUE;
    private ScheduledFuture<?> scheduled;

    LoopTimer(EventLoop loop, Runnable task) {
        this.loop = loop;
        this.task = task;
    }

    /** Nanoseconds since the timer was made. */
    long nowNanos() {
        return System.nanoTime() - startNanos;
    }

    /** Runs the task then, and not when it was to run before; {@code Long.MAX_VALUE} is never. */
    void set(long newDueNanos) {
        if (newDueNanos == dueNanos) {
            return;
        }
        if (scheduled != null) {
            scheduled.cancel(false);
            scheduled = null;
        }
        dueNanos = newDueNanos;
        if (newDueNanos != Long.MAX_VALUE) {
            long waitNanos = Math.max(0, newDueNanos - nowNanos());
            scheduled = loop.schedule(this::expire, waitNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void expire() {
        dueNanos = Long.MAX_VALUE;
        scheduled = null;
        task.run();
    }
}
