package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

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

    /** Candidates wait until the peer has a description. */
    static void trickle(RtcPeerConnection from, RtcPeerConnection to) {
        var ready = new CompletableFuture<Void>();
        to.onSignalingStateChange(
                state -> {
                    if (to.remoteDescription().isPresent()) {
                        ready.complete(null);
                    }
                });
        from.onIceCandidate(
                candidate -> {
                    var unused = ready.thenCompose(r -> to.addIceCandidate(candidate));
                });
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
