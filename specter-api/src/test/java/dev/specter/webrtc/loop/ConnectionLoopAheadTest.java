package dev.specter.webrtc.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A loop that makes changes while no callback runs: the same rules, and when it may. */
class ConnectionLoopAheadTest extends ConnectionLoopTest {
    private final AtomicBoolean changed = new AtomicBoolean();

    @Override
    boolean commitsAhead() {
        return true;
    }

    /** Goes through the loop, behind what tasks have put there. */
    private boolean isChanged() {
        return loop.call(changed::get);
    }

    @Test
    void changesAtOnceWhileNoCallbackRuns() {
        var release = new CountDownLatch(1);
        for (int i = 0; i < 3; i++) { // all threads of the executor
            executor.execute(() -> await(release));
        }
        var fired = new CompletableFuture<Boolean>();
        loop.run(
                () ->
                        loop.task(
                                effects -> {
                                    changed.set(true);
                                    effects.add(() -> fired.complete(eventLoop.inEventLoop()));
                                }));
        assertTrue(isChanged());
        assertFalse(fired.isDone());
        release.countDown();
        assertFalse(fired.join());
    }

    @Test
    void changesNothingWhileACallbackRuns() {
        var started = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var fired = new CompletableFuture<Void>();
        loop.callback(
                () -> {
                    started.countDown();
                    await(release);
                });
        await(started);
        loop.run(
                () ->
                        loop.task(
                                effects -> {
                                    changed.set(true);
                                    effects.add(() -> fired.complete(null));
                                }));
        assertFalse(isChanged());
        release.countDown();
        fired.join();
        assertTrue(changed.get());
    }

    @Test
    void whatComesInBetweenRunsAfterTheEventsOfTheChange() {
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        var done = new CompletableFuture<Void>();
        loop.run(
                () -> {
                    loop.task(effects -> effects.add(() -> seen.add("first fires")));
                    loop.callback(() -> seen.add("callback, changed: " + changed.get()));
                    loop.task(
                            effects -> {
                                changed.set(true);
                                effects.add(() -> seen.add("second fires"));
                                effects.add(() -> done.complete(null));
                            });
                });
        done.join();
        assertEquals(List.of("first fires", "callback, changed: false", "second fires"), seen);
    }

    @Test
    void aChangeThatBringsNothingAboutOrThrowsHoldsNothingUp() {
        var done = new CompletableFuture<Void>();
        loop.run(
                () ->
                        loop.task(
                                effects -> {
                                    throw new IllegalStateException("thrown on purpose by a test");
                                }));
        loop.run(() -> loop.task(effects -> {}));
        loop.call(() -> true); // both have been made
        loop.callback(() -> done.complete(null));
        done.join();
    }

    @Test
    void theOwnerIsToldWhenTheEventsOfAChangeAreRejected() {
        var rejecting =
                new ConnectionLoop(
                        eventLoop,
                        task -> {
                            throw new RejectedExecutionException("full");
                        },
                        true,
                        System::nanoTime);
        var told = new CompletableFuture<Void>();
        var fired = new CompletableFuture<Void>();
        rejecting.onCallbacksRejected(() -> told.complete(null));
        rejecting.run(() -> rejecting.task(effects -> effects.add(() -> fired.complete(null))));
        told.join();
        fired.join();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
