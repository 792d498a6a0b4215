package dev.specter.webrtc.loop;

import io.netty.channel.EventLoop;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The threads of one peer connection: the event loop that owns its state, and the serial executor
 * that runs its callbacks. Public methods come in through {@link #call} and {@link #execute};
 * changes that users can see are made by {@link #task}. Thread-safe.
 */
public final class ConnectionLoop {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionLoop.class);

    private final EventLoop loop;
    private final SerialExecutor callbacks;
    private final boolean commitsAhead;
    private final LongSupplier nanoClock;
    private final long startNanos;
    private final Object afterTheEnd = new Object();
    private volatile Runnable onCallbacksRejected = () -> {};
    private volatile Runnable onLoopEnded = () -> {};

    /**
     * Joins a loop and an executor.
     *
     * @param loop owns the connection for life
     * @param callbackExecutor runs callbacks, or null for the loop itself
     * @param commitsAhead whether a change may be made while no callback of the connection runs, in
     *     advance of the task that fires its events: where nothing but callbacks runs on the
     *     executor, none can tell, and two hops between threads are saved
     * @param nanoClock a monotonic clock, nanoseconds
     */
    public ConnectionLoop(
            EventLoop loop,
            Executor callbackExecutor,
            boolean commitsAhead,
            LongSupplier nanoClock) {
        this.loop = loop;
        this.commitsAhead = commitsAhead;
        this.nanoClock = nanoClock;
        this.startNanos = nanoClock.getAsLong();
        this.callbacks =
                new SerialExecutor(
                        callbackExecutor == null ? loop : callbackExecutor,
                        loop,
                        () -> execute(onCallbacksRejected));
        loop.execute(LoopThreads::markCurrent);
    }

    /** Sets what the loop does when the callback executor has rejected a task. */
    public void onCallbacksRejected(Runnable action) {
        onCallbacksRejected = action;
    }

    /**
     * Sets what is done before a call is made although the loop has ended; called each time, by one
     * thread at a time.
     */
    public void onLoopEnded(Runnable action) {
        onLoopEnded = action;
    }

    /** Whether the calling thread is the loop of any connection: it must not wait for another. */
    public static boolean isOnAnyLoop() {
        return LoopThreads.isCurrent();
    }

    /** Whether the calling thread is in a task of the callback executor. */
    public boolean inCallback() {
        return callbacks.isCurrent();
    }

    /** How many tasks the callback executor has begun; to be asked for in one of them. */
    public long callbackCount() {
        return callbacks.count();
    }

    /** The Netty loop. */
    public EventLoop eventLoop() {
        return loop;
    }

    /** Whether the calling thread is the loop. */
    public boolean inLoop() {
        return loop.inEventLoop();
    }

    /** Nanoseconds since this object was made: the time that the cores see. */
    public long nowNanos() {
        return nanoClock.getAsLong() - startNanos;
    }

    /**
     * Whether a wait on the calling thread would keep a future of this connection from completing.
     */
    boolean wouldDeadlock() {
        return loop.inEventLoop() || callbacks.isCurrent();
    }

    /**
     * Refuses a call that may wait for the network on a thread that serves it.
     *
     * @throws IllegalStateException in a callback of this connection, and on any loop
     */
    public void requireMayBlock() {
        if (wouldDeadlock() || LoopThreads.isCurrent()) {
            throw new IllegalStateException(
                    "waiting here could never end: this is a callback of the connection or an event"
                            + " loop; use a thread of your own");
        }
    }

    /**
     * Runs an action on the loop and returns its result. On the loop itself it runs at once. When
     * the loop has ended, nobody owns the state any more: then it runs on the calling thread.
     *
     * @param action what to do; what it throws is thrown here
     * @param <T> type of the result
     * @return the result
     * @throws IllegalStateException on the loop of another connection
     */
    public <T> T call(Supplier<T> action) {
        if (loop.inEventLoop()) {
            return action.get();
        }
        LoopThreads.requireNotALoop();
        try {
            return callFromOutside(action);
        } catch (LoopEndedException e) {
            return callAfterTheEnd(action);
        }
    }

    /**
     * Starts an asynchronous action on the loop, as {@link #call} does; on the loop of another
     * connection, which must not wait, it is started later.
     *
     * @param action starts what its future completes
     * @param <T> type of the result
     * @return completes as the action's future does
     */
    public <T> CompletableFuture<T> start(Supplier<CompletableFuture<T>> action) {
        if (loop.inEventLoop() || !LoopThreads.isCurrent()) {
            return call(action);
        }
        var result = new RtcFuture<T>(this);
        try {
            loop.execute(() -> join(action, result));
        } catch (RejectedExecutionException e) {
            return callAfterTheEnd(action);
        }
        return result;
    }

    private <T> void join(Supplier<CompletableFuture<T>> action, RtcFuture<T> result) {
        CompletableFuture<T> started = action.get();
        // There, so that whoever waits is told there, also of what was found at once.
        callback(
                () -> {
                    var unused =
                            started.whenComplete(
                                    (value, error) -> {
                                        if (error == null) {
                                            result.complete(value);
                                        } else {
                                            result.completeExceptionally(error);
                                        }
                                    });
                });
    }

    private <T> T callAfterTheEnd(Supplier<T> action) {
        synchronized (afterTheEnd) {
            onLoopEnded.run();
            return action.get();
        }
    }

    /** The loop takes no more tasks. Not what an action has thrown. */
    private static final class LoopEndedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        LoopEndedException(RejectedExecutionException cause) {
            super(cause);
        }
    }

    /** Runs an action on the loop, as {@link #call} does. */
    public void run(Runnable action) {
        call(
                () -> {
                    action.run();
                    return null;
                });
    }

    private <T> T callFromOutside(Supplier<T> action) {
        var reply = new CompletableFuture<T>();
        try {
            loop.execute(
                    () -> {
                        try {
                            reply.complete(action.get());
                        } catch (RuntimeException | Error e) {
                            reply.completeExceptionally(e);
                        }
                    });
        } catch (RejectedExecutionException e) {
            throw new LoopEndedException(e);
        }
        try {
            return reply.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Runs an action on the loop, later. A loop that has ended drops it. */
    public void execute(Runnable action) {
        try {
            loop.execute(action);
        } catch (RejectedExecutionException e) {
            LOG.debug("the loop has ended: an action was dropped");
        }
    }

    /**
     * Queues a task: the change is made on the loop, then its effects run on the callback executor,
     * before those of any later task.
     *
     * @param change changes committed state and adds the effects
     */
    public void task(Consumer<Effects> change) {
        if (commitsAhead && loop.inEventLoop() && callbacks.tryHold()) {
            commitAhead(change);
        } else {
            callbacks.execute(() -> commitAndRun(change));
        }
    }

    /** No callback runs or waits: nobody is in one who could see the change before its event. */
    private void commitAhead(Consumer<Effects> change) {
        try {
            loop.execute(
                    () -> {
                        var effects = new Effects();
                        SerialExecutor.runGuarded(() -> change.accept(effects));
                        callbacks.release(effects.isEmpty() ? null : effects::run);
                    });
        } catch (RejectedExecutionException e) {
            LOG.debug("the loop has ended: a change was dropped");
            callbacks.release(null);
        }
    }

    private void commitAndRun(Consumer<Effects> change) {
        var effects = new Effects();
        try {
            commit(change, effects);
        } catch (LoopEndedException e) {
            LOG.debug("the loop has ended: a change was dropped");
            return;
        }
        effects.run();
    }

    private void commit(Consumer<Effects> change, Effects effects) {
        if (loop.inEventLoop()) {
            change.accept(effects);
            return;
        }
        // The loop never waits for the callback executor, so this wait ends even where the executor
        // is the loop of another connection.
        callFromOutside(
                () -> {
                    change.accept(effects);
                    return null;
                });
    }

    /** Queues a callback that goes with no change of state. */
    public void callback(Runnable callback) {
        callbacks.execute(callback);
    }
}
