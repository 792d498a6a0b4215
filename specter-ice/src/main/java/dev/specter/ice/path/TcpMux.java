package dev.specter.ice.path;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioServerSocketChannel;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/**
 * One listening TCP socket for many ICE connections (RFC 6544, section 4.1): the first frame on a
 * connection must be a STUN request, and the fragment in its USERNAME says whose the connection is.
 * All live on the loop of the socket. Loop-confined.
 */
public final class TcpMux {
    private static final Logger LOG = LoggerFactory.getLogger(TcpMux.class);
    private static final int BACKLOG = 1024;

    private final EventLoop loop;
    private final TcpOptions options;
    private final PathCounters errors;
    private final MuxCounters counters = new MuxCounters();
    private final Map<String, TcpPassivePath> byFragment = new HashMap<>();
    private final Set<TcpPassivePath> paths = new LinkedHashSet<>();

    /** Connections whose owner is not known, or on which nothing was checked; oldest first. */
    private final Set<TcpConnection> unproved = new LinkedHashSet<>();

    /** All connections, with their owners where they are known. */
    private final Map<TcpConnection, TcpPassivePath> owners = new HashMap<>();

    private final TcpConnection.Owner arrivals = new Arrivals();

    private Channel channel;
    private InetSocketAddress address;
    private boolean open;

    private TcpMux(EventLoop loop, TcpOptions options, PathCounters errors) {
        this.loop = loop;
        this.options = options;
        this.errors = errors;
    }

    /**
     * Opens the listening socket.
     *
     * @param loop the event loop on which all its connections will live; called on it
     * @param address the local address
     * @param ports local ports; the buffer sizes are left to the system
     * @param options bounds
     * @param random picks the first port tried of a range
     * @param errors counts errors of the sockets
     * @return completed on the loop, exceptionally if no port is free or the address is gone
     */
    public static CompletionStage<TcpMux> open(
            EventLoop loop,
            InetAddress address,
            SocketOptions ports,
            TcpOptions options,
            RandomGenerator random,
            PathCounters errors) {
        TcpMux mux = new TcpMux(loop, options, errors);
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(loop)
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(
                                        options.maxQueuedBytes() / 2, options.maxQueuedBytes()))
                        .handler(mux.new Listening())
                        .childHandler(
                                new ChannelInitializer<Channel>() {
                                    @Override
                                    protected void initChannel(Channel accepted) {
                                        mux.accept(accepted);
                                    }
                                });
        return PortRange.bind(
                        loop,
                        ports,
                        random,
                        port -> bootstrap.clone().bind(new InetSocketAddress(address, port)))
                .thenApply(
                        bound -> {
                            mux.channel = bound;
                            mux.address = (InetSocketAddress) bound.localAddress();
                            mux.open = true;
                            return mux;
                        });
    }

    /** The local address and port. */
    public InetSocketAddress address() {
        return address;
    }

    /** The loop of the socket and of every connection on it. */
    public EventLoop loop() {
        return loop;
    }

    /** Whether ICE connections can still be attached. */
    public boolean isOpen() {
        return open;
    }

    /** How many ICE connections share the port now. */
    public int size() {
        return paths.size();
    }

    /** How many TCP connections there are now. */
    public int connections() {
        return owners.size();
    }

    /** What was dropped or closed. */
    public MuxCounters counters() {
        return counters;
    }

    /**
     * Adds an ICE connection.
     *
     * @param fragment its local ICE user name fragment
     * @param listener told of what arrives
     * @return empty if another one has this fragment, or the port is closed
     */
    public Optional<TcpPassivePath> attach(String fragment, PathListener listener) {
        return attach(fragment, new TcpPassivePath(this, listener, false));
    }

    /**
     * Adds an ICE connection that has this port to itself: the port is closed with its path.
     *
     * @param fragment its local ICE user name fragment
     * @param listener told of what arrives
     * @return empty if the port is closed
     */
    public Optional<TcpPassivePath> attachAlone(String fragment, PathListener listener) {
        return attach(fragment, new TcpPassivePath(this, listener, true));
    }

    private Optional<TcpPassivePath> attach(String fragment, TcpPassivePath path) {
        if (!open || !path.addFragment(fragment)) {
            return Optional.empty();
        }
        paths.add(path);
        return Optional.of(path);
    }

    /** Closes the listening socket and all connections; their paths are told. */
    @SuppressWarnings("FutureReturnValueIgnored") // on the loop: closed when the call returns
    public void close() {
        if (open) {
            open = false;
            channel.close();
            end(Optional.empty());
        }
    }

    private void end(Optional<Throwable> cause) {
        open = false;
        new ArrayList<>(paths).forEach(path -> path.end(cause));
        new ArrayList<>(owners.keySet()).forEach(TcpConnection::close);
    }

    // ---- what its paths ask for

    boolean addFragment(TcpPassivePath path, String fragment) {
        TcpPassivePath before = byFragment.putIfAbsent(fragment, path);
        return before == null || before == path;
    }

    void removeFragment(TcpPassivePath path, String fragment) {
        byFragment.remove(fragment, path);
    }

    void remove(TcpPassivePath path, Set<String> fragments) {
        paths.remove(path);
        fragments.forEach(fragment -> byFragment.remove(fragment, path));
    }

    void onProved(TcpConnection connection) {
        unproved.remove(connection);
    }

    // ---- connections

    private void accept(Channel accepted) {
        TcpConnection connection = new TcpConnection(arrivals, options, errors);
        accepted.pipeline().addLast(connection);
        if (!open || owners.size() >= options.maxConnections()) {
            counters.countRefused();
            connection.close();
            return;
        }
        // Who is the peer proves it with the first frame, and is out of this set at once.
        if (unproved.size() >= options.maxUnproved()) {
            counters.countRefused();
            unproved.iterator().next().close();
        }
        owners.put(connection, null);
        unproved.add(connection);
    }

    private Optional<TcpPassivePath> ownerOf(byte[] firstFrame) {
        Optional<StunPeek> request =
                StunPeek.of(ByteBuffer.wrap(firstFrame)).filter(StunPeek::isRequest);
        if (request.isEmpty()) {
            counters.countMalformed();
            return Optional.empty();
        }
        Optional<TcpPassivePath> path = request.get().receiverFragment().map(byFragment::get);
        if (path.isEmpty()) {
            counters.countUnknownFragment();
        }
        return path;
    }

    private final class Arrivals implements TcpConnection.Owner {
        @Override
        public void onUp(TcpConnection connection) {}

        @Override
        public void onFrame(TcpConnection connection, byte[] frame) {
            TcpPassivePath path = owners.get(connection);
            if (path == null) {
                path = ownerOf(frame).orElse(null);
                if (path == null) {
                    connection.close();
                    return;
                }
                if (!path.add(connection, options.maxConnectionsPerPath())) {
                    counters.countRefused();
                    connection.close();
                    return;
                }
                owners.put(connection, path);
            }
            path.deliver(connection, frame);
        }

        @Override
        public void onReadComplete(TcpConnection connection) {
            TcpPassivePath path = owners.get(connection);
            if (path != null) {
                path.onReadComplete();
            }
        }

        @Override
        public void onMalformed(TcpConnection connection) {
            counters.countMalformed();
        }

        @Override
        public void onEnd(TcpConnection connection) {
            unproved.remove(connection);
            TcpPassivePath path = owners.remove(connection);
            if (path != null) {
                path.remove(connection);
            }
        }
    }

    /** The listening socket itself. */
    private final class Listening extends ChannelInboundHandlerAdapter {
        private Throwable lastError;

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (open) {
                LOG.debug("the listening socket on {} is gone", address, lastError);
                end(Optional.ofNullable(lastError));
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // No more files, most likely. Netty accepts again after a second.
            LOG.debug("while accepting on {}", address, cause);
            lastError = cause;
            errors.countReceiveError();
        }
    }
}
