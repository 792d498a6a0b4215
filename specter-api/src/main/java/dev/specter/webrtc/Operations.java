package dev.specter.webrtc;

import dev.specter.dtls.Fingerprint;
import dev.specter.webrtc.loop.ConnectionLoop;
import dev.specter.webrtc.loop.Effects;
import dev.specter.webrtc.loop.OperationsChain;
import dev.specter.webrtc.loop.RtcFuture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The asynchronous methods of a connection under way: each waits for its turn in the operations
 * chain and for the certificate; then one task makes its change, fires its events and completes its
 * future. What is pending when the connection closes fails, but for questions. Loop-confined.
 */
final class Operations {
    private final ConnectionLoop loop;
    private final CompletableFuture<List<Fingerprint>> fingerprints;
    private final Consumer<List<Fingerprint>> onFingerprints;
    private final OperationsChain chain;

    /** With what is done for each when the connection closes. */
    private final Map<RtcFuture<?>, Runnable> pending = new LinkedHashMap<>(2);

    private int ahead;
    private boolean closed;

    /**
     * Makes an empty chain.
     *
     * @param loop owns it
     * @param fingerprints of the certificate, once it is made
     * @param onFingerprints told the fingerprints before each change
     */
    Operations(
            ConnectionLoop loop,
            CompletableFuture<List<Fingerprint>> fingerprints,
            Consumer<List<Fingerprint>> onFingerprints) {
        this.loop = loop;
        this.fingerprints = fingerprints;
        this.onFingerprints = onFingerprints;
        this.chain = new OperationsChain(loop);
    }

    static RtcException closedError() {
        return new RtcException(RtcErrorName.INVALID_STATE_ERROR, "the connection is closed");
    }

    OperationsChain chain() {
        return chain;
    }

    /** Runs a change in its turn. */
    <T> CompletableFuture<T> run(Function<Effects, T> change) {
        RtcFuture<T> result = newFuture();
        if (!closed) {
            chain.add(() -> start(change, result));
        }
        return result;
    }

    /** Runs two changes in their turn, each in a task of its own; the first must not fail. */
    <T> CompletableFuture<T> run(Consumer<Effects> first, Function<Effects, T> change) {
        RtcFuture<T> result = newFuture();
        if (!closed) {
            chain.add(
                    () -> {
                        loop.task(
                                effects -> {
                                    if (pending.containsKey(result)) {
                                        first.accept(effects);
                                    }
                                });
                        return start(change, result);
                    });
        }
        return result;
    }

    /** Runs a change that does not wait for its turn; the one whose turn it is lets it go first. */
    <T> CompletableFuture<T> runAhead(Function<Effects, T> change) {
        RtcFuture<T> result = newFuture();
        if (!closed) {
            ahead++;
            loop.task(
                    effects -> {
                        ahead--;
                        commit(change, result, effects);
                    });
        }
        return result;
    }

    /**
     * Asks for something in a task of its own.
     *
     * @param question what to ask
     * @param whenClosed the answer if the connection closes first
     */
    <T> CompletableFuture<T> ask(Supplier<T> question, Supplier<T> whenClosed) {
        var result = new RtcFuture<T>(loop);
        if (closed) {
            result.complete(whenClosed.get());
        } else {
            pending.put(result, () -> result.complete(whenClosed.get()));
            loop.task(effects -> commit(e -> question.get(), result, effects));
        }
        return result;
    }

    private <T> RtcFuture<T> newFuture() {
        var future = new RtcFuture<T>(loop);
        if (closed) {
            future.completeExceptionally(closedError());
        } else {
            pending.put(future, () -> future.completeExceptionally(closedError()));
        }
        return future;
    }

    /** Completes when the operation has settled, which its caller hears first. */
    private <T> CompletableFuture<Void> start(Function<Effects, T> change, RtcFuture<T> result) {
        var settled = new CompletableFuture<Void>();
        Function<Effects, T> withCertificate =
                effects -> {
                    onFingerprints.accept(fingerprints.join());
                    return change.apply(effects);
                };
        var unused =
                fingerprints.whenComplete(
                        (made, error) -> commitInTurn(withCertificate, result, settled, true));
        return settled;
    }

    private <T> void commitInTurn(
            Function<Effects, T> change,
            RtcFuture<T> result,
            CompletableFuture<Void> settled,
            boolean yields) {
        loop.task(
                effects -> {
                    if (yields && ahead > 0) {
                        // Section 4.4.1.5, step 4.7.3: starts over; once, so that it ends.
                        commitInTurn(change, result, settled, false);
                        return;
                    }
                    commit(change, result, effects);
                    effects.add(() -> settled.complete(null));
                });
    }

    private <T> void commit(Function<Effects, T> change, RtcFuture<T> result, Effects effects) {
        if (pending.remove(result) == null) {
            return; // close() has ended it, or is about to
        }
        try {
            T value = change.apply(effects);
            effects.add(() -> result.complete(value));
        } catch (RtcException e) {
            effects.add(() -> result.completeExceptionally(e));
        } catch (CompletionException e) {
            fail(result, "no certificate", e.getCause(), effects);
        } catch (RuntimeException | Error e) {
            // Whatever it was, even a stack overflow: the operations behind it wait for this one.
            fail(result, "an internal error: " + e, e, effects);
        }
    }

    private static void fail(
            RtcFuture<?> result, String message, Throwable cause, Effects effects) {
        var error = new RtcException(RtcErrorName.OPERATION_ERROR, message, cause);
        effects.add(() -> result.completeExceptionally(error));
    }

    /** Ends what is pending, on the callback executor. */
    void close() {
        closed = true;
        List<Runnable> ends = List.copyOf(pending.values());
        pending.clear();
        loop.callback(() -> ends.forEach(Runnable::run));
    }
}
