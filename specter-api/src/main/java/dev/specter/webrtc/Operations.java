package dev.specter.webrtc;

import dev.specter.dtls.Fingerprint;
import dev.specter.webrtc.loop.ConnectionLoop;
import dev.specter.webrtc.loop.Effects;
import dev.specter.webrtc.loop.OperationsChain;
import dev.specter.webrtc.loop.RtcFuture;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The asynchronous methods of a connection under way: each waits for its turn in the operations
 * chain and for the certificate; then one task makes its change, fires its events and completes its
 * future. What is pending when the connection closes fails. Loop-confined.
 */
final class Operations {
    private final ConnectionLoop loop;
    private final CompletableFuture<List<Fingerprint>> fingerprints;
    private final Consumer<List<Fingerprint>> onFingerprints;
    private final OperationsChain chain;
    private final Set<RtcFuture<?>> pending = new LinkedHashSet<>(2);
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
                                    if (pending.contains(result)) {
                                        first.accept(effects);
                                    }
                                });
                        return start(change, result);
                    });
        }
        return result;
    }

    /** Runs a change that need not wait for its turn. */
    <T> CompletableFuture<T> runBeside(Function<Effects, T> change) {
        RtcFuture<T> result = newFuture();
        if (!closed) {
            loop.task(effects -> commit(change, result, effects));
        }
        return result;
    }

    private <T> RtcFuture<T> newFuture() {
        var future = new RtcFuture<T>(loop);
        if (closed) {
            future.completeExceptionally(closedError());
        } else {
            pending.add(future);
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
                        (made, error) ->
                                loop.task(
                                        effects -> {
                                            commit(withCertificate, result, effects);
                                            effects.add(() -> settled.complete(null));
                                        }));
        return settled;
    }

    private <T> void commit(Function<Effects, T> change, RtcFuture<T> result, Effects effects) {
        if (!pending.remove(result)) {
            return; // close() has failed it, or is about to
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

    /** Fails what is pending, on the callback executor. */
    void close() {
        closed = true;
        List<RtcFuture<?>> unfinished = List.copyOf(pending);
        pending.clear();
        loop.callback(() -> unfinished.forEach(f -> f.completeExceptionally(closedError())));
    }
}
