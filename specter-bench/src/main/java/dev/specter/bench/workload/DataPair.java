package dev.specter.bench.workload;

import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.WebRtc;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Two connections and one ordered, reliable channel that is open at both ends. */
record DataPair(RtcPeerConnection a, RtcPeerConnection b, RtcDataChannel near, RtcDataChannel far)
        implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 60;

    static DataPair connect(WebRtc webrtc) {
        RtcPeerConnection a = webrtc.newPeerConnection();
        RtcPeerConnection b = webrtc.newPeerConnection();
        RtcDataChannel near = a.createDataChannel("bench");
        var nearOpen = new CompletableFuture<Void>();
        near.onOpen(() -> nearOpen.complete(null));
        var farOpen = new CompletableFuture<RtcDataChannel>();
        b.onDataChannel(channel -> channel.onOpen(() -> farOpen.complete(channel)));
        Signaling.connect(a, b);
        nearOpen.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        return new DataPair(
                a, b, near, farOpen.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join());
    }

    @Override
    public void close() {
        a.close();
        b.close();
    }
}
