package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Two connections in this JVM that signal to each other by direct calls, trickling. */
final class Connected implements AutoCloseable {
    static final long SECONDS = 20;

    final WebRtc webRtc;
    final RtcPeerConnection a;
    final RtcPeerConnection b;
    final BlockingQueue<RtcDataChannel> channelsOfB = new LinkedBlockingQueue<>();
    final BlockingQueue<RtcTrackEvent> tracksOfB = new LinkedBlockingQueue<>();

    Connected() {
        this(WebRtc.builder());
    }

    Connected(WebRtc.Builder builder) {
        webRtc = builder.includeLoopback(true).build();
        a = webRtc.newPeerConnection();
        b = webRtc.newPeerConnection();
        trickle(a, b);
        trickle(b, a);
        b.onDataChannel(channelsOfB::add);
        b.onTrack(tracksOfB::add);
    }

    /** Hands candidates on. */
    static void trickle(RtcPeerConnection from, RtcPeerConnection to) {
        trickle(from, CompletableFuture.completedFuture(to));
    }

    /** Hands candidates on, each as soon as the peer is there and has its generation. */
    static void trickle(RtcPeerConnection from, CompletableFuture<RtcPeerConnection> to) {
        var trickle = new Trickle();
        from.onIceCandidate(trickle::add);
        var unused = to.thenAccept(trickle::begin);
    }

    private static final class Trickle {
        private final List<RtcIceCandidate> waiting = new ArrayList<>();
        private CompletableFuture<Void> added = CompletableFuture.completedFuture(null);
        private RtcPeerConnection peer;

        synchronized void begin(RtcPeerConnection to) {
            peer = to;
            peer.onSignalingStateChange(state -> deliver());
            deliver();
        }

        synchronized void add(RtcIceCandidate candidate) {
            waiting.add(candidate);
            deliver();
        }

        private synchronized void deliver() {
            if (peer == null) {
                return;
            }
            String remote = peer.remoteDescription().map(RtcSessionDescription::sdp).orElse("");
            List<RtcIceCandidate> known =
                    waiting.stream()
                            .filter(
                                    c ->
                                            remote.contains(
                                                    "a=ice-ufrag:"
                                                            + c.usernameFragment().orElseThrow()))
                            .toList();
            waiting.removeAll(known);
            for (RtcIceCandidate candidate : known) {
                // Not here: what waits for a loop must not hold what a callback on it wants.
                added =
                        added.thenComposeAsync(before -> peer.addIceCandidate(candidate))
                                .exceptionally(closed -> null);
            }
        }
    }

    /** One exchange of offer and answer, a offering. */
    void negotiate() {
        negotiate(a, b);
    }

    static void negotiate(RtcPeerConnection offerer, RtcPeerConnection answerer) {
        RtcSessionDescription offer = offerer.createOffer().join();
        offerer.setLocalDescription(offer).join();
        answerer.setRemoteDescription(offer).join();
        RtcSessionDescription answer = answerer.createAnswer().join();
        answerer.setLocalDescription(answer).join();
        offerer.setRemoteDescription(answer).join();
    }

    /** A channel that is open at both ends: ours, theirs. */
    RtcDataChannel[] openChannel(RtcDataChannelInit init) throws InterruptedException {
        RtcDataChannel mine = a.createDataChannel("test", init);
        if (a.currentLocalDescription().isEmpty()) {
            negotiate();
        }
        awaitOpen(mine);
        RtcDataChannel theirs = channelsOfB.poll(SECONDS, TimeUnit.SECONDS);
        assertTrue(theirs != null, "no channel came");
        return new RtcDataChannel[] {mine, theirs};
    }

    /** Looks again and again, for states that are to come and stay. */
    static void await(BooleanSupplier condition, String what) throws InterruptedException {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < endNanos, what);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    static void awaitOpen(RtcDataChannel channel) {
        var open = new CompletableFuture<Void>();
        channel.onOpen(() -> open.complete(null));
        open.orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }

    static void awaitClosed(RtcDataChannel channel) {
        var closed = new CompletableFuture<Void>();
        channel.onClose(() -> closed.complete(null));
        closed.orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        webRtc.close();
    }
}
