package dev.specter.webrtc.loop;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The future that an asynchronous method of a connection returns. Waiting for it, or for a future
 * derived from it, where the wait could never end (on the connection's loop, or in a callback of
 * the executor that has to complete it) throws {@link IllegalStateException} instead of hanging.
 * Thread-safe.
 *
 * @param <T> type of the result
 */
public final class RtcFuture<T> extends CompletableFuture<T> {
    private final ConnectionLoop loop;

    /** Makes an unfinished future that the given loop's callback executor will complete. */
    public RtcFuture(ConnectionLoop loop) {
        this.loop = loop;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new RtcFuture<>(loop);
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        requireSafeToWait();
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        requireSafeToWait();
        return super.get(timeout, unit);
    }

    @Override
    public T join() {
        requireSafeToWait();
        return super.join();
    }

    private void requireSafeToWait() {
        if (!isDone() && loop.wouldDeadlock()) {
            throw new IllegalStateException(
                    "waiting here would never end: this thread has to complete the future;"
                            + " use thenAccept and its kin");
        }
    }
}
