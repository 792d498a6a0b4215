package dev.specter.netty;

import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceCandidatePair;
import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.RtcSctpTransport;

import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * A data channel, and what is to be done when a Netty channel needs it no more. Thread-safe;
 * nothing here blocks, so that event loops may call it.
 */
final class DataChannelLease {
    private static final long DEFAULT_MAX_MESSAGE_BYTES = 65_536;

    private final RtcPeerConnection connection;
    private final RtcDataChannel dataChannel;
    private final Runnable onReleased;
    private final AtomicBoolean released = new AtomicBoolean();

    /**
     * Makes one.
     *
     * @param connection of the data channel
     * @param dataChannel what is lent
     * @param onReleased called once, on the connection's callback executor, when the data channel
     *     has closed or had the time to
     */
    DataChannelLease(
            RtcPeerConnection connection, RtcDataChannel dataChannel, Runnable onReleased) {
        this.connection = connection;
        this.dataChannel = dataChannel;
        this.onReleased = onReleased;
    }

    RtcPeerConnection connection() {
        return connection;
    }

    RtcDataChannel dataChannel() {
        return dataChannel;
    }

    long maxMessageSizeBytes() {
        return connection
                .sctp()
                .map(RtcSctpTransport::maxMessageSize)
                .orElse(DEFAULT_MAX_MESSAGE_BYTES);
    }

    /** The address of this end of the selected pair, or null. */
    InetSocketAddress localAddress() {
        return address(IceCandidatePair::local);
    }

    /** The address of the other end of the selected pair, or null. */
    InetSocketAddress remoteAddress() {
        return address(IceCandidatePair::remote);
    }

    private InetSocketAddress address(Function<IceCandidatePair, IceCandidate> end) {
        Optional<IceCandidate> candidate =
                connection
                        .sctp()
                        .flatMap(s -> s.transport().iceTransport().selectedCandidatePair())
                        .map(end);
        return candidate.map(DataChannelLease::toSocketAddress).orElse(null);
    }

    private static InetSocketAddress toSocketAddress(IceCandidate candidate) {
        // Never a look-up, which would block: a name (RFC 8835, mDNS) stays a name.
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(candidate.address());
        return address == null
                ? InetSocketAddress.createUnresolved(candidate.address(), candidate.port())
                : new InetSocketAddress(address, candidate.port());
    }

    /**
     * Closes the data channel, once.
     *
     * @param lingerSeconds how long what was sent last may take to be delivered
     */
    void release(int lingerSeconds) {
        if (released.compareAndSet(false, true)) {
            connection.callbackExecutor().execute(() -> close(lingerSeconds));
        }
    }

    private void close(int lingerSeconds) {
        var once = new AtomicBoolean();
        Runnable end =
                () -> {
                    if (once.compareAndSet(false, true)) {
                        onReleased.run();
                    }
                };
        dataChannel.close();
        if (lingerSeconds == 0) {
            end.run();
            return;
        }
        // The channel's own event loop may end before that.
        Future<?> deadline =
                GlobalEventExecutor.INSTANCE.schedule(
                        () -> connection.callbackExecutor().execute(end),
                        lingerSeconds,
                        TimeUnit.SECONDS);
        dataChannel.onClose(
                () -> {
                    deadline.cancel(false);
                    end.run();
                });
    }
}
