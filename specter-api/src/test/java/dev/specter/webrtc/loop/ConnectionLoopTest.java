package dev.specter.webrtc.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.DefaultEventLoop;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

@Timeout(30)
class ConnectionLoopTest {
    final DefaultEventLoop eventLoop = new DefaultEventLoop();
    final ExecutorService executor = Executors.newFixedThreadPool(3);
    final ConnectionLoop loop =
            new ConnectionLoop(eventLoop, executor, commitsAhead(), System::nanoTime);

    boolean commitsAhead() {
        return false;
    }

    @AfterEach
    void stop() throws InterruptedException {
        executor.shutdownNow();
        assertTrue(eventLoop.shutdownGracefully(0, 5, TimeUnit.SECONDS).await(20_000));
    }

    @Test
    void runsCallsOnTheLoopAndThrowsWhatTheyThrow() {
        assertTrue((boolean) loop.call(() -> eventLoop.inEventLoop()));
        var error = new IllegalArgumentException("mine");
        var thrown =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                loop.call(
                                        () -> {
                                            throw error;
                                        }));
        assertSame(error, thrown);
    }

    @Test
    void runsACallFromTheLoopItselfAtOnce() {
        assertEquals(7, loop.call(() -> loop.call(() -> 7)));
    }

    @Test
    void refusesABlockingCallFromTheLoopOfAnotherConnection() throws InterruptedException {
        var other = new DefaultEventLoop();
        var otherLoop = new ConnectionLoop(other, executor, commitsAhead(), System::nanoTime);
        assertThrows(
                IllegalStateException.class, () -> otherLoop.call(() -> loop.call(() -> "never")));
        assertTrue(other.shutdownGracefully(0, 5, TimeUnit.SECONDS).await(20_000));
    }

    @Test
    void commitsOnTheLoopThenRunsEffectsInOrderOnTheExecutor() {
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        var done = new CompletableFuture<Void>();
        for (int i = 0; i < 3; i++) {
            String name = "task " + i;
            loop.task(
                    effects -> {
                        seen.add(name + " commits, on the loop: " + eventLoop.inEventLoop());
                        effects.add(() -> seen.add(name + " fires: " + eventLoop.inEventLoop()));
                        effects.add(() -> seen.add(name + " completes"));
                    });
        }
        loop.callback(() -> done.complete(null));
        done.join();
        var expected = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            expected.add("task " + i + " commits, on the loop: true");
            expected.add("task " + i + " fires: false");
            expected.add("task " + i + " completes");
        }
        assertEquals(expected, seen);
    }

    @Test
    void logsWhatACallbackThrowsAndGoesOn() {
        var done = new CompletableFuture<String>();
        loop.callback(
                () -> {
                    throw new IllegalStateException("thrown on purpose by a test");
                });
        loop.callback(() -> done.complete("still alive"));
        assertEquals("still alive", done.join());
    }

    @Test
    void refusesToWaitInACallbackForAFutureThatTheCallbackHoldsUp() {
        var future = new RtcFuture<String>(loop);
        CompletableFuture<String> derived = future.thenApply(s -> s + "!");
        var thrown = new CompletableFuture<Throwable>();
        loop.callback(
                () -> thrown.complete(assertThrows(IllegalStateException.class, derived::join)));
        assertTrue(thrown.join().getMessage().contains("never end"));
        assertThrows(
                IllegalStateException.class, () -> loop.run(() -> assertSame(null, future.join())));
        loop.callback(() -> future.complete("done"));
        assertEquals("done!", derived.join());
    }

    @Test
    void letsAFinishedFutureBeReadAnywhere() {
        var future = new RtcFuture<String>(loop);
        future.complete("done");
        assertEquals("done", loop.call(future::join));
    }

    @Test
    void letsACallbackWaitForTheFutureOfAnotherConnection() {
        var otherLoop = new ConnectionLoop(eventLoop, executor, commitsAhead(), System::nanoTime);
        var future = new RtcFuture<String>(otherLoop);
        var result = new CompletableFuture<String>();
        loop.callback(() -> result.complete(future.join()));
        otherLoop.callback(() -> future.complete("theirs"));
        assertEquals("theirs", result.join());
    }

    @Test
    void runsCallbacksOnTheLoopWhenThereIsNoExecutor() {
        var direct = new ConnectionLoop(eventLoop, null, false, System::nanoTime);
        var onLoop = new CompletableFuture<Boolean>();
        direct.task(effects -> effects.add(() -> onLoop.complete(eventLoop.inEventLoop())));
        assertTrue(onLoop.join());
    }

    @Test
    void tellsTheOwnerWhenTheExecutorRejectsAndStillCompletesFutures() throws Exception {
        var rejecting =
                new ConnectionLoop(
                        eventLoop,
                        task -> {
                            throw new RejectedExecutionException("full");
                        },
                        commitsAhead(),
                        System::nanoTime);
        var told = new CountDownLatch(1);
        rejecting.onCallbacksRejected(told::countDown);
        var future = new RtcFuture<String>(rejecting);
        rejecting.task(effects -> effects.add(() -> future.complete("late")));
        assertTrue(told.await(10, TimeUnit.SECONDS));
        assertEquals("late", future.get(10, TimeUnit.SECONDS));
    }

    @Test // webrtc-pc, section 4.4.1.2
    void runsOperationsOneAfterTheOther() {
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        var empty = new CompletableFuture<Void>();
        var chain = new OperationsChain(loop);
        chain.onEmpty(() -> empty.complete(null));
        var first = new CompletableFuture<Void>();
        loop.run(
                () -> {
                    chain.add(() -> start(seen, "first", first));
                    chain.add(() -> start(seen, "second", CompletableFuture.completedFuture(null)));
                    seen.add("both added");
                });
        seen.add("first settles");
        first.completeExceptionally(new IllegalStateException("a failure is an end, too"));
        empty.join();
        assertEquals(List.of("first starts", "both added", "first settles", "second starts"), seen);
        assertTrue((boolean) loop.call(() -> chain.isEmpty()));
    }

    private static CompletableFuture<Void> start(
            List<String> seen, String name, CompletableFuture<Void> end) {
        seen.add(name + " starts");
        return end;
    }

    @Test
    void removesOnlyTheListenerThatWasAdded() {
        var listeners = new Listeners<Runnable>();
        var count = new int[1];
        Runnable same = () -> count[0]++;
        var first = listeners.add(same);
        listeners.add(same);
        first.close();
        first.close();
        listeners.fire(Runnable::run);
        assertEquals(1, count[0]);
    }

    @Test
    void wakesTheTimerAtTheLatestDeadlineItWasArmedWith() {
        var due = new CompletableFuture<Long>();
        long wantedNanos =
                loop.call(
                        () -> {
                            var timer = new LoopTimer(loop, () -> due.complete(loop.nowNanos()));
                            long base = loop.nowNanos();
                            timer.arm(base + 1_000_000);
                            timer.arm(base + 3_000_000);
                            return base + 3_000_000;
                        });
        assertTrue(due.join() >= wantedNanos);
    }
}
