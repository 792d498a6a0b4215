package dev.specter.examples.twopeers;

import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.RtcSessionDescription;
import dev.specter.webrtc.WebRtc;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Both ends of a call in one program. */
public final class TwoPeers {
    private TwoPeers() {}

    /** Alice says hello on a data channel, Bob answers. */
    @SuppressWarnings("FutureReturnValueIgnored") // a candidate that is refused is one path less
    public static void main(String... args) throws Exception {
        try (WebRtc webrtc = WebRtc.builder().build()) {
            RtcPeerConnection alice = webrtc.newPeerConnection();
            RtcPeerConnection bob = webrtc.newPeerConnection();
            alice.onIceCandidate(bob::addIceCandidate);
            bob.onIceCandidate(alice::addIceCandidate);

            RtcDataChannel chat = alice.createDataChannel("chat");
            var reply = new CompletableFuture<String>();
            chat.onOpen(() -> chat.send("Alice"));
            chat.onMessage(message -> reply.complete(message.text()));
            bob.onDataChannel(
                    channel -> channel.onMessage(m -> channel.send("Hello, " + m.text() + "!")));

            // Each description goes to the far end first: then no candidate comes before it.
            RtcSessionDescription offer = alice.createOffer().join();
            bob.setRemoteDescription(offer).join();
            alice.setLocalDescription(offer).join();
            RtcSessionDescription answer = bob.createAnswer().join();
            alice.setRemoteDescription(answer).join();
            bob.setLocalDescription(answer).join();

            System.out.println("Bob says: " + reply.get(10, TimeUnit.SECONDS));
        }
    }
}
