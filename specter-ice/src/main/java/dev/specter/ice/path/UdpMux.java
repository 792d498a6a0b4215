package dev.specter.ice.path;

import io.netty.channel.EventLoop;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/**
 * One UDP socket for many connections: each has a {@link UdpMuxPath}, and all live on the loop of
 * the socket. Datagrams are read and written as on a socket of one's own, in one copy; {@link
 * MuxTable} says whose they are.
 *
 * <p>Since a pair of addresses carries one connection, two shared ports can be joined by one
 * connection per pair of their addresses; and a TURN server that is asked from here gives one
 * allocation to the whole port (RFC 8656, section 5), so allocations want sockets of their own.
 * Loop-confined.
 */
public final class UdpMux {
    private static final Logger LOG = LoggerFactory.getLogger(UdpMux.class);

    private final EventLoop loop;
    private final MuxCounters counters = new MuxCounters();
    private final MuxTable table = new MuxTable(counters);
    private final Set<UdpMuxPath> paths = new LinkedHashSet<>();

    /** Those who got something since the last {@code onReadComplete}. */
    private final Queue<UdpMuxPath> touched = new ArrayDeque<>();

    private DatagramPath socket;
    private boolean reading;
    private boolean open;

    private UdpMux(EventLoop loop) {
        this.loop = loop;
    }

    /**
     * Opens the socket.
     *
     * @param loop the event loop on which all its connections will live; called on it
     * @param address the local address; of several addresses each wants its own socket, so that a
     *     candidate has an address and answers leave from where the question came
     * @param options port and buffers
     * @param random picks the first port tried of a range
     * @param errors counts errors of the socket
     * @return completed on the loop, exceptionally if no port is free or the address is gone
     */
    public static CompletionStage<UdpMux> open(
            EventLoop loop,
            InetAddress address,
            SocketOptions options,
            RandomGenerator random,
            PathCounters errors) {
        UdpMux mux = new UdpMux(loop);
        return DatagramPath.open(loop, address, options, random, errors, mux.new Arrivals())
                .thenApply(
                        socket -> {
                            mux.socket = socket;
                            mux.open = true;
                            return mux;
                        });
    }

    /** The local address and port. */
    public InetSocketAddress address() {
        return socket.address();
    }

    /** The loop of the socket and of every connection on it. */
    public EventLoop loop() {
        return loop;
    }

    /** Whether connections can still be attached. */
    public boolean isOpen() {
        return open;
    }

    /** How many connections share the port now. */
    public int size() {
        return paths.size();
    }

    /** What was dropped. */
    public MuxCounters counters() {
        return counters;
    }

    /**
     * Adds a connection.
     *
     * @param fragment its local ICE user name fragment
     * @param listener told of what arrives
     * @return empty if another connection has this fragment, or the port is closed
     */
    public Optional<UdpMuxPath> attach(String fragment, PathListener listener) {
        UdpMuxPath path = new UdpMuxPath(this, listener);
        if (!open || !table.addFragment(path, fragment)) {
            return Optional.empty();
        }
        paths.add(path);
        return Optional.of(path);
    }

    /** Closes the socket; the connections on it are told. */
    public void close() {
        if (open) {
            open = false;
            socket.close();
            end(Optional.empty());
        }
    }

    private void end(Optional<Throwable> cause) {
        open = false;
        for (UdpMuxPath path : new ArrayList<>(paths)) {
            guard(path, () -> path.end(cause));
        }
    }

    // ---- what its paths ask for

    boolean addFragment(UdpMuxPath path, String fragment) {
        return table.addFragment(path, fragment);
    }

    void removeFragment(UdpMuxPath path, String fragment) {
        table.removeFragment(path, fragment);
    }

    boolean write(UdpMuxPath path, ByteBuffer datagram, InetSocketAddress remote) {
        // Only STUN needs the time, and most datagrams are not STUN.
        long nowNanos = StunPeek.looksLikeStun(datagram) ? System.nanoTime() : 0;
        return table.admit(path, datagram, remote, nowNanos) && socket.write(datagram, remote);
    }

    void flush() {
        if (!reading) {
            socket.flush();
        }
    }

    void remove(UdpMuxPath path) {
        paths.remove(path);
        table.remove(path);
    }

    private static void guard(UdpMuxPath path, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            // One connection's fault is not its neighbours'.
            LOG.warn("on {}", path, e);
        }
    }

    private final class Arrivals implements PathListener {
        @Override
        public void onDatagram(Path from, InetSocketAddress source, byte[] datagram) {
            reading = true;
            ByteBuffer view = ByteBuffer.wrap(datagram);
            boolean stun = StunPeek.looksLikeStun(view);
            long nowNanos = stun ? System.nanoTime() : 0;
            UdpMuxPath path = (UdpMuxPath) table.route(view, source, nowNanos).orElse(null);
            if (path == null) {
                return;
            }
            if (!path.touched) {
                path.touched = true;
                touched.add(path);
            }
            path.listener().onDatagram(path, source, datagram);
            if (stun && path.isOpen() && path.listener().isPeer(path, source)) {
                table.claim(path, source, nowNanos);
            }
        }

        @Override
        public void onReadComplete(Path from) {
            for (UdpMuxPath path = touched.poll(); path != null; path = touched.poll()) {
                path.touched = false;
                if (path.isOpen()) {
                    UdpMuxPath told = path;
                    guard(told, () -> told.listener().onReadComplete(told));
                }
            }
            reading = false;
            socket.flush();
        }

        @Override
        public boolean isPeer(Path from, InetSocketAddress source) {
            return false; // the socket is shared: it is for its paths to say
        }

        @Override
        public void onClosed(Path from, Optional<Throwable> cause) {
            end(cause);
        }
    }
}
