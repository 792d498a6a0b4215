package dev.specter.dtls;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The workers on which handshakes run, since they wait for datagrams. Grows on demand up to a
 * bound; a worker that has been idle for a second ends. Servers and clients have an allowance each,
 * so that clients that wait for servers of the same process never keep those from running. Workers
 * are virtual threads where the JVM has them (from 21). Thread-safe.
 */
public final class HandshakePool implements AutoCloseable {
    /** How many handshakes run at once unless told otherwise. */
    public static final int DEFAULT_WORKERS = 256;

    /** Name of every worker, with a number behind it. */
    static final String WORKER_NAME = "specter-handshake-";

    private static final Logger LOG = LoggerFactory.getLogger(HandshakePool.class);
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long STACK_BYTES = 512 * 1024;
    private static final Optional<VirtualThreads> VIRTUAL = VirtualThreads.find();

    /** A handshake, and what to do when it cannot run. */
    private record Task(Runnable work, Runnable rejected) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<DtlsRole, Lane> lanes = new EnumMap<>(DtlsRole.class);
    private final Set<Thread> threads = new HashSet<>();
    private long started;
    private boolean closed;

    /** A pool of {@link #DEFAULT_WORKERS}. */
    public HandshakePool() {
        this(DEFAULT_WORKERS);
    }

    /**
     * A pool.
     *
     * @param workers how many handshakes run at once, at least 2: half for clients, the rest for
     *     servers
     * @throws IllegalArgumentException for fewer
     */
    public HandshakePool(int workers) {
        if (workers < 2) {
            throw new IllegalArgumentException("workers: " + workers);
        }
        lanes.put(DtlsRole.CLIENT, new Lane(workers / 2));
        lanes.put(DtlsRole.SERVER, new Lane(workers - workers / 2));
    }

    /** Ends the workers. Handshakes under way or waiting fail. */
    @Override
    public void close() {
        var rejected = new ArrayList<Task>();
        lock.lock();
        try {
            closed = true;
            for (Lane lane : lanes.values()) {
                rejected.addAll(lane.tasks);
                lane.tasks.clear();
                lane.wakeUp.signalAll();
            }
            threads.forEach(Thread::interrupt);
        } finally {
            lock.unlock();
        }
        rejected.forEach(task -> task.rejected.run());
    }

    /** Workers that are there now, idle ones included. */
    int workerCount() {
        lock.lock();
        try {
            return threads.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs a handshake as soon as its role's allowance permits.
     *
     * @param role whose allowance
     * @param work the handshake
     * @param rejected run instead when the pool is closed, on whatever thread
     */
    void execute(DtlsRole role, Runnable work, Runnable rejected) {
        Thread worker = null;
        boolean accepted = false;
        lock.lock();
        try {
            if (!closed) {
                accepted = true;
                Lane lane = lanes.get(role);
                lane.tasks.add(new Task(work, rejected));
                if (lane.tasks.size() <= lane.idle) {
                    lane.wakeUp.signal();
                } else if (lane.workers < lane.maxWorkers) {
                    lane.workers++;
                    worker = newThread(() -> work(lane), WORKER_NAME + ++started);
                    threads.add(worker);
                }
            }
        } finally {
            lock.unlock();
        }
        if (!accepted) {
            rejected.run();
        }
        if (worker != null) {
            worker.start();
        }
    }

    private void work(Lane lane) {
        try {
            for (Task task = next(lane); task != null; task = next(lane)) {
                run(task);
            }
        } finally {
            lock.lock();
            try {
                threads.remove(Thread.currentThread());
            } finally {
                lock.unlock();
            }
        }
    }

    private static void run(Task task) {
        try {
            task.work.run();
        } catch (RuntimeException e) {
            LOG.warn("a handshake's owner threw", e);
        }
    }

    /** The next task, or null when the worker is to end, which it has been counted out for. */
    private Task next(Lane lane) {
        lock.lock();
        try {
            long leftNanos = VIRTUAL.isPresent() ? 0 : IDLE_NANOS; // a new one costs nothing
            while (!closed && lane.tasks.isEmpty() && leftNanos > 0) {
                lane.idle++;
                try {
                    leftNanos = lane.wakeUp.awaitNanos(leftNanos);
                } catch (InterruptedException e) {
                    leftNanos = 0; // closing
                } finally {
                    lane.idle--;
                }
            }
            Task task = closed ? null : lane.tasks.poll();
            if (task == null) {
                lane.workers--;
            }
            return task;
        } finally {
            lock.unlock();
        }
    }

    private static Thread newThread(Runnable work, String name) {
        if (VIRTUAL.isPresent()) {
            return VIRTUAL.get().unstarted(work, name);
        }
        var thread = new Thread(null, work, name, STACK_BYTES);
        thread.setDaemon(true);
        return thread;
    }

    /** One role's tasks and workers. Guarded by the lock. */
    private final class Lane {
        private final int maxWorkers;
        private final Queue<Task> tasks = new ArrayDeque<>();
        private final Condition wakeUp = lock.newCondition();
        private int workers;
        private int idle;

        Lane(int maxWorkers) {
            this.maxWorkers = maxWorkers;
        }
    }

    /** {@code Thread.ofVirtual()}, which the oldest Java that we run on does not have. */
    private record VirtualThreads(Method ofVirtual, Method name, Method unstarted) {
        static Optional<VirtualThreads> find() {
            if (Runtime.version().feature() < 21) {
                return Optional.empty();
            }
            try {
                Class<?> builder = Class.forName("java.lang.Thread$Builder");
                return Optional.of(
                        new VirtualThreads(
                                Thread.class.getMethod("ofVirtual"),
                                builder.getMethod("name", String.class),
                                builder.getMethod("unstarted", Runnable.class)));
            } catch (ReflectiveOperationException e) {
                return Optional.empty();
            }
        }

        Thread unstarted(Runnable work, String threadName) {
            try {
                Object builder = name.invoke(ofVirtual.invoke(null), threadName);
                return (Thread) unstarted.invoke(builder, work);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("virtual threads", e);
            }
        }
    }
}
