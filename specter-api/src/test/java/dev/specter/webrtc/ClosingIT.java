package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.ext.HeaderExtensionMap;
import dev.specter.rtp.interceptor.Interceptor;
import dev.specter.rtp.interceptor.InterceptorRegistry;
import dev.specter.rtp.interceptor.StreamInfo;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** What closing promises, whatever goes on at the same time and whoever fails. */
@Timeout(60)
class ClosingIT {
    private static final long SECONDS = 20;

    @Test // webrtc-pc, section 4.4.2, close; what a relay gives goes back too: GathererNetworkTest
    void closeStep8GivesThePortsBack() throws Exception {
        try (WebRtc webRtc = WebRtc.builder().includeLoopback(true).build()) {
            RtcPeerConnection pc = webRtc.newPeerConnection();
            pc.createDataChannel("x");
            var gathered = new CompletableFuture<Void>();
            pc.onEndOfIceCandidates(() -> gathered.complete(null));
            pc.setLocalDescription().join();
            gathered.orTimeout(SECONDS, TimeUnit.SECONDS).join();
            List<InetSocketAddress> ports =
                    pc.getStats().join().all(RtcStats.IceCandidate.class).stream()
                            .filter(c -> c.candidateType().equals("host"))
                            .filter(c -> c.protocol().equals("udp"))
                            .map(c -> new InetSocketAddress(c.address(), c.port()))
                            .toList();
            assertFalse(ports.isEmpty());
            pc.close();
            for (InetSocketAddress port : ports) {
                awaitFree(port);
            }
        }
    }

    private static void awaitFree(InetSocketAddress port) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (true) {
            try (var taken = new DatagramSocket(port)) {
                assertEquals(port, taken.getLocalSocketAddress());
                return;
            } catch (BindException e) {
                assertTrue(System.nanoTime() < until, "still bound: " + port);
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }
    }

    @Test
    void nothingIsCalledBackOnceClosed() throws Exception {
        try (var pair = new Connected()) {
            RtcDataChannel[] first = pair.openChannel(RtcDataChannelInit.defaults());
            var entered = new CountDownLatch(1);
            var release = new CountDownLatch(1);
            List<String> late = Collections.synchronizedList(new ArrayList<>());
            var seen = new AtomicReference<RtcDataChannel>();
            first[1].onMessage(
                    m -> {
                        if (m.text().equals("block")) {
                            entered.countDown();
                            awaitQuietly(release);
                        } else {
                            late.add("message " + m.text());
                        }
                    });
            pair.b.onDataChannel(
                    channel -> {
                        seen.set(channel);
                        late.add("channel " + channel.label());
                    });
            first[0].send("block");
            assertTrue(entered.await(SECONDS, TimeUnit.SECONDS));
            first[0].send("too late");
            RtcDataChannel second = pair.a.createDataChannel("second");
            Connected.awaitOpen(second);
            awaitOpenAt(pair.b, 2);
            pair.b.close();
            release.countDown();
            CompletableFuture<RtcStatsReport> done = pair.b.getStats();
            done.orTimeout(SECONDS, TimeUnit.SECONDS).join();
            pair.b.engine().loop().callback(() -> late.add("end"));
            awaitEnd(late);
            assertEquals(List.of("end"), late);
        }
    }

    private static void awaitEnd(List<String> events) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!events.contains("end") && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private static void awaitOpenAt(RtcPeerConnection connection, long count) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (System.nanoTime() < until) {
            if (connection.engine().loop().call(() -> connection.engine().openedChannels())
                    >= count) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertTrue(latch.await(SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void closesAllTheSameWhenAnInterceptorThrows() throws Exception {
        var interceptors =
                new InterceptorRegistry()
                        .add(
                                context ->
                                        new Interceptor(context) {
                                            @Override
                                            public void unbindLocalStream(
                                                    StreamInfo stream, long nowNanos) {
                                                throw new IllegalStateException(
                                                        "thrown on purpose by a test");
                                            }
                                        })
                        .registerDefaults();
        try (var pair = new Connected(WebRtc.builder().interceptors(interceptors))) {
            pair.a.addTrack(RtcSampleTrack.create(RtcRtpCodecCapability.of("video/VP8"), "v", "s"));
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            pair.a.close();
            assertEquals(RtcPeerConnectionState.CLOSED, pair.a.connectionState());
            assertTrue(pair.a.createOffer().isCompletedExceptionally());
            Connected.awaitClosed(channel[1]);
        }
    }

    @Test
    void whatIsAskedForAfterTheLoopsHaveEndedFailsAsOnAClosedConnection() throws Exception {
        try (var pair = new Connected()) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            RtcRtpTransceiver transceiver = pair.a.addTransceiver(RtcMediaKind.AUDIO);
            pair.webRtc.close();
            channel[0].close();
            pair.a.close();
            pair.a.restartIce();
            assertInvalidState(() -> pair.a.createDataChannel("x"));
            assertInvalidState(() -> pair.a.addTransceiver(RtcMediaKind.AUDIO));
            assertInvalidState(() -> channel[0].send("x"));
            assertInvalidState(transceiver::stop);
            assertInvalidState(pair.webRtc::newPeerConnection);
            assertTrue(transceiver.receiver().contributingSources().isEmpty());
            assertTrue(transceiver.sender().replaceTrack().isCompletedExceptionally());
            assertTrue(pair.a.createOffer().isCompletedExceptionally());
            RtcStatsReport last = pair.a.getStats().join();
            assertFalse(last.all(RtcStats.PeerConnection.class).isEmpty());
        }
    }

    private static void assertInvalidState(org.junit.jupiter.api.function.Executable call) {
        assertEquals(
                RtcErrorName.INVALID_STATE_ERROR, assertThrows(RtcException.class, call).name());
    }

    @Test
    void asynchronousMethodsMayBeCalledOnTheLoopOfAnotherConnection() {
        var group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
        try (var webRtc = WebRtc.builder().eventLoopGroup(group).directCallbacks().build()) {
            RtcPeerConnection one = webRtc.newPeerConnection();
            RtcPeerConnection other = webRtc.newPeerConnection();
            other.createDataChannel("x");
            var offer = new CompletableFuture<RtcSessionDescription>();
            var early = new CompletableFuture<Throwable>();
            one.onNegotiationNeeded(
                    () -> {
                        var nowhere =
                                new RtcIceCandidateInit(
                                        "candidate:1 1 udp 1 192.0.2.1 9 typ host",
                                        Optional.empty(),
                                        OptionalInt.empty(),
                                        Optional.empty());
                        var unusedAdd =
                                other.addIceCandidate(nowhere)
                                        .whenComplete((v, error) -> early.complete(error));
                        var unusedOffer = other.createOffer().thenAccept(offer::complete);
                    });
            one.createDataChannel("x");
            assertEquals(
                    RtcSdpType.OFFER, offer.orTimeout(SECONDS, TimeUnit.SECONDS).join().type());
            assertEquals(
                    RtcErrorName.TYPE_ERROR,
                    ((RtcException) early.orTimeout(SECONDS, TimeUnit.SECONDS).join()).name());
        } finally {
            var unused = group.shutdownGracefully(0, 5, TimeUnit.SECONDS);
        }
    }

    @Test
    void theEventLoopsThemselvesMayBeTheCallbackExecutor() {
        var group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
        try (var webRtc = WebRtc.builder().eventLoopGroup(group).callbackExecutor(group).build()) {
            RtcPeerConnection one = webRtc.newPeerConnection();
            RtcPeerConnection other = webRtc.newPeerConnection();
            CompletableFuture.allOf(manyCalls(one), manyCalls(other))
                    .orTimeout(SECONDS, TimeUnit.SECONDS)
                    .join();
        } finally {
            var unused = group.shutdownGracefully(0, 5, TimeUnit.SECONDS);
        }
    }

    private static CompletableFuture<Void> manyCalls(RtcPeerConnection connection) {
        return CompletableFuture.runAsync(
                () -> {
                    for (int i = 0; i < 3000; i++) {
                        connection.getStats().join();
                    }
                });
    }

    @Test
    void doesNotWaitOnTheLoopOfAnotherInstance() {
        var group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try (var one = WebRtc.builder().eventLoopGroup(group).directCallbacks().build()) {
            WebRtc other = WebRtc.builder().build();
            RtcPeerConnection blocked = other.newPeerConnection();
            var release = new CountDownLatch(1);
            blocked.eventLoop().execute(() -> awaitQuietly(release));
            RtcPeerConnection pc = one.newPeerConnection();
            var took = new CompletableFuture<Duration>();
            pc.onNegotiationNeeded(
                    () -> {
                        long start = System.nanoTime();
                        other.close();
                        took.complete(Duration.ofNanos(System.nanoTime() - start));
                    });
            pc.createDataChannel("x");
            Duration duration = took.orTimeout(SECONDS, TimeUnit.SECONDS).join();
            release.countDown();
            assertTrue(duration.toMillis() < 4500, duration + ": it has waited");
        } finally {
            var unused = group.shutdownGracefully(0, 5, TimeUnit.SECONDS);
        }
    }

    @Test
    void waitsFiveSecondsAtMost() {
        WebRtc webRtc = WebRtc.builder().build();
        RtcPeerConnection blocked = webRtc.newPeerConnection();
        var release = new CountDownLatch(1);
        blocked.eventLoop().execute(() -> awaitQuietly(release));
        long start = System.nanoTime();
        webRtc.close();
        Duration duration = Duration.ofNanos(System.nanoTime() - start);
        release.countDown();
        assertTrue(duration.toSeconds() < 15, duration.toString()); // not the 20 of the loop
    }

    @Test // webrtc-pc, section 5.1, removeTrack, step 7
    void removeTrackStep8DoesNothingForATransceiverThatHasStopped() {
        try (var pair = new Connected()) {
            RtcRtpSender sender =
                    pair.a.addTrack(
                            RtcSampleTrack.create(RtcRtpCodecCapability.of("video/VP8"), "v", "s"));
            pair.negotiate();
            pair.a.transceivers().get(0).stop();
            pair.negotiate();
            assertTrue(pair.a.transceivers().isEmpty());
            pair.a.removeTrack(sender);
            assertEquals(
                    RtcErrorName.INVALID_ACCESS_ERROR,
                    assertThrows(RtcException.class, () -> pair.b.removeTrack(sender)).name());
        }
    }

    @Test
    void anExecutorThatThrowsSomethingElseClosesTheConnectionToo() {
        var broken = new AtomicBoolean();
        try (var webRtc =
                WebRtc.builder()
                        .callbackExecutor(
                                task -> {
                                    if (broken.get()) {
                                        throw new IllegalStateException(
                                                "thrown on purpose by a test");
                                    }
                                    new Thread(task).start();
                                })
                        .build()) {
            RtcPeerConnection pc = webRtc.newPeerConnection();
            broken.set(true);
            CompletableFuture<RtcSessionDescription> offer = pc.createOffer();
            assertThrows(
                    CompletionException.class,
                    () -> offer.orTimeout(SECONDS, TimeUnit.SECONDS).join());
            assertEquals(RtcSignalingState.CLOSED, pc.signalingState());
        }
    }

    @Test
    void aCallThatFailsWithAnErrorCompletesItsFuture() {
        var broken = new AtomicBoolean();
        InstantSource clock =
                () -> {
                    if (broken.get()) {
                        throw new StackOverflowError("thrown on purpose by a test");
                    }
                    return Instant.EPOCH;
                };
        try (var webRtc = WebRtc.builder().clock(clock).build()) {
            RtcPeerConnection pc = webRtc.newPeerConnection();
            broken.set(true);
            CompletableFuture<RtcStatsReport> failing = pc.getStats();
            var error =
                    assertThrows(
                            CompletionException.class,
                            () -> failing.orTimeout(SECONDS, TimeUnit.SECONDS).join());
            assertEquals(RtcErrorName.OPERATION_ERROR, ((RtcException) error.getCause()).name());
            broken.set(false);
            pc.getStats().orTimeout(SECONDS, TimeUnit.SECONDS).join();
        }
    }

    @Test // what the peer cannot verify carries nothing: the channels end
    void channelsEndWhenDtlsFails() {
        try (var pair = new Connected()) {
            RtcDataChannel mine = pair.a.createDataChannel("x");
            RtcSessionDescription offer = pair.a.createOffer().join();
            pair.a.setLocalDescription(offer).join();
            String forged =
                    offer.sdp()
                            .replaceAll(
                                    "a=fingerprint:sha-256 ..:..", "a=fingerprint:sha-256 00:00");
            pair.b.setRemoteDescription(RtcSessionDescription.offer(forged)).join();
            RtcSessionDescription answer = pair.b.createAnswer().join();
            pair.b.setLocalDescription(answer).join();
            pair.a.setRemoteDescription(answer).join();
            Connected.awaitClosed(mine);
            assertEquals(RtcPeerConnectionState.FAILED, pair.a.connectionState());
        }
    }

    @Test
    void nothingOfATrackIsDeliveredOnceClosed() throws Exception {
        try (var pair = new Connected()) {
            pair.a.addTrack(RtcSampleTrack.create(RtcRtpCodecCapability.of("video/VP8"), "v", "s"));
            pair.negotiate();
            RtcRemoteTrack track = pair.tracksOfB.poll(SECONDS, TimeUnit.SECONDS).track();
            var entered = new CountDownLatch(1);
            var release = new CountDownLatch(1);
            List<String> seen = Collections.synchronizedList(new ArrayList<>());
            track.onMute(() -> seen.add("mute"));
            track.onRtp(
                    packet -> {
                        seen.add("packet");
                        entered.countDown();
                        awaitQuietly(release);
                    });
            RtpPacket packet = RtpPacket.builder().ssrc(1).payloadType(96).build();
            pair.b
                    .engine()
                    .loop()
                    .run(
                            () -> {
                                for (int i = 0; i < 100; i++) {
                                    track.received(
                                            packet, HeaderExtensionMap.EMPTY, Optional.empty());
                                }
                                pair.b.engine().loop().task(track::mute);
                            });
            assertTrue(entered.await(SECONDS, TimeUnit.SECONDS));
            pair.b.close();
            pair.b.engine().loop().callback(() -> seen.add("end"));
            release.countDown();
            awaitEnd(seen);
            assertEquals(List.of("packet", "end"), seen);
        }
    }
}
