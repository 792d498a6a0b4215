package dev.specter.ice.gather;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceCandidateType;
import dev.specter.ice.IceServer;
import dev.specter.ice.agent.Base;
import dev.specter.ice.turn.TestTurnServer;
import dev.specter.testkit.LinkProfile;
import dev.specter.testkit.NatType;
import dev.specter.testkit.VirtualHost;
import dev.specter.testkit.VirtualNetwork;
import dev.specter.testkit.VirtualSocket;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

class GathererNetworkTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final LinkProfile WAN = LinkProfile.PERFECT.withDelay(Duration.ofMillis(10));

    private final VirtualNetwork network = new VirtualNetwork(7, WAN);
    private TestTurnServer server;
    private VirtualSocket peer;
    private final List<byte[]> atPeer = new ArrayList<>();
    private final List<InetSocketAddress> sources = new ArrayList<>();

    @BeforeEach
    void start() {
        server = new TestTurnServer(network.host("192.0.2.10"), 3478);
        VirtualHost peerHost = network.host("198.51.100.7");
        peer =
                peerHost.bind(
                        peerHost.addresses().get(0),
                        5000,
                        (at, from, data, now) -> {
                            atPeer.add(data);
                            sources.add(from);
                        });
    }

    private static GatherOptions options(String... urls) {
        return GatherOptions.of(
                Stream.of(urls).map(url -> IceServer.of(url, "user", "secret")).toList());
    }

    private GatheringHost host(VirtualHost at, GatherOptions options) {
        return new GatheringHost(network, at, options).begin();
    }

    static Stream<NatType> nats() {
        return Stream.of(
                NatType.FULL_CONE,
                NatType.ADDRESS_RESTRICTED,
                NatType.PORT_RESTRICTED,
                NatType.SYMMETRIC);
    }

    @ParameterizedTest
    @MethodSource("nats")
    void findsHostReflexiveAndRelayedCandidatesBehindAnyNat(NatType type) {
        VirtualHost inside = network.nat(type, "203.0.113.5").host("10.0.0.2");
        GatheringHost a = host(inside, options("stun:192.0.2.10", "turn:192.0.2.10?transport=udp"));
        assertTrue(network.runUntil(() -> a.completes > 0, SOON));
        assertEquals(List.of(), a.errors);
        assertEquals(1, a.candidates(IceCandidateType.HOST).size());
        IceCandidate host = a.candidates(IceCandidateType.HOST).get(0);
        assertEquals("10.0.0.2", host.address());
        IceCandidate srflx = a.candidates(IceCandidateType.SRFLX).get(0);
        assertEquals("203.0.113.5", srflx.address());
        assertEquals(Optional.of("10.0.0.2"), srflx.relatedAddress());
        assertEquals(host.port(), srflx.relatedPort().orElseThrow());
        IceCandidate relay = a.candidates(IceCandidateType.RELAY).get(0);
        assertEquals("192.0.2.10", relay.address());
        assertEquals(Optional.of("203.0.113.5"), relay.relatedAddress());
        assertTrue(host.priority() > srflx.priority() && srflx.priority() > relay.priority());
        assertEquals(Optional.empty(), a.serverOf(host));
        assertTrue(a.serverOf(srflx).orElseThrow().contains("192.0.2.10"));
        assertTrue(a.serverOf(relay).orElseThrow().startsWith("turn:192.0.2.10"));
        // Two round trips of 20 ms for TURN.
        assertTrue(a.completeNanos < 150_000_000L, "took " + a.completeNanos);
    }

    @Test
    void relaysBothWaysByIndicationsThenByAChannel() {
        GatheringHost a = host(network.host("198.51.100.1"), options("turn:192.0.2.10"));
        assertTrue(network.runUntil(a::hasRelay, SOON));
        Base relay = a.relay();
        a.send(relay, peer.local(), new byte[] {1});
        a.send(relay, peer.local(), new byte[] {2, 2});
        assertTrue(network.runUntil(() -> atPeer.size() == 2, SOON));
        assertEquals(2, server.count("send"));
        assertEquals(0, server.count("send refused"));
        assertEquals(relay.address(), sources.get(0));
        peer.send(new byte[] {9}, relay.address());
        assertTrue(network.runUntil(() -> a.relayed.size() == 1, SOON));
        assertEquals(peer.local(), a.relayed.get(0).peer());
        assertEquals(9, a.relayed.get(0).datagram().get());
        network.runFor(Duration.ofSeconds(1)); // the channel is bound
        a.send(relay, peer.local(), new byte[] {3, 3, 3});
        assertTrue(network.runUntil(() -> atPeer.size() == 3, SOON));
        assertEquals(1, server.count("channel data"));
        assertArrayEquals(new byte[] {3, 3, 3}, atPeer.get(2));
        peer.send(new byte[] {7, 7}, relay.address());
        assertTrue(network.runUntil(() -> a.relayed.size() == 2, SOON));
        assertEquals(2, a.relayed.get(1).datagram().remaining());
        a.close();
        network.runFor(Duration.ofSeconds(1));
        assertEquals(1, server.count("released"));
        assertEquals(0, server.allocations());
    }

    @Test
    void aSilentServerEndsGatheringInTimeAndDelaysNobody() {
        server.settings.silent = true;
        GatheringHost a =
                host(network.host("198.51.100.1"), options("stun:192.0.2.10", "turn:192.0.2.10"));
        assertEquals(1, a.candidates(IceCandidateType.HOST).size());
        assertTrue(network.runUntil(() -> a.completes > 0, SOON));
        assertTrue(a.completeNanos <= 5_100_000_000L, "took " + a.completeNanos);
        assertEquals(
                Set.of("stun:192.0.2.10:3478", "turn:192.0.2.10:3478?transport=udp"),
                a.errors.stream().map(e -> e.url().toString()).collect(Collectors.toSet()));
        assertTrue(a.errors.stream().allMatch(e -> e.code() == 701));
        server.settings.silent = false;
        assertTrue(network.runUntil(a::hasRelay, SOON), "a late candidate counts");
    }

    @Test
    void findsNoReflexiveCandidateWhereThereIsNoNat() {
        GatheringHost a =
                host(network.host("198.51.100.1"), options("stun:192.0.2.10", "turn:192.0.2.10"));
        assertTrue(network.runUntil(() -> a.completes > 0, SOON));
        assertEquals(0, a.candidates(IceCandidateType.SRFLX).size());
        assertEquals(1, a.candidates(IceCandidateType.RELAY).size());
    }

    @Test
    void relaysOverTcpWhereverTheStreamIsCut() {
        GatheringHost a =
                host(network.host("198.51.100.1"), options("turn:192.0.2.10?transport=tcp"));
        assertTrue(network.runUntil(a::hasRelay, SOON));
        assertEquals(List.of(), a.errors);
        Base relay = a.relay();
        peerEchoes(relay);
        for (int i = 1; i <= 300; i++) {
            byte[] data = new byte[i * 4 + 1];
            data[0] = (byte) i;
            a.send(relay, peer.local(), data);
            network.runFor(Duration.ofMillis(30));
        }
        network.runFor(Duration.ofSeconds(1));
        assertEquals(300, atPeer.size());
        assertTrue(server.count("channel data") > 280, "" + server.count("channel data"));
        assertEquals(0, server.count("malformed"));
        a.close();
        network.runFor(Duration.ofSeconds(1));
        assertEquals(0, server.allocations());
    }

    private void peerEchoes(Base relay) {
        for (int i = 0; i < 5; i++) {
            long at = network.nowNanos() + 100_000_000L * (i + 1);
            network.schedule(at, () -> peer.send(new byte[] {1}, relay.address()));
        }
    }
}
