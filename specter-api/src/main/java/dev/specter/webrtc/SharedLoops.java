package dev.specter.webrtc;

import dev.specter.ice.IceNetwork;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The event loops whose connections share ports, each with its own; none by default. Thread-safe.
 */
final class SharedLoops {
    private static final int OPEN_SECONDS = 10;

    private final IceNetwork network;
    private final List<EventLoop> loops;
    private final AtomicInteger turn = new AtomicInteger();

    private SharedLoops(IceNetwork network, List<EventLoop> loops) {
        this.network = network;
        this.loops = List.copyOf(loops);
    }

    /**
     * Opens the ports that the settings want.
     *
     * @throws UncheckedIOException if one cannot be had
     */
    static SharedLoops open(IceNetwork network, EventLoopGroup group, WebRtc.Builder settings) {
        int[] udp = settings.udpMuxPorts();
        int[] tcp = settings.tcpMuxPorts();
        if (udp.length != tcp.length && udp.length != 0 && tcp.length != 0) {
            throw new IllegalArgumentException(
                    udp.length + " shared UDP ports, but " + tcp.length + " shared TCP ports");
        }
        var loops = new ArrayList<EventLoop>();
        for (int i = 0; i < Math.max(udp.length, tcp.length); i++) {
            EventLoop loop = group.next();
            if (loops.contains(loop)) {
                throw new IllegalArgumentException(
                        "more shared ports than event loops: " + loops.size());
            }
            loops.add(loop);
            await(network, loop, settings, port(udp, i), port(tcp, i));
        }
        return new SharedLoops(network, loops);
    }

    private static OptionalInt port(int[] ports, int index) {
        return ports.length == 0 ? OptionalInt.empty() : OptionalInt.of(ports[index]);
    }

    private static void await(
            IceNetwork network,
            EventLoop loop,
            WebRtc.Builder settings,
            OptionalInt udpPort,
            OptionalInt tcpPort) {
        try {
            network.share(loop, settings.ice(), udpPort, tcpPort)
                    .toCompletableFuture()
                    .get(OPEN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new UncheckedIOException(
                    new IOException("shared ports " + udpPort + ", " + tcpPort, e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new InterruptedIOException("opening shared ports"));
        }
    }

    /** The loop for the next connection; empty if none shares ports. */
    Optional<EventLoop> next() {
        return loops.isEmpty()
                ? Optional.empty()
                : Optional.of(loops.get(Math.floorMod(turn.getAndIncrement(), loops.size())));
    }

    /** The UDP ports, in the order of the loops. */
    List<Integer> udpPorts() {
        return loops.stream()
                .map(network::udpPort)
                .filter(OptionalInt::isPresent)
                .map(OptionalInt::getAsInt)
                .toList();
    }
}
