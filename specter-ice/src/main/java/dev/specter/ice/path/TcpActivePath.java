package dev.specter.ice.path;

import dev.specter.ice.IceProtocol;
import dev.specter.ice.TcpType;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioSocketChannel;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Connections that this end opens, from one local address (RFC 6544, sections 4.1 and 7.1). STUN
 * for a new remote opens the connection; what is written until it is there waits, bounded; other
 * datagrams never open one. Loop-confined.
 */
public final class TcpActivePath implements Path {
    /** RFC 6544, section 4.5: the port of an active candidate is the discard port. */
    private static final int NO_PORT = 9;

    private final EventLoop loop;
    private final InetSocketAddress address;
    private final TcpOptions options;
    private final PathCounters counters;
    private final PathListener listener;
    private final Map<InetSocketAddress, TcpConnection> connections = new HashMap<>();
    private final TcpConnection.Owner owner = new Owner();
    private boolean closed;

    /**
     * A path without a connection yet.
     *
     * @param loop owns it
     * @param address local address that connections leave from; their ports are the system's choice
     * @param options bounds
     * @param counters counts errors
     * @param listener told what happens
     */
    public TcpActivePath(
            EventLoop loop,
            InetAddress address,
            TcpOptions options,
            PathCounters counters,
            PathListener listener) {
        this.loop = loop;
        this.address = new InetSocketAddress(address, NO_PORT);
        this.options = options;
        this.counters = counters;
        this.listener = listener;
    }

    @Override
    public IceProtocol protocol() {
        return IceProtocol.TCP;
    }

    /** The local address, with port 9, which stands for none. */
    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public Optional<TcpType> tcpType() {
        return Optional.of(TcpType.ACTIVE);
    }

    /** How many connections there are, or are being made. */
    public int size() {
        return connections.size();
    }

    @Override
    public boolean write(ByteBuffer datagram, InetSocketAddress remote) {
        TcpConnection connection = connections.get(remote);
        if (connection == null) {
            boolean mayOpen =
                    !closed
                            && StunPeek.looksLikeStun(datagram)
                            && connections.size() < options.maxConnectionsPerPath();
            if (!mayOpen) {
                counters.countSendError();
                return false;
            }
            connection = connect(remote);
        }
        return connection.write(datagram);
    }

    private TcpConnection connect(InetSocketAddress remote) {
        TcpConnection connection = new TcpConnection(owner, options, counters);
        connection.remote(remote);
        connections.put(remote, connection);
        ChannelFuture connected =
                new Bootstrap()
                        .group(loop)
                        .channel(NioSocketChannel.class)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(
                                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                (int) options.connectTimeout().toMillis())
                        .option(
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(
                                        options.maxQueuedBytes() / 2, options.maxQueuedBytes()))
                        .handler(connection)
                        .connect(remote, new InetSocketAddress(address.getAddress(), 0));
        connected.addListener(
                done -> {
                    if (!done.isSuccess()) {
                        // Where no socket can be made it completes on a thread of Netty's own.
                        loop.execute(connection::fail);
                    }
                });
        return connection;
    }

    @Override
    public void flush() {
        connections.values().forEach(TcpConnection::flush);
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() {
        closed = true;
        new ArrayList<>(connections.values()).forEach(TcpConnection::close);
    }

    @Override
    public String toString() {
        return "TcpActivePath[" + address.getAddress() + "]";
    }

    private final class Owner implements TcpConnection.Owner {
        @Override
        public void onUp(TcpConnection connection) {}

        @Override
        public void onFrame(TcpConnection connection, byte[] frame) {
            listener.onDatagram(TcpActivePath.this, connection.remote(), frame);
            if (!connection.isProved()
                    && !closed
                    && listener.isPeer(TcpActivePath.this, connection.remote())) {
                connection.prove();
            }
        }

        @Override
        public void onReadComplete(TcpConnection connection) {
            listener.onReadComplete(TcpActivePath.this);
        }

        @Override
        public void onMalformed(TcpConnection connection) {}

        @Override
        public void onEnd(TcpConnection connection) {
            connections.remove(connection.remote(), connection);
            if (!closed) {
                listener.onRemoteClosed(TcpActivePath.this, connection.remote());
            }
        }
    }
}
