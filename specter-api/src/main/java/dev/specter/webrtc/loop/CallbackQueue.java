package dev.specter.webrtc.loop;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The tasks of a pool of threads, one of which may wait awake for the next ({@link AdaptiveSpin}).
 * Thread-safe.
 */
public final class CallbackQueue extends LinkedBlockingQueue<Runnable> {
    private static final long serialVersionUID = 1;

    private final transient AdaptiveSpin spin =
            new AdaptiveSpin(Runtime.getRuntime().availableProcessors());
    private final AtomicBoolean isAwaited = new AtomicBoolean();

    /** A queue without a bound. */
    public CallbackQueue() {}

    @Override
    public Runnable poll(long timeout, TimeUnit unit) throws InterruptedException {
        Runnable task = poll();
        if (task == null && isAwaited.compareAndSet(false, true)) {
            try {
                task = pollAwake();
            } finally {
                isAwaited.set(false);
            }
        }
        return task == null ? super.poll(timeout, unit) : task;
    }

    private Runnable pollAwake() {
        Runnable task = null;
        while (task == null && spin.isWorthwhile(System.nanoTime())) {
            Thread.onSpinWait();
            task = poll();
        }
        if (task != null) {
            spin.hasWork();
        }
        return task;
    }
}
