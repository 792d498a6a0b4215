package dev.specter.netty;

import dev.specter.webrtc.RtcConfiguration;
import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcDataChannelInit;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.RtcPeerConnectionState;
import dev.specter.webrtc.WebRtc;

import java.net.SocketAddress;
import java.util.Objects;
import java.util.concurrent.CompletionException;

/**
 * Makes the peer connection of a client, with its data channel, and has the server take part. What
 * makes or changes the connection is done on its callback executor, since event loops must not
 * wait.
 */
final class Dialer {
    /** Told on the callback executor. */
    interface Listener {
        /** The data channel is there, though not open. */
        void onDataChannel(DataChannelLease lease);

        /** It will never open. */
        void onFailure(Throwable cause);

        /** The connection's state has changed. */
        void onStateChange(RtcPeerConnectionState state);
    }

    private final WebRtc webRtc;
    private final ClientSignaling signaling;
    private final RtcConfiguration configuration;
    private volatile RtcPeerConnection connection;

    /** On the callback executor: the lease has the connection closed. */
    private boolean isLeased;

    Dialer(WebRtc webRtc, ClientSignaling signaling, RtcConfiguration configuration) {
        this.webRtc = Objects.requireNonNull(webRtc);
        this.signaling = Objects.requireNonNull(signaling);
        this.configuration = Objects.requireNonNull(configuration);
    }

    /**
     * Begins to connect.
     *
     * @throws dev.specter.webrtc.RtcException if there can be no connection
     */
    void dial(SocketAddress server, String label, RtcDataChannelInit init, Listener listener) {
        RtcPeerConnection pc = webRtc.newPeerConnection(configuration);
        connection = pc;
        pc.onConnectionStateChange(listener::onStateChange);
        pc.callbackExecutor().execute(() -> start(pc, server, label, init, listener));
    }

    private void start(
            RtcPeerConnection pc,
            SocketAddress server,
            String label,
            RtcDataChannelInit init,
            Listener listener) {
        var negotiation = new Negotiation(pc, true, listener::onFailure);
        try {
            RtcDataChannel dataChannel = pc.createDataChannel(label, init);
            isLeased = true;
            listener.onDataChannel(
                    new DataChannelLease(
                            pc,
                            dataChannel,
                            () -> {
                                negotiation.close();
                                pc.close();
                            }));
            signaling
                    .connect(server, negotiation.incoming())
                    .whenComplete(
                            (link, error) ->
                                    pc.callbackExecutor()
                                            .execute(
                                                    () ->
                                                            answered(
                                                                    negotiation,
                                                                    link,
                                                                    error,
                                                                    listener)));
        } catch (RuntimeException e) {
            listener.onFailure(e);
        }
    }

    private static void answered(
            Negotiation negotiation, SignalingLink link, Throwable error, Listener listener) {
        if (error == null) {
            negotiation.over(link);
        } else if (error instanceof CompletionException && error.getCause() != null) {
            listener.onFailure(error.getCause());
        } else {
            listener.onFailure(error);
        }
    }

    /** The channel was closed: ends a connection that has not come to a data channel. */
    void hangUpUnlessThrough() {
        RtcPeerConnection pc = connection;
        if (pc != null) {
            pc.callbackExecutor()
                    .execute(
                            () -> {
                                if (!isLeased) {
                                    pc.close();
                                }
                            });
        }
    }
}
