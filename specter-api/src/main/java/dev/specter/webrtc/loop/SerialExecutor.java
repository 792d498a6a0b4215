package dev.specter.webrtc.loop;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs tasks one after the other on any executor, in the order in which they came. When the
 * executor rejects, or throws anything else, the owner is told once and the tasks that are left run
 * on a fallback. Thread-safe.
 */
public final class SerialExecutor implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(SerialExecutor.class);
    private static final int TASKS_PER_TURN = 256;
    private static final ThreadLocal<SerialExecutor> CURRENT = new ThreadLocal<>();

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Executor fallback;
    private final Runnable onRejected;
    private volatile Executor executor;

    /** Goes before the queue; of whoever has set {@link #scheduled}. */
    private Runnable first;

    /** Confined to the running task: its number. */
    private long count;

    /**
     * Makes one.
     *
     * @param executor runs the tasks; need not be serial
     * @param fallback runs what the executor rejects
     * @param onRejected told when the executor has rejected for the first time
     */
    public SerialExecutor(Executor executor, Executor fallback, Runnable onRejected) {
        this.executor = executor;
        this.fallback = fallback;
        this.onRejected = onRejected;
    }

    /** Whether the calling thread is inside a task of this executor. */
    public boolean isCurrent() {
        return CURRENT.get() == this;
    }

    /** How many tasks have begun; to be asked for in one of them. */
    long count() {
        return count;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        schedule();
    }

    /**
     * Takes an executor that has nothing to do: what comes from now on waits for {@link #release}.
     *
     * @return whether it was taken
     */
    boolean tryHold() {
        if (!scheduled.compareAndSet(false, true)) {
            return false;
        }
        if (tasks.isEmpty()) {
            return true;
        }
        dispatch(); // of somebody who came just now and found it taken
        return false;
    }

    /**
     * Lets go what {@link #tryHold} took.
     *
     * @param task runs before whatever has come since; null for none
     */
    void release(Runnable task) {
        first = task;
        if (task != null || !tasks.isEmpty()) {
            dispatch();
            return;
        }
        scheduled.set(false);
        if (!tasks.isEmpty()) {
            schedule();
        }
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            dispatch();
        }
    }

    private void dispatch() {
        Executor chosen = executor;
        try {
            chosen.execute(this::drain);
        } catch (RuntimeException e) {
            if (chosen == fallback) {
                LOG.debug("dropped {} tasks: the loop is gone", tasks.size());
                first = null;
                tasks.clear();
                scheduled.set(false);
                return;
            }
            LOG.warn(
                    "the callback executor rejected a task; the connection closes: {}",
                    e.toString());
            executor = fallback;
            onRejected.run();
            dispatch();
        }
    }

    private Runnable next() {
        Runnable task = first;
        if (task == null) {
            return tasks.poll();
        }
        first = null;
        return task;
    }

    private void drain() {
        SerialExecutor outer = CURRENT.get();
        CURRENT.set(this);
        try {
            for (int i = 0; i < TASKS_PER_TURN; i++) {
                Runnable task = next();
                if (task == null) {
                    break;
                }
                count++;
                runGuarded(task);
            }
        } finally {
            if (outer == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(outer);
            }
            scheduled.set(false);
        }
        if (!tasks.isEmpty()) {
            schedule();
        }
    }

    /** Runs code of a user; what it throws is logged and goes no further. */
    public static void runGuarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("a callback threw", e);
        }
    }
}
