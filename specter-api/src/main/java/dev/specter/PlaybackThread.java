package dev.specter;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The thread that reads and paces all files that a Specter plays, and its clock. Thread-safe. */
final class PlaybackThread implements Executor {
    private final ScheduledThreadPoolExecutor executor =
            OnDemandThread.createScheduler("specter-playback");
    private final long startNanos = System.nanoTime();

    /** Nanoseconds since this object was made. */
    long nowNanos() {
        return System.nanoTime() - startNanos;
    }

    @Override
    public void execute(Runnable action) {
        executor.execute(action);
    }

    /** Runs an action when its time has come. */
    ScheduledFuture<?> executeAt(long dueNanos, Runnable action) {
        return executor.schedule(action, Math.max(0, dueNanos - nowNanos()), TimeUnit.NANOSECONDS);
    }
}
