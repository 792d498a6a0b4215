package dev.specter;

import dev.specter.webrtc.RtcPeerConnection;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The calls of one connection: one after the other in call order, exactly one message each.
 *
 * <p>Everything happens on one thread, which is also the one that runs the connection's callbacks
 * and completes its futures; so the messages posted there are in the order in which things
 * happened. A call that is being carried out when the connection closes fails at once, as do those
 * behind it.
 */
final class CallQueue {
    private static final Logger LOG = LoggerFactory.getLogger(CallQueue.class);

    /** Result of a call that someone else answers, later. */
    static final CompletableFuture<SpecterMessage> ANSWERED_LATER =
            CompletableFuture.completedFuture(null);

    /** A call: how it is carried out, and the message when that fails. */
    private static final class Call {
        final Function<RtcPeerConnection, CompletableFuture<? extends SpecterMessage>> start;
        final Function<Throwable, SpecterMessage> failure;

        Call(
                Function<RtcPeerConnection, CompletableFuture<? extends SpecterMessage>> start,
                Function<Throwable, SpecterMessage> failure) {
            this.start = start;
            this.failure = failure;
        }
    }

    private final PeerConnection handle;
    private final Executor thread;
    private final Outbox outbox;
    private final CompletableFuture<RtcPeerConnection> made = new CompletableFuture<>();

    // Guarded by this: what comes before the close in the thread's queue is decided here.
    private volatile boolean closed;

    // Confined to the thread.
    private final Queue<Call> waiting = new ArrayDeque<>();
    private Call current;
    private boolean pumping;
    private boolean ended;

    CallQueue(PeerConnection handle, Executor thread, Outbox outbox) {
        this.handle = handle;
        this.thread = thread;
        this.outbox = outbox;
    }

    /**
     * Has the connection made, before any call is carried out.
     *
     * @param maker makes it
     * @param onFailure told that it could not be made, after its message
     */
    void open(Supplier<RtcPeerConnection> maker, Runnable onFailure) {
        thread.execute(
                () -> {
                    try {
                        made.complete(maker.get());
                        outbox.post(new SpecterMessage.PeerConnectionReady(handle));
                    } catch (RuntimeException | Error e) {
                        made.completeExceptionally(e);
                        outbox.post(
                                new SpecterMessage.PeerConnectionError(
                                        handle, Connection.reason(e)));
                        onFailure.run();
                    }
                });
    }

    boolean isClosed() {
        return closed;
    }

    /** The connection, once it is made. */
    RtcPeerConnection rtc() {
        try {
            return made.join();
        } catch (CompletionException e) {
            throw new SpecterException(
                    SpecterException.Reason.NOT_FOUND,
                    "could not be made: " + Connection.reason(e),
                    e);
        }
    }

    /** Queues a call. */
    void submit(
            Function<RtcPeerConnection, CompletableFuture<? extends SpecterMessage>> start,
            Function<Throwable, SpecterMessage> failure) {
        var call = new Call(start, failure);
        synchronized (this) {
            if (closed) {
                throw Specter.notFound(handle);
            }
            thread.execute(
                    () -> {
                        waiting.add(call);
                        pump();
                    });
        }
    }

    /**
     * Takes no more calls, fails those that are left, and closes the connection.
     *
     * @param onClosed run behind the last answer, before the last message
     * @return false if it was closed already
     */
    boolean close(Runnable onClosed) {
        synchronized (this) {
            if (closed) {
                return false;
            }
            closed = true;
            thread.execute(() -> end(onClosed));
        }
        return true;
    }

    private void end(Runnable onClosed) {
        ended = true;
        try {
            made.join().close();
        } catch (RuntimeException e) {
            LOG.debug("{} did not close", handle, e); // as one that could not be made
        }
        if (current != null) {
            settle(current, null, closedError());
        }
        pump();
        onClosed.run();
        outbox.post(new SpecterMessage.PeerConnectionClosed(handle));
    }

    private static IllegalStateException closedError() {
        return new IllegalStateException("the peer connection is closed");
    }

    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        while (current == null && !waiting.isEmpty()) {
            start(waiting.remove());
        }
        pumping = false;
    }

    private void start(Call call) {
        current = call;
        CompletableFuture<? extends SpecterMessage> answer;
        try {
            answer = call.start.apply(made.join());
        } catch (RuntimeException | Error e) {
            answer = CompletableFuture.failedFuture(e);
        }
        var unused = answer.whenComplete((message, error) -> settle(call, message, error));
        if (ended) {
            settle(call, null, closedError()); // what the closed connection has not answered by now
        }
    }

    private void settle(Call call, SpecterMessage message, Throwable error) {
        if (current != call) {
            return; // answered already
        }
        current = null;
        if (error != null) {
            outbox.post(call.failure.apply(error));
        } else if (message != null) {
            outbox.post(message);
        }
        pump();
    }
}
