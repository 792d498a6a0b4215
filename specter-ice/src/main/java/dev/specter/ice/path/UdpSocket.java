package dev.specter.ice.path;

import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.AttributeKey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/**
 * The socket under a datagram channel of Netty: sends at once, without the entry in a queue and the
 * buffer outside of the heap that Netty makes for each datagram. Loop-confined.
 */
final class UdpSocket {
    private static final AttributeKey<DatagramChannel> SOCKET =
            AttributeKey.valueOf(UdpSocket.class, "socket");

    private final Channel channel;
    private final DatagramChannel socket;

    private UdpSocket(Channel channel) {
        this.channel = channel;
        socket = channel.attr(SOCKET).get();
    }

    /** Makes a channel whose socket {@link #of} knows. */
    static Channel newChannel() {
        DatagramChannel socket;
        try {
            socket = DatagramChannel.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var channel = new NioDatagramChannel(socket);
        channel.attr(SOCKET).set(socket);
        return channel;
    }

    static UdpSocket of(Channel channel) {
        return new UdpSocket(channel);
    }

    /**
     * Hands a datagram to the operating system.
     *
     * @param datagram from position to limit
     * @param remote where to
     * @return false if it must wait in the channel: the socket's buffer is full, or others wait
     * @throws IOException if this datagram cannot be sent
     */
    boolean send(ByteBuffer datagram, InetSocketAddress remote) throws IOException {
        var queue = channel.unsafe().outboundBuffer();
        boolean isFirst = queue == null || queue.isEmpty();
        return isFirst && (socket.send(datagram, remote) > 0 || !datagram.hasRemaining());
    }
}
