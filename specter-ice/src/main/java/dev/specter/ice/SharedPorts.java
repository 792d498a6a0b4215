package dev.specter.ice;

import dev.specter.ice.path.AddressChange;
import dev.specter.ice.path.LocalAddresses;
import dev.specter.ice.path.PathCounters;
import dev.specter.ice.path.SocketOptions;
import dev.specter.ice.path.TcpMux;
import dev.specter.ice.path.TcpOptions;
import dev.specter.ice.path.UdpMux;
import dev.specter.ice.path.UdpMuxPort;

import io.netty.channel.EventLoop;

import java.io.IOException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;

/**
 * The ports that all transports of one loop share, on every local address. Loop-confined but for
 * {@link #open}, {@link #close} and {@link #udpPort}.
 */
final class SharedPorts {
    private final EventLoop loop;
    private final IceOptions options;
    private final PathCounters errors = new PathCounters();
    private final Map<InetAddress, TcpMux> tcp = new HashMap<>();
    private final Map<InetAddress, CompletionStage<TcpMux>> tcpOpening = new HashMap<>();
    private Optional<UdpMuxPort> udp = Optional.empty();
    private OptionalInt wantedTcpPort = OptionalInt.empty();
    private volatile OptionalInt udpPort = OptionalInt.empty();
    private boolean closed;

    SharedPorts(EventLoop loop, IceOptions options) {
        this.loop = loop;
        this.options = options;
    }

    OptionalInt udpPort() {
        return udpPort;
    }

    /** Opens them; the future says when, or why not. */
    void open(OptionalInt wantedUdp, OptionalInt wantedTcp, CompletableFuture<Void> opened) {
        ForkJoinPool.commonPool()
                .execute(
                        () -> {
                            try {
                                List<InetAddress> addresses =
                                        LocalAddresses.find(options.addressRules());
                                loop.execute(() -> open(addresses, wantedUdp, wantedTcp, opened));
                            } catch (RuntimeException | Error e) { // a filter's, or no loop
                                opened.completeExceptionally(e);
                            }
                        });
    }

    private void open(
            List<InetAddress> addresses,
            OptionalInt wantedUdp,
            OptionalInt wantedTcp,
            CompletableFuture<Void> opened) {
        if (addresses.isEmpty() || closed) {
            opened.completeExceptionally(
                    new IOException(closed ? "closed meanwhile" : "no local address"));
            return;
        }
        wantedTcpPort = wantedTcp;
        CompletionStage<Void> udpOpen = CompletableFuture.completedStage(null);
        if (wantedUdp.isPresent()) {
            udpOpen =
                    UdpMuxPort.open(
                                    loop,
                                    addresses,
                                    socketOptions(wantedUdp.getAsInt()),
                                    options.random(),
                                    errors)
                            .thenAccept(
                                    port -> {
                                        udp = Optional.of(port);
                                        udpPort = OptionalInt.of(port.port());
                                    });
        }
        CompletionStage<Void> all = udpOpen;
        if (wantedTcp.isPresent()) {
            for (InetAddress address : addresses) {
                all = all.thenCombine(openTcp(address), (u, mux) -> null);
            }
        }
        all.whenComplete(
                (done, failure) -> {
                    closed |= failure != null;
                    if (closed) {
                        closeAll();
                    }
                    if (failure == null) {
                        opened.complete(null);
                    } else {
                        opened.completeExceptionally(failure);
                    }
                });
    }

    /** One at a time for each address: the port can be had once. */
    private CompletionStage<TcpMux> openTcp(InetAddress address) {
        CompletionStage<TcpMux> underWay = tcpOpening.get(address);
        if (underWay != null) {
            return underWay;
        }
        var opening = new CompletableFuture<TcpMux>();
        tcpOpening.put(address, opening);
        var unused =
                TcpMux.open(
                                loop,
                                address,
                                socketOptions(wantedTcpPort.getAsInt()),
                                TcpOptions.defaults(),
                                options.random(),
                                errors)
                        .whenComplete(
                                (mux, failure) -> {
                                    tcpOpening.remove(address);
                                    if (failure != null) {
                                        opening.completeExceptionally(failure);
                                        return;
                                    }
                                    tcp.put(address, mux);
                                    if (closed) {
                                        closeAll();
                                    }
                                    opening.complete(mux);
                                });
        return opening;
    }

    private SocketOptions socketOptions(int port) {
        return new SocketOptions(
                port, port, options.receiveBufferBytes(), options.sendBufferBytes());
    }

    boolean hasUdp() {
        return udp.isPresent();
    }

    boolean hasTcp() {
        return wantedTcpPort.isPresent();
    }

    /** The socket of an address, opened now if the address is new; empty where it cannot be had. */
    CompletionStage<Optional<UdpMux>> udp(InetAddress address) {
        return udp.map(port -> port.add(address).handle((mux, failure) -> Optional.ofNullable(mux)))
                .orElseGet(() -> CompletableFuture.completedStage(Optional.empty()));
    }

    /** The listening socket of an address, as for UDP. */
    CompletionStage<Optional<TcpMux>> tcp(InetAddress address) {
        TcpMux known = tcp.get(address);
        if (known != null && known.isOpen()) {
            return CompletableFuture.completedStage(Optional.of(known));
        }
        return openTcp(address).handle((mux, failure) -> Optional.ofNullable(mux));
    }

    /** Addresses have gone: their sockets are closed, and transports on them are told. */
    void handleChange(AddressChange change) {
        for (InetAddress address : change.gone()) {
            udp.ifPresent(port -> port.remove(address));
            Optional.ofNullable(tcp.remove(address)).ifPresent(TcpMux::close);
        }
    }

    /** Closes all; from any thread. */
    void close() {
        try {
            loop.execute(
                    () -> {
                        closed = true;
                        closeAll();
                    });
        } catch (RejectedExecutionException e) {
            // The loop has ended, and its sockets with it.
            return;
        }
    }

    private void closeAll() {
        udp.ifPresent(UdpMuxPort::close);
        tcp.values().forEach(TcpMux::close);
        tcp.clear();
    }
}
