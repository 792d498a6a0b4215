package dev.specter.examples.reflect;

import dev.specter.examples.Codecs;
import dev.specter.examples.PageCall;
import dev.specter.examples.WebServer;
import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcRtpCodecCapability;
import dev.specter.webrtc.RtcRtpTrack;
import dev.specter.webrtc.RtcRtpTransceiver;
import dev.specter.webrtc.RtcSessionDescription;
import dev.specter.webrtc.WebRtc;

import io.javalin.websocket.WsContext;

import java.net.URI;

/**
 * Serves the page; whatever it sends comes back to it: audio, video and messages. Packets are
 * forwarded as they are, nothing is decoded. Thread-safe.
 */
public final class Reflect implements AutoCloseable {
    private final WebRtc webrtc = WebRtc.builder().build();
    private final WebServer server;

    private Reflect(String host, int port) {
        this.server =
                WebServer.start(
                        "reflect", host, port, socket -> PageCall.serve(socket, Mirror::new));
    }

    /** Starts the example on an address and a port (0 for any free one). */
    public static Reflect start(String host, int port) {
        return new Reflect(host, port);
    }

    /** Where the page is. */
    public URI address() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
        webrtc.close();
    }

    /** The call of one page. */
    private final class Mirror extends PageCall {
        Mirror(WsContext page) {
            super(page, webrtc.newPeerConnection());
            pc().onDataChannel(Mirror::reflect);
        }

        @Override
        protected void onOffer(RtcSessionDescription offer) {
            pc().transceivers().forEach(transceiver -> reflect(transceiver, offer));
        }

        /** One codec, so that what comes in is what may go out. */
        private void reflect(RtcRtpTransceiver transceiver, RtcSessionDescription offer) {
            RtcRtpCodecCapability codec = Codecs.choose(offer, transceiver);
            Codecs.use(webrtc, transceiver, codec);
            RtcRtpTrack back = RtcRtpTrack.create(codec, "reflected-" + codec.kind(), "reflected");
            transceiver.receiver().track().forwardTo(back);
            pc().addTrack(back);
        }

        private static void reflect(RtcDataChannel channel) {
            channel.onMessage(
                    message -> {
                        if (message.isText()) {
                            channel.send(message.text());
                        } else {
                            channel.send(message.data());
                        }
                    });
        }
    }
}
