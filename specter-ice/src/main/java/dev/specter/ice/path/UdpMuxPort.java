package dev.specter.ice.path;

import io.netty.channel.EventLoop;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/**
 * One UDP port number on several local addresses, a {@link UdpMux} on each. A socket bound to the
 * wildcard address would not say at which address a datagram arrived, nor let the answer leave from
 * there. Loop-confined.
 */
public final class UdpMuxPort {
    private final EventLoop loop;
    private final SocketOptions options;
    private final RandomGenerator random;
    private final PathCounters errors;
    private final Map<InetAddress, UdpMux> sockets = new LinkedHashMap<>();
    private final Map<InetAddress, CompletionStage<UdpMux>> opening = new HashMap<>();
    private int port;
    private boolean closed;

    private UdpMuxPort(
            EventLoop loop, SocketOptions options, RandomGenerator random, PathCounters errors) {
        this.loop = loop;
        this.options = options;
        this.random = random;
        this.errors = errors;
    }

    /**
     * Opens a socket on each address: the first takes a port that the options allow, the others the
     * same one. Addresses on which that port cannot be had are left out.
     *
     * @param loop owns them all; called on it
     * @param addresses the local addresses, not empty
     * @param options ports and buffers
     * @param random picks the first port tried of a range
     * @param errors counts errors of the sockets
     * @return completed on the loop, exceptionally if there is no socket at all
     */
    public static CompletionStage<UdpMuxPort> open(
            EventLoop loop,
            List<InetAddress> addresses,
            SocketOptions options,
            RandomGenerator random,
            PathCounters errors) {
        UdpMuxPort result = new UdpMuxPort(loop, options, random, errors);
        CompletionStage<?> last = result.add(addresses.get(0));
        for (InetAddress address : addresses.subList(1, addresses.size())) {
            last = last.handle((done, failure) -> address).thenCompose(result::add);
        }
        return last.handle((done, failure) -> failure)
                .thenCompose(
                        failure ->
                                result.sockets.isEmpty()
                                        ? CompletableFuture.failedStage(failure)
                                        : CompletableFuture.completedStage(result));
    }

    /**
     * Opens the port on one more address, as when an interface has appeared.
     *
     * @param address not in use here yet, or its socket is returned
     * @return completed on the loop, exceptionally if it cannot be had
     */
    public CompletionStage<UdpMux> add(InetAddress address) {
        UdpMux known = sockets.get(address);
        if (known != null && known.isOpen()) {
            return CompletableFuture.completedStage(known);
        }
        CompletionStage<UdpMux> underWay = opening.get(address);
        if (underWay != null) {
            return underWay; // several connections see an address appear; the port can be had once
        }
        SocketOptions wanted = port == 0 ? options : options.withPort(port);
        var opened = new CompletableFuture<UdpMux>();
        opening.put(address, opened);
        var unused =
                UdpMux.open(loop, address, wanted, random, errors)
                        .thenApply(mux -> keep(address, mux))
                        .whenComplete(
                                (mux, failure) -> {
                                    opening.remove(address);
                                    if (failure == null) {
                                        opened.complete(mux);
                                    } else {
                                        opened.completeExceptionally(failure);
                                    }
                                });
        return opened;
    }

    private UdpMux keep(InetAddress address, UdpMux mux) {
        if (closed) {
            mux.close();
            throw new IllegalStateException("the port has been closed");
        }
        port = mux.address().getPort();
        sockets.put(address, mux);
        return mux;
    }

    /**
     * Closes the socket on one address, as when its interface has gone; connections on it are told.
     */
    public void remove(InetAddress address) {
        UdpMux mux = sockets.remove(address);
        if (mux != null) {
            mux.close();
        }
    }

    /** The port number. */
    public int port() {
        return port;
    }

    /** The sockets that are open, in the order in which they were. */
    public List<UdpMux> sockets() {
        return sockets.values().stream().filter(UdpMux::isOpen).toList();
    }

    /** Closes all sockets; connections on them are told. */
    public void close() {
        closed = true;
        new ArrayList<>(sockets.values()).forEach(UdpMux::close);
        sockets.clear();
    }
}
