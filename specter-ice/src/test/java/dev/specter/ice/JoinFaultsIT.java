package dev.specter.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.ice.path.TcpMux;
import dev.specter.ice.path.UdpMux;

import io.netty.channel.EventLoop;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** What users' code and the machine may do to a transport that is opening. */
class JoinFaultsIT {
    private static final int WATCH_MILLIS = 5;

    private final Loops loops = new Loops();
    private final EventLoop loop = loops.next();

    @AfterEach
    void end() {
        loops.close();
    }

    private static IceOptions loopback(Predicate<InetAddress> filter) {
        return Peer.options()
                .includeLoopback(true)
                .networkFilter(a -> a.isLoopbackAddress() && filter.test(a))
                .build();
    }

    private static boolean isV4(InetAddress address) {
        return address.getAddress().length == 4;
    }

    @Test
    void closedByTheListenerNothingWatchesOn() throws Exception {
        var asked = new AtomicInteger();
        IceOptions options =
                IceOptions.builder()
                        .includeLoopback(true)
                        .networkFilter(address -> asked.incrementAndGet() > 0)
                        .build();
        try (IceNetwork network =
                IceNetwork.builder().watchInterval(Duration.ofMillis(WATCH_MILLIS)).build()) {
            var transport = new AtomicReference<IceTransport>();
            var closed = new CompletableFuture<Void>();
            IceListener listener =
                    new Silent() {
                        @Override
                        public void onLocalCandidate(IceCandidate candidate) {
                            transport.get().close();
                            closed.complete(null);
                        }
                    };
            loop.submit(
                            () -> {
                                transport.set(
                                        new IceTransport(
                                                loop,
                                                options,
                                                network,
                                                IceCredentials.generate(options.random()),
                                                listener));
                                transport.get().gather();
                            })
                    .get();
            closed.get(20, TimeUnit.SECONDS);
            Peer.await( // a look that was under way may still end
                    () -> {
                        int then = asked.get();
                        Peer.sleep(20 * WATCH_MILLIS);
                        return then == asked.get();
                    },
                    "nobody asks any more");
        }
    }

    @Test
    void aListenerThatThrowsDoesNotStopGathering() throws Exception {
        var complete = new CompletableFuture<Void>();
        IceListener listener =
                new Silent() {
                    @Override
                    public void onLocalCandidate(IceCandidate candidate) {
                        throw new IllegalStateException("a fault of the application");
                    }

                    @Override
                    public void onGatheringStateChange(IceGatheringState state) {
                        if (state == IceGatheringState.COMPLETE) {
                            complete.complete(null);
                        }
                    }
                };
        IceTransport transport =
                loop.submit(() -> new IceTransport(loop, loopback(a -> true), listener)).get();
        loop.submit(transport::gather).get();
        complete.get(20, TimeUnit.SECONDS);
        loop.submit(transport::close).get();
    }

    @Test
    void ofALateGenerationNothingIsHeardInTheNext() {
        try (Peer a = new Peer("a", loop, loopback(address -> true))) {
            a.gather().awaitGathered();
            a.candidates.clear();
            a.run(
                    () -> {
                        a.transport.restart();
                        a.transport.gather(); // tells of the known candidates again
                        a.transport.restart();
                    });
            Peer.sleep(20);
            assertEquals(IceGatheringState.NEW, a.call(a.transport::gatheringState));
            assertEquals(List.of(), a.candidates);
            a.gather();
            Peer.await(
                    () -> a.call(a.transport::gatheringState) == IceGatheringState.COMPLETE,
                    "gathered again");
            Peer.await(
                    () -> a.candidates.size() == a.call(a.transport::localCandidates).size(),
                    "each once");
        }
    }

    @Test
    void resolversWithoutAnAnswerCountAsFruitless() {
        IceCandidate named = IceCandidate.host("1", 1, "x.local", 9);
        List<HostNameResolver> resolvers =
                List.of(name -> null, name -> CompletableFuture.completedFuture(null));
        for (HostNameResolver resolver : resolvers) {
            IceNetwork network = IceNetwork.builder().candidateNames(resolver).build();
            try (Peer a = new Peer("a", loop, loopback(address -> true), network)) {
                a.run(() -> a.transport.addRemoteCandidate(named));
                Peer.await(() -> a.counters().ignoredCandidates() == 1, "counted");
            }
        }
    }

    @Test
    void portsThatCannotBeSharedAreSaidSoAtOnceAndMayBeTriedAgain() throws Exception {
        try (IceNetwork network = IceNetwork.builder().build();
                DatagramSocket taken =
                        new DatagramSocket(
                                0, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            OptionalInt none = OptionalInt.empty();
            IceOptions throwing =
                    loopback(
                            address -> {
                                throw new IllegalStateException("a fault of the filter");
                            });
            assertInstanceOf(
                    IllegalStateException.class,
                    failure(network.share(loop, throwing, OptionalInt.of(0), none)));
            failure(network.share(loop, loopback(a -> false), OptionalInt.of(0), none));
            IceOptions options = loopback(JoinFaultsIT::isV4);
            OptionalInt port = OptionalInt.of(taken.getLocalPort());
            failure(network.share(loop, options, port, OptionalInt.of(0)));
            network.share(loop, options, OptionalInt.of(0), OptionalInt.of(0))
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            assertTrue(network.udpPort(loop).orElseThrow() != 0);
        }
    }

    private static Throwable failure(CompletionStage<Void> stage) {
        return assertThrows(
                        ExecutionException.class,
                        () -> {
                            try {
                                stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
                            } catch (TimeoutException e) {
                                throw new AssertionError("neither shared nor refused", e);
                            }
                        })
                .getCause();
    }

    @Test
    void connectionsThatSeeAnAddressAppearShareItsPort() throws Exception {
        try (IceNetwork network = IceNetwork.builder().build()) {
            network.share(
                            loop,
                            loopback(JoinFaultsIT::isV4),
                            OptionalInt.of(0),
                            OptionalInt.of(freeTcpPort()))
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            SharedPorts ports = network.sharedPorts(loop).orElseThrow();
            InetAddress other = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
            List<CompletionStage<Optional<UdpMux>>> udp =
                    loop.submit(() -> List.of(ports.udp(other), ports.udp(other))).get();
            List<CompletionStage<Optional<TcpMux>>> tcp =
                    loop.submit(() -> List.of(ports.tcp(other), ports.tcp(other))).get();
            assertEquals(answer(udp.get(0)), answer(udp.get(1)));
            assertEquals(answer(tcp.get(0)), answer(tcp.get(1)));
        }
    }

    private static <T> T answer(CompletionStage<Optional<T>> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS).orElseThrow();
    }

    /** One below those that systems hand out, so that nobody takes it meanwhile. */
    private static int freeTcpPort() throws Exception {
        InetAddress local = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        for (int port = 27_200; port < 27_300; port++) {
            try (var socket = new java.net.ServerSocket(port, 1, local)) {
                return socket.getLocalPort();
            } catch (java.net.BindException e) {
                // the next one
            }
        }
        throw new AssertionError("no port is free");
    }

    /** Hears nothing. */
    private abstract static class Silent implements IceListener {
        @Override
        public void onLocalCandidate(IceCandidate candidate) {}

        @Override
        public void onGatheringStateChange(IceGatheringState state) {}

        @Override
        public void onStateChange(IceTransportState state) {}

        @Override
        public void onSelectedPairChange(IceCandidatePair pair) {}

        @Override
        public void onDatagram(ByteBuffer datagram) {}

        @Override
        public void onReadComplete() {}
    }
}
