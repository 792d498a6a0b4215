package dev.specter.ice;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoop;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Gathering, paths and checks together, over loopback. */
class JoinIT {
    private final Loops loops = new Loops();
    private final EventLoop loop = loops.next();

    @BeforeAll
    static void warmUp() {
        IceTransport.warmUp();
    }

    @AfterEach
    void end() {
        loops.close();
    }

    private static IceOptions.Builder loopback() {
        return Peer.options()
                .includeLoopback(true)
                .networkFilter(a -> a.isLoopbackAddress() && a.getAddress().length == 4);
    }

    private Peer peer(String name, IceOptions options) {
        return new Peer(name, loops.next(), options);
    }

    private static void connect(Peer a, Peer b) {
        a.trickleTo(b);
        b.trickleTo(a);
        a.gather().start(IceRole.CONTROLLING, b);
        b.gather().start(IceRole.CONTROLLED, a);
        a.awaitState(IceTransportState.COMPLETED);
        b.awaitConnected();
        exchange(a, b);
    }

    private static void exchange(Peer a, Peer b) {
        int atA = a.datagrams.size();
        int atB = b.datagrams.size();
        assertTrue(a.send((byte) 20, (byte) 1));
        b.awaitDatagrams(atB + 1);
        assertTrue(b.send((byte) 20, (byte) 2));
        a.awaitDatagrams(atA + 1);
        assertArrayEquals(new byte[] {20, 1}, b.datagrams.get(atB));
        assertArrayEquals(new byte[] {20, 2}, a.datagrams.get(atA));
    }

    private static IceCandidatePair pair(Peer peer) {
        return peer.call(() -> peer.transport.selectedPair().orElseThrow());
    }

    private static void noComplaints(Peer... peers) {
        for (Peer peer : peers) {
            assertEquals(List.of(), peer.complaints());
        }
    }

    @Test
    void connectsOverTcpAlone() {
        IceOptions active = loopback().tcpCandidates(TcpCandidates.ACTIVE).build();
        IceOptions passive = loopback().tcpCandidates(TcpCandidates.ACTIVE_AND_PASSIVE).build();
        try (Peer a = peer("a", active);
                Peer b = peer("b", passive)) {
            b.gather().awaitGathered();
            a.gather().awaitGathered();
            a.start(IceRole.CONTROLLING, b);
            b.start(IceRole.CONTROLLED, a);
            tellTcp(a, b);
            tellTcp(b, a);
            a.awaitState(IceTransportState.COMPLETED);
            b.awaitConnected();
            assertEquals(IceProtocol.TCP, pair(a).local().protocol());
            exchange(a, b);
            noComplaints(a, b);
        }
    }

    private static void tellTcp(Peer from, Peer to) {
        for (IceCandidate candidate : from.candidates) {
            if (candidate.protocol() == IceProtocol.TCP) {
                to.run(() -> to.transport.addRemoteCandidate(candidate));
            }
        }
        to.run(to.transport::endOfRemoteCandidates);
    }

    private IceNetwork shared(IceOptions options, OptionalInt udp, OptionalInt tcp)
            throws Exception {
        IceNetwork network = IceNetwork.builder().build();
        network.share(loop, options, udp, tcp).toCompletableFuture().get(20, TimeUnit.SECONDS);
        return network;
    }

    @Test
    void manyShareAUdpPortThroughRestarts() throws Exception {
        IceOptions options = loopback().build();
        try (IceNetwork network = shared(options, OptionalInt.of(0), OptionalInt.empty())) {
            List<Peer> servers = new ArrayList<>();
            List<Peer> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                servers.add(new Peer("s" + i, loop, options, network));
                clients.add(peer("c" + i, options));
                connect(clients.get(i), servers.get(i));
            }
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < servers.size(); i++) {
                    servers.get(i).run(servers.get(i).transport::restart);
                    clients.get(i).run(clients.get(i).transport::restart);
                    exchange(clients.get(i), servers.get(i)); // over the old pair
                    connect(clients.get(i), servers.get(i));
                }
            }
            Set<Integer> ports =
                    servers.stream()
                            .flatMap(s -> s.candidates.stream())
                            .map(IceCandidate::port)
                            .collect(Collectors.toSet());
            assertEquals(Set.of(network.udpPort(loop).orElseThrow()), ports);
            servers.forEach(Peer::close);
            clients.forEach(Peer::close);
            noComplaints(servers.toArray(Peer[]::new));
        }
    }

    @Test
    void twoShareATcpPort() throws Exception {
        IceOptions options = loopback().tcpCandidates(TcpCandidates.ACTIVE).build();
        try (IceNetwork network = shared(options, OptionalInt.empty(), OptionalInt.of(0))) {
            Set<Integer> ports = new java.util.HashSet<>();
            for (int i = 0; i < 2; i++) {
                try (Peer server = new Peer("s" + i, loop, options, network);
                        Peer client = peer("c" + i, options)) {
                    server.gather().awaitGathered();
                    client.gather().awaitGathered();
                    client.start(IceRole.CONTROLLING, server);
                    server.start(IceRole.CONTROLLED, client);
                    tellTcp(server, client);
                    tellTcp(client, server);
                    client.awaitState(IceTransportState.COMPLETED);
                    server.awaitConnected();
                    ports.add(pair(client).remote().port());
                    exchange(client, server);
                    noComplaints(client, server);
                }
            }
            assertEquals(1, ports.size());
        }
    }

    @Test
    void aLiteServerConnects() {
        IceOptions options = loopback().build();
        IceParameters made = IceCredentials.generate(options.random());
        var lite = new IceParameters(made.ufrag(), made.pwd(), true);
        try (Peer server = new Peer("lite", loop, options, IceNetwork.plain(), lite);
                Peer client = peer("full", options)) {
            connect(client, server);
            noComplaints(client, server);
        }
    }

    @Test
    void showsTheOutsideAddressOfANat() {
        for (AddressMapping.As as : AddressMapping.As.values()) {
            IceOptions options =
                    loopback()
                            .addressMapping(AddressMapping.parse(as, List.of("203.0.113.7")))
                            .build();
            try (Peer a = peer("a", options)) {
                a.gather().awaitGathered();
                Set<String> shown =
                        a.candidates.stream()
                                .map(c -> c.type() + " " + c.address())
                                .collect(Collectors.toSet());
                Set<String> expected =
                        as == AddressMapping.As.HOST
                                ? Set.of(IceCandidateType.HOST + " 203.0.113.7")
                                : Set.of(
                                        IceCandidateType.HOST + " 127.0.0.1",
                                        IceCandidateType.SRFLX + " 203.0.113.7");
                assertEquals(expected, shown);
            }
        }
    }

    @Test
    void relayPolicyShowsNoHostCandidate() {
        IceOptions options =
                loopback()
                        .transportPolicy(IceTransportPolicy.RELAY)
                        .tcpCandidates(TcpCandidates.ACTIVE_AND_PASSIVE)
                        .build();
        try (Peer a = peer("a", options)) {
            a.gather().awaitGathered();
            assertEquals(List.of(), a.candidates);
        }
    }

    @Test
    void serversThatDoNotAnswerDelayNothingAndAreReported() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(0, localhost())) {
            String first = "stun:127.0.0.1:" + silent.getLocalPort();
            IceOptions options =
                    loopback()
                            .servers(List.of(IceServer.of(first, "stun:nobody.invalid:3478")))
                            .serverTimeout(Duration.ofSeconds(5))
                            .build();
            var never = new CompletableFuture<List<InetAddress>>();
            IceNetwork network = IceNetwork.builder().serverNames(name -> never).build();
            try (Peer a = new Peer("a", loop, options, network)) {
                a.gather();
                Peer.await(() -> !a.candidates.isEmpty(), "the host candidate");
                assertEquals(List.of(IceGatheringState.GATHERING), a.gatheringStates);
                a.awaitGathered();
                assertEquals(
                        Set.of(IceGatheringError.UNREACHABLE),
                        a.errors.stream()
                                .map(IceGatheringError::errorCode)
                                .collect(Collectors.toSet()));
                assertEquals(2, a.errors.stream().map(IceGatheringError::url).distinct().count());
                noComplaints(a);
            }
        }
    }

    private static InetAddress localhost() throws Exception {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }
}
