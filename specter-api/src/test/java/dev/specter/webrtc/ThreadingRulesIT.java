package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The rules for threads, futures and listeners that docs/concurrency.md promises. */
@Timeout(60)
class ThreadingRulesIT {
    @Test
    void aJoinInsideACallbackThrowsInsteadOfHanging() {
        try (var webRtc = WebRtc.builder().build()) {
            RtcPeerConnection pc = webRtc.newPeerConnection();
            var caught = new CompletableFuture<Throwable>();
            pc.onNegotiationNeeded(
                    () -> {
                        try {
                            pc.createOffer().join();
                            caught.complete(null);
                        } catch (IllegalStateException e) {
                            caught.complete(e);
                        }
                    });
            pc.createDataChannel("x");
            assertInstanceOf(
                    IllegalStateException.class, caught.orTimeout(20, TimeUnit.SECONDS).join());
        }
    }

    @Test
    void aJoinInsideACallbackOnTheLoopThrowsInsteadOfHanging() {
        try (var webRtc = WebRtc.builder().directCallbacks().build()) {
            RtcPeerConnection pc = webRtc.newPeerConnection();
            var caught = new CompletableFuture<Throwable>();
            pc.onNegotiationNeeded(
                    () -> {
                        try {
                            pc.createOffer().join();
                            caught.complete(null);
                        } catch (IllegalStateException e) {
                            caught.complete(e);
                        }
                    });
            pc.createDataChannel("x");
            assertInstanceOf(
                    IllegalStateException.class, caught.orTimeout(20, TimeUnit.SECONDS).join());
        }
    }

    @Test
    void aJoinOfADerivedFutureInsideACallbackThrows() {
        try (var webRtc = WebRtc.builder().build()) {
            RtcPeerConnection pc = webRtc.newPeerConnection();
            var caught = new CompletableFuture<Boolean>();
            pc.onNegotiationNeeded(
                    () -> {
                        CompletableFuture<String> derived =
                                pc.createOffer().thenApply(RtcSessionDescription::sdp);
                        assertThrows(IllegalStateException.class, derived::join);
                        caught.complete(true);
                    });
            pc.createDataChannel("x");
            assertTrue(caught.orTimeout(20, TimeUnit.SECONDS).join());
        }
    }

    @Test
    void synchronousCallsInsideCallbacksReturn() {
        for (boolean direct : new boolean[] {false, true}) {
            var builder = WebRtc.builder();
            if (direct) {
                builder.directCallbacks();
            }
            try (var webRtc = builder.build()) {
                RtcPeerConnection pc = webRtc.newPeerConnection();
                var label = new CompletableFuture<String>();
                pc.onNegotiationNeeded(
                        () -> label.complete(pc.createDataChannel("second").label()));
                pc.createDataChannel("first");
                assertEquals("second", label.orTimeout(20, TimeUnit.SECONDS).join());
            }
        }
    }

    @Test
    void aBlockingCallOnTheLoopOfAnotherConnectionThrows() {
        var group =
                new io.netty.channel.MultiThreadIoEventLoopGroup(
                        2, io.netty.channel.nio.NioIoHandler.newFactory());
        try (var webRtc = WebRtc.builder().eventLoopGroup(group).directCallbacks().build()) {
            RtcPeerConnection one = webRtc.newPeerConnection();
            RtcPeerConnection other = webRtc.newPeerConnection();
            var caught = new CompletableFuture<Throwable>();
            one.onNegotiationNeeded(
                    () -> {
                        try {
                            other.createDataChannel("y");
                            caught.complete(null);
                        } catch (IllegalStateException e) {
                            caught.complete(e);
                        }
                    });
            one.createDataChannel("x");
            assertInstanceOf(
                    IllegalStateException.class, caught.orTimeout(20, TimeUnit.SECONDS).join());
        } finally {
            var unused = group.shutdownGracefully(0, 5, TimeUnit.SECONDS);
        }
    }

    @Test
    void aFutureCompletesAfterTheEventsOfItsChange() {
        try (var webRtc = WebRtc.builder().build()) {
            RtcPeerConnection pc = webRtc.newPeerConnection();
            pc.createDataChannel("x");
            List<String> seen = Collections.synchronizedList(new ArrayList<>());
            pc.onSignalingStateChange(state -> seen.add("event " + state));
            CompletableFuture<Void> done =
                    pc.createOffer()
                            .thenCompose(pc::setLocalDescription)
                            .thenRun(() -> seen.add("completed in " + pc.signalingState()));
            done.orTimeout(20, TimeUnit.SECONDS).join();
            assertEquals(List.of("event have-local-offer", "completed in have-local-offer"), seen);
        }
    }

    @Test
    void codeInACallbackNeverSeesAStateWhoseEventHasNotFired() {
        try (var pair = new Connected()) {
            List<String> wrong = Collections.synchronizedList(new ArrayList<>());
            RtcPeerConnectionState[] last = {RtcPeerConnectionState.NEW};
            pair.a.onIceCandidate(c -> check(pair, last[0], wrong));
            pair.a.onIceGatheringStateChange(s -> check(pair, last[0], wrong));
            pair.a.onConnectionStateChange(
                    s -> {
                        last[0] = s;
                        check(pair, s, wrong);
                    });
            RtcDataChannel channel = pair.a.createDataChannel("x");
            pair.negotiate();
            Connected.awaitOpen(channel);
            assertEquals(List.of(), wrong);
            assertEquals(RtcPeerConnectionState.CONNECTED, pair.a.connectionState());
        }
    }

    private static void check(Connected pair, RtcPeerConnectionState fired, List<String> wrong) {
        if (pair.a.connectionState() != fired) {
            wrong.add(pair.a.connectionState() + " is visible, " + fired + " has fired");
        }
    }

    @Test
    void nothingIsLostBeforeThereIsAListener() throws Exception {
        try (var pair = new Connected()) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            for (int i = 0; i < 50; i++) {
                channel[0].send("message " + i);
            }
            TimeUnit.MILLISECONDS.sleep(300);
            var received = new LinkedBlockingQueue<String>();
            channel[1].onMessage(m -> received.add(m.text()));
            for (int i = 0; i < 50; i++) {
                assertEquals("message " + i, received.poll(20, TimeUnit.SECONDS));
            }
        }
    }

    @Test
    void aListenerForOpeningOrClosingThatComesLateIsCalledAtOnce() throws Exception {
        try (var pair = new Connected()) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            Connected.awaitOpen(channel[0]);
            Connected.awaitOpen(channel[0]);
            channel[0].close();
            Connected.awaitClosed(channel[0]);
            Connected.awaitClosed(channel[0]);
        }
    }

    @Test
    void nothingOfANewChannelIsDeliveredBeforeItsCallbackHasReturned() throws Exception {
        try (var pair = new Connected()) {
            var inCallback = new AtomicBoolean();
            var overlapped = new AtomicBoolean();
            var received = new CompletableFuture<String>();
            pair.b.onDataChannel(
                    channel -> {
                        inCallback.set(true);
                        channel.onMessage(
                                m -> {
                                    overlapped.set(inCallback.get());
                                    received.complete(m.text());
                                });
                        try {
                            TimeUnit.MILLISECONDS.sleep(300);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        inCallback.set(false);
                    });
            RtcDataChannel mine = pair.a.createDataChannel("x");
            mine.onOpen(() -> mine.send("first"));
            pair.negotiate();
            assertEquals("first", received.orTimeout(20, TimeUnit.SECONDS).join());
            assertFalse(overlapped.get());
        }
    }

    @Test
    void callbacksOfOneConnectionNeverRunAtTheSameTime() throws Exception {
        var pool = Executors.newFixedThreadPool(4);
        try (var pair = new Connected(WebRtc.builder().callbackExecutor(pool))) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            var inside = new AtomicBoolean();
            var overlapped = new AtomicBoolean();
            var done = new CompletableFuture<Void>();
            int[] count = {0};
            channel[1].onMessage(
                    m -> {
                        if (!inside.compareAndSet(false, true)) {
                            overlapped.set(true);
                        }
                        if (++count[0] == 2000) {
                            done.complete(null);
                        }
                        inside.set(false);
                    });
            for (int i = 0; i < 2000; i++) {
                channel[0].send("m");
            }
            done.orTimeout(20, TimeUnit.SECONDS).join();
            assertFalse(overlapped.get());
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void theConnectionClosesWhenItsExecutorRejects() {
        var executor = Executors.newSingleThreadExecutor();
        try (var webRtc = WebRtc.builder().callbackExecutor(executor).build()) {
            RtcPeerConnection pc = webRtc.newPeerConnection();
            executor.shutdown();
            assertThrows(RejectedExecutionException.class, () -> executor.execute(() -> {}));
            CompletableFuture<RtcSessionDescription> offer = pc.createOffer();
            var error =
                    assertThrows(
                            CompletionException.class,
                            () -> offer.orTimeout(20, TimeUnit.SECONDS).join());
            assertEquals(
                    RtcErrorName.INVALID_STATE_ERROR, ((RtcException) error.getCause()).name());
            assertEquals(RtcSignalingState.CLOSED, pc.signalingState());
        }
    }

    @Test
    void whatIsPendingFailsWhenTheConnectionCloses() {
        try (var webRtc = WebRtc.builder().build()) {
            RtcPeerConnection pc = webRtc.newPeerConnection();
            pc.createDataChannel("x");
            List<CompletableFuture<?>> futures = new ArrayList<>();
            var called = new CompletableFuture<Void>();
            pc.callbackExecutor()
                    .execute( // within a callback none of them is done
                            () -> {
                                for (int i = 0; i < 20; i++) {
                                    futures.add(pc.createOffer());
                                }
                                pc.close();
                                called.complete(null);
                            });
            called.orTimeout(20, TimeUnit.SECONDS).join();
            for (CompletableFuture<?> future : futures) {
                Throwable error =
                        assertThrows(
                                CompletionException.class,
                                () -> future.orTimeout(20, TimeUnit.SECONDS).join());
                assertEquals(
                        RtcErrorName.INVALID_STATE_ERROR, ((RtcException) error.getCause()).name());
            }
            assertTrue(pc.createOffer().isCompletedExceptionally(), "a later call fails at once");
            assertEquals(RtcPeerConnectionState.CLOSED, pc.connectionState());
            assertThrows(RtcException.class, () -> pc.createDataChannel("y"));
        }
    }

    @Test
    void anErrorFoundAtOnceIsInTheFutureBeforeTheCallReturns() {
        try (var webRtc = WebRtc.builder().build()) {
            RtcPeerConnection pc = webRtc.newPeerConnection();
            var nowhere =
                    new RtcIceCandidateInit(
                            "candidate:1 1 udp 1 192.0.2.1 9 typ host",
                            java.util.Optional.empty(),
                            java.util.OptionalInt.empty(),
                            java.util.Optional.empty());
            assertTrue(pc.addIceCandidate(nowhere).isCompletedExceptionally());
        }
    }

    @Test
    void anExceptionInACallbackGoesNoFurther() throws Exception {
        try (var pair = new Connected()) {
            pair.b.onDataChannel(
                    c -> {
                        throw new IllegalStateException("thrown on purpose by a test");
                    });
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            var got = new LinkedBlockingQueue<String>();
            channel[1].onMessage(
                    m -> {
                        got.add(m.text());
                        throw new IllegalStateException("thrown on purpose by a test");
                    });
            channel[0].send("one");
            channel[0].send("two");
            assertEquals("one", got.poll(20, TimeUnit.SECONDS));
            assertEquals("two", got.poll(20, TimeUnit.SECONDS));
        }
    }
}
