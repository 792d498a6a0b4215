package dev.specter.ice.gather;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Allocations, permissions and channels over their lifetimes, and what ends them. */
class RelayLifeNetworkTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final LinkProfile WAN = LinkProfile.PERFECT.withDelay(Duration.ofMillis(10));

    private VirtualNetwork network = new VirtualNetwork(7, WAN);
    private TestTurnServer server;
    private VirtualSocket peer;
    private int atPeer;

    @BeforeEach
    void start() {
        server = new TestTurnServer(network.host("192.0.2.10"), 3478);
        VirtualHost peerHost = network.host("198.51.100.7");
        peer =
                peerHost.bind(
                        peerHost.addresses().get(0),
                        5000,
                        (at, from, data, now) -> {
                            atPeer++;
                            at.send(data, from);
                        });
    }

    private static GatherOptions options(String... urls) {
        return GatherOptions.of(
                Stream.of(urls).map(url -> IceServer.of(url, "user", "secret")).toList());
    }

    private GatheringHost host(VirtualHost at, GatherOptions options) {
        return new GatheringHost(network, at, options).begin();
    }

    private GatheringHost relaying(String url) {
        GatheringHost a = host(network.host("198.51.100.1"), options(url));
        assertTrue(network.runUntil(a::hasRelay, SOON));
        return a;
    }

    /** Sends one datagram at a time, and waits for its echo. */
    private int echoes(GatheringHost a, int count, Duration interval) {
        int before = a.relayed.size();
        for (int i = 0; i < count; i++) {
            a.send(a.relay(), peer.local(), new byte[] {1, 2, 3});
            network.runFor(interval);
        }
        return a.relayed.size() - before;
    }

    @ParameterizedTest
    @ValueSource(strings = {"turn:192.0.2.10", "turn:192.0.2.10?transport=tcp"})
    void anAllocationOutlivesItsLifetimeForHours(String url) {
        server.settings.allocationSeconds = 60;
        server.settings.permissionSeconds = 60;
        server.settings.channelSeconds = 60;
        server.settings.nonceSeconds = 100;
        GatheringHost a = relaying(url);
        assertEquals(3600, echoes(a, 3600, Duration.ofSeconds(3)));
        assertEquals(0, a.gone.size());
        assertEquals(0, server.count("channel data refused"));
        assertEquals(0, server.count("send refused"));
        assertEquals(0, server.count("peer refused"));
        assertEquals(0, server.count("bad channel"));
        assertTrue(server.count("stale nonce") > 100, "" + server.count("stale nonce"));
    }

    @Test
    void theDefaultLifetimesAreKeptWithFewRequests() {
        GatheringHost a = relaying("turn:192.0.2.10");
        assertEquals(1440, echoes(a, 1440, Duration.ofSeconds(5)));
        // Two hours: refreshes each 300 s, bindings each 25 s, which renew the permission.
        assertTrue(server.count("method 4") <= 26, "" + server.count("method 4"));
        assertTrue(server.count("method 8") <= 3, "" + server.count("method 8"));
        assertTrue(server.count("method 9") <= 292, "" + server.count("method 9"));
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 5, 20})
    void veryShortLifetimesAreSurvived(long seconds) {
        server.settings.allocationSeconds = seconds;
        server.settings.permissionSeconds = seconds;
        server.settings.channelSeconds = seconds;
        GatheringHost a = relaying("turn:192.0.2.10");
        assertEquals(300, echoes(a, 300, Duration.ofSeconds(1)));
        assertEquals(0, a.gone.size());
    }

    @Test
    void anIdleAllocationOutlivesTheNatBindingAndItsOwnLifetime() {
        VirtualHost inside =
                network.nat(
                                NatType.SYMMETRIC.withMappingLifetime(Duration.ofSeconds(30)),
                                "203.0.113.5")
                        .host("10.0.0.2");
        GatheringHost a = host(inside, options("turn:192.0.2.10"));
        assertTrue(network.runUntil(a::hasRelay, SOON));
        network.runFor(Duration.ofHours(2));
        assertEquals(0, a.gone.size());
        assertEquals(1, server.allocations());
        assertEquals(5, echoes(a, 5, Duration.ofSeconds(1)));
    }

    @Test
    void aPermissionThatIsLostEarlyIsAskedForAnew() {
        server.settings.permissionSeconds = 15; // the client cannot know
        GatheringHost a = relaying("turn:192.0.2.10");
        echoes(a, 600, Duration.ofSeconds(1));
        int refused = server.count("channel data refused") + server.count("peer refused");
        assertTrue(refused > 0 && refused < 300, "" + refused);
        assertTrue(a.relayed.size() > 300, "" + a.relayed.size());
    }

    @Test
    void aServerStartedAnewGetsANewAllocation() {
        GatheringHost a = relaying("turn:192.0.2.10");
        Base first = a.relay();
        echoes(a, 3, Duration.ofSeconds(1));
        server.restart();
        for (int i = 0; i < 60 && a.gone.isEmpty(); i++) {
            a.send(first, peer.local(), new byte[] {1});
            network.runFor(Duration.ofSeconds(1));
        }
        assertEquals(List.of(first), a.gone);
        assertTrue(network.nowNanos() < 30_000_000_000L, "noticed at " + network.nowNanos());
        assertTrue(network.runUntil(a::hasRelay, SOON));
        assertFalse(a.relay() == first);
        assertEquals(437, a.errors.get(0).code());
        assertEquals(3, echoes(a, 3, Duration.ofSeconds(1)));
    }

    @Test
    void aServerThatDiesIsAskedAgainUntilItLives() {
        GatheringHost a = relaying("turn:192.0.2.10");
        server.settings.silent = true;
        assertTrue(network.runUntil(() -> a.gone.size() == 1, Duration.ofMinutes(11)));
        network.runFor(Duration.ofMinutes(30));
        server.restart();
        server.settings.silent = false;
        assertTrue(network.runUntil(a::hasRelay, Duration.ofMinutes(3)));
        assertEquals(3, echoes(a, 3, Duration.ofSeconds(1)));
    }

    @Test
    void aStreamThatBreaksIsOpenedAnew() {
        GatheringHost a = relaying("turn:192.0.2.10?transport=tcp");
        Base first = a.relay();
        server.restart();
        assertTrue(network.runUntil(() -> a.gone.size() == 1, SOON));
        assertEquals(List.of(first), a.gone);
        assertTrue(network.runUntil(a::hasRelay, SOON));
        assertEquals(3, echoes(a, 3, Duration.ofSeconds(1)));
    }

    @Test
    void aSocketThatGoesTakesItsAllocationsAlong() {
        GatheringHost a = relaying("turn:192.0.2.10");
        Base relay = a.relay();
        a.gatherer.handleBaseLost(a.bases.get(0), network.nowNanos());
        a.drain();
        assertEquals(List.of(relay), a.gone);
        a.send(relay, peer.local(), new byte[] {1});
        network.runFor(Duration.ofMinutes(20));
        assertEquals(0, atPeer);
        assertEquals(Long.MAX_VALUE, a.gatherer.nextTimeoutNanos());
    }

    @Test
    void closingNeedsNoAnswer() {
        GatheringHost a = relaying("turn:192.0.2.10");
        server.settings.silent = true;
        a.close();
        assertEquals(Long.MAX_VALUE, a.gatherer.nextTimeoutNanos());
        network.runFor(Duration.ofSeconds(1));
        assertEquals(1, a.found.stream().filter(f -> f.base() == a.bases.get(0)).count());
    }

    @Test
    void peersAreBounded() {
        GatheringHost a = relaying("turn:192.0.2.10");
        for (int i = 0; i < 1000; i++) {
            a.send(
                    a.relay(),
                    new InetSocketAddress("10." + i / 250 + ".7." + (i % 250 + 1), 9),
                    new byte[1000]);
        }
        network.runFor(Duration.ofSeconds(10));
        assertEquals(256, server.count("method 8"));
        network.runFor(Duration.ofMinutes(30));
        int asked = server.count("method 8");
        network.runFor(Duration.ofMinutes(60));
        assertEquals(asked, server.count("method 8"), "idle peers are let go");
        assertEquals(3, echoes(a, 3, Duration.ofSeconds(1)), "and make room");
    }

    @Test
    void whatIsHeldForAPermissionIsBoundedAndComesInOrder() {
        GatheringHost a = relaying("turn:192.0.2.10");
        for (int i = 0; i < 100; i++) {
            a.send(a.relay(), peer.local(), new byte[] {(byte) i});
        }
        network.runFor(Duration.ofSeconds(1));
        assertEquals(16, atPeer);
        for (int i = 0; i < 16; i++) {
            assertEquals(i, a.relayed.get(i).datagram().get());
        }
    }

    @Test
    void aPeerThatIsForbiddenDoesNotHarmOthers() {
        GatheringHost a = relaying("turn:192.0.2.10");
        server.settings.permissionError = 403;
        a.send(a.relay(), peer.local(), new byte[] {1});
        network.runFor(Duration.ofSeconds(5));
        assertEquals(0, atPeer);
        server.settings.permissionError = 0;
        network.runFor(Duration.ofSeconds(10));
        assertEquals(3, echoes(a, 3, Duration.ofSeconds(1)));
        assertEquals(0, a.gone.size());
    }

    @Test
    void withoutChannelsIndicationsDo() {
        server.settings.noChannels = true;
        GatheringHost a = relaying("turn:192.0.2.10");
        assertEquals(200, echoes(a, 200, Duration.ofSeconds(5)));
        assertEquals(1, server.count("refused 508"));
        assertEquals(0, server.count("channel data"));
    }

    @Test
    void severalPeersHaveChannelsOfTheirOwn() {
        GatheringHost a = relaying("turn:192.0.2.10");
        VirtualHost many = network.host("198.51.100.20");
        List<VirtualSocket> peers =
                IntStream.range(0, 20)
                        .mapToObj(
                                i ->
                                        many.bind(
                                                many.addresses().get(0),
                                                6000 + i,
                                                (at, from, data, now) -> at.send(data, from)))
                        .toList();
        for (int round = 0; round < 50; round++) {
            for (int i = 0; i < peers.size(); i++) {
                a.send(a.relay(), peers.get(i).local(), new byte[] {(byte) i});
            }
            network.runFor(Duration.ofSeconds(20));
        }
        assertEquals(1000, a.relayed.size());
        a.relayed.forEach(
                r ->
                        assertEquals(
                                6000 + r.datagram().get(r.datagram().position()),
                                r.peer().getPort()));
        assertEquals(0, server.count("bad channel"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void holdsThroughLossReorderingAndDuplication(long seed) {
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        network =
                new VirtualNetwork(
                        seed,
                        LinkProfile.PERFECT
                                .withDelay(Duration.ofMillis(5))
                                .withJitter(Duration.ofMillis(50))
                                .withLoss(0.16)
                                .withDuplication(0.1));
        start();
        server.settings.allocationSeconds = 60L + random.nextInt(60);
        server.settings.permissionSeconds = 300;
        server.settings.nonceSeconds = 20L + random.nextInt(100);
        VirtualHost inside = network.nat(NatType.PORT_RESTRICTED, "203.0.113.5").host("10.0.0.2");
        // Each leg loses 16 of 100: about 30 of 100 between client and server.
        GatheringHost a = host(inside, options("stun:192.0.2.10", "turn:192.0.2.10"));
        assertTrue(network.runUntil(a::hasRelay, SOON));
        assertTrue(network.runUntil(() -> !a.candidates(IceCandidateType.SRFLX).isEmpty(), SOON));
        int sent = 2000;
        int echoed = echoes(a, sent, Duration.ofSeconds(1));
        assertEquals(0, a.gone.size());
        // Out and back: eight legs of 0.84, and duplicates.
        assertTrue(echoed > sent * 0.15, "echoed " + echoed);
        assertEquals(0, server.count("bad channel"));
        a.close();
    }
}
