package dev.specter.bench.workload;

import dev.specter.rtp.RtpPacket;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.RtcPeerConnectionState;
import dev.specter.webrtc.RtcRemoteTrack;
import dev.specter.webrtc.RtcRtpTrack;
import dev.specter.webrtc.WebRtc;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Two connections and a video track from one to the other. */
final class MediaPair {
    private static final int PATIENCE_SECONDS = 60;

    private MediaPair() {}

    /** Connects; the handler gets the track that arrives. */
    static void connect(WebRtc webrtc, RtcRtpTrack track, Consumer<RtcRemoteTrack> onTrack) {
        RtcPeerConnection sender = webrtc.newPeerConnection();
        RtcPeerConnection receiver = webrtc.newPeerConnection();
        sender.addTrack(track);
        receiver.onTrack(event -> onTrack.accept(event.track()));
        CompletableFuture<Void> bothConnected =
                CompletableFuture.allOf(connected(sender), connected(receiver));
        Signaling.connect(sender, receiver);
        bothConnected.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    private static CompletableFuture<Void> connected(RtcPeerConnection connection) {
        var done = new CompletableFuture<Void>();
        connection.onConnectionStateChange(
                state -> {
                    if (state == RtcPeerConnectionState.CONNECTED) {
                        done.complete(null);
                    }
                });
        return done;
    }

    /** The mark that {@link RtpSource} put into a packet. */
    static int mark(RtpPacket packet) {
        return packet.payloadAt(0);
    }
}
