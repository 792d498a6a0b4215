package dev.specter.netty;

import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.RtcPeerConnectionState;
import dev.specter.webrtc.RtcSctpTransportState;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A server's connection with one client, from the first word of signaling to the last data channel.
 * Confined to the connection's callback executor, but for what says otherwise.
 */
final class ClientSession {
    /** Takes what a client says that was turned away. */
    static final SignalingLink DEAF =
            new SignalingLink() {
                @Override
                public void send(String text) {}

                @Override
                public void close() {}
            };

    private final WebRtcServerChannel server;
    private final RtcPeerConnection pc;
    private final Negotiation negotiation;
    private final Set<DataChannelLease> leases = new HashSet<>();
    private int timeoutMillis;
    private Future<?> deadline;
    private boolean listensToSctp;
    private boolean closed;

    /** Any thread. */
    ClientSession(WebRtcServerChannel server, RtcPeerConnection pc, SignalingLink client) {
        this.server = server;
        this.pc = pc;
        this.negotiation = new Negotiation(pc, false, cause -> failed());
        pc.callbackExecutor().execute(() -> negotiation.over(client));
    }

    /** What the client says to us. Any thread. */
    SignalingLink incoming() {
        return negotiation.incoming();
    }

    /** Begins to await data channels. Any thread. */
    void start(int newTimeoutMillis) {
        pc.onDataChannel(this::opened);
        pc.onConnectionStateChange(
                state -> {
                    if (state == RtcPeerConnectionState.FAILED) {
                        end();
                    }
                });
        pc.callbackExecutor()
                .execute(
                        () -> {
                            timeoutMillis = newTimeoutMillis;
                            awaitChannel();
                        });
    }

    private void awaitChannel() {
        if (timeoutMillis <= 0 || closed) {
            return;
        }
        deadline =
                GlobalEventExecutor.INSTANCE.schedule(
                        () -> pc.callbackExecutor().execute(this::endIfIdle),
                        timeoutMillis,
                        TimeUnit.MILLISECONDS);
    }

    private void endIfIdle() {
        if (leases.isEmpty()) {
            end();
        }
    }

    private void opened(RtcDataChannel dataChannel) {
        server.waitsNoMore(this);
        if (closed || leases.size() >= server.maxChannelsPerClient()) {
            dataChannel.close();
            return;
        }
        if (!listensToSctp) {
            listensToSctp = true;
            // The client's end of the connection: its channels have ended by then.
            pc.sctp()
                    .ifPresent(
                            sctp ->
                                    sctp.onStateChange(
                                            state -> {
                                                if (state == RtcSctpTransportState.CLOSED) {
                                                    end();
                                                }
                                            }));
        }
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
        DataChannelLease[] lease = new DataChannelLease[1];
        lease[0] = new DataChannelLease(pc, dataChannel, () -> released(lease[0]));
        leases.add(lease[0]);
        server.accept(lease[0]);
    }

    private void released(DataChannelLease lease) {
        if (leases.remove(lease) && leases.isEmpty()) {
            awaitChannel();
        }
    }

    /** The two could not agree; what was agreed before stays. */
    private void failed() {
        endIfIdle();
    }

    /** Ends the connection. Any thread. */
    void close() {
        pc.callbackExecutor().execute(this::end);
    }

    private void end() {
        if (closed) {
            return;
        }
        closed = true;
        server.waitsNoMore(this);
        if (deadline != null) {
            deadline.cancel(false);
        }
        negotiation.close();
        pc.close();
    }
}
