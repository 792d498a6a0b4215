package dev.specter.webrtc;

import org.junit.jupiter.api.AfterEach;

import java.util.concurrent.CompletableFuture;

/** Two connections that find no address of their own, so that nothing ever connects. */
abstract class Unconnected {
    final WebRtc webRtc = WebRtc.builder().networkFilter(address -> false).build();
    final RtcPeerConnection pc = webRtc.newPeerConnection();
    final RtcPeerConnection peer = webRtc.newPeerConnection();
    final Events events = new Events();

    @AfterEach
    void close() {
        webRtc.close();
    }

    static RtcSampleTrack audio(String id) {
        return RtcSampleTrack.create(RtcRtpCodecCapability.of("audio/opus"), id, "s");
    }

    /** One exchange that {@code pc} begins. */
    void negotiate() {
        pc.setLocalDescription().join();
        peer.setRemoteDescription(pc.localDescription().orElseThrow()).join();
        peer.setLocalDescription().join();
        pc.setRemoteDescription(peer.localDescription().orElseThrow()).join();
    }

    /** Does something while no task of {@code pc} can run. */
    void inCallback(Runnable action) {
        CompletableFuture.runAsync(action, pc.callbackExecutor()).join();
    }
}
