package dev.specter.ice.gather;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceCandidateType;
import dev.specter.ice.IceServer;
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

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What servers answer, or do not, and what becomes of it. */
class GatherServersNetworkTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final LinkProfile WAN = LinkProfile.PERFECT.withDelay(Duration.ofMillis(10));

    private final VirtualNetwork network = new VirtualNetwork(7, WAN);
    private TestTurnServer server;

    @BeforeEach
    void start() {
        server = new TestTurnServer(network.host("192.0.2.10"), 3478);
    }

    private static GatherOptions options(String... urls) {
        return GatherOptions.of(
                Stream.of(urls).map(url -> IceServer.of(url, "user", "secret")).toList());
    }

    private GatheringHost host(String address, GatherOptions options) {
        return new GatheringHost(network, network.host(address), options).begin();
    }

    private GatheringHost complete(GatheringHost a) {
        assertTrue(network.runUntil(() -> a.completes > 0, SOON));
        return a;
    }

    private static InetAddress ip(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aWrongPasswordIsReportedAfterOneTry() {
        server.settings.password = "other";
        GatheringHost a = complete(host("198.51.100.1", options("turn:192.0.2.10")));
        assertEquals(401, a.errors.get(0).code());
        assertEquals("Unauthenticated", a.errors.get(0).text());
        assertEquals("turn:192.0.2.10:3478?transport=udp", a.errors.get(0).url().toString());
        assertEquals(a.bases.get(0).address(), a.errors.get(0).local().orElseThrow());
        assertEquals(1, a.errors.size());
        assertEquals(2, server.count("method 3"));
    }

    @Test
    void withoutCredentialsTheServersRefusalIsReported() {
        GatheringHost a =
                complete(
                        host(
                                "198.51.100.1",
                                GatherOptions.of(List.of(IceServer.of("turn:192.0.2.10")))));
        assertEquals(401, a.errors.get(0).code());
        assertEquals(1, server.count("method 3"));
    }

    @Test // RFC 8489, section 9.2.5
    void aServerThatFindsEveryNonceStaleIsGivenUp() {
        server.settings.nonceForever = 1;
        GatheringHost a = complete(host("198.51.100.1", options("turn:192.0.2.10")));
        assertEquals(438, a.errors.get(0).code());
        assertTrue(server.count("method 3") <= 5, "" + server.count("method 3"));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 441, 442, 486, 500, 508})
    void refusalsAreReportedWithTheirCode(int code) {
        server.settings.allocateError = code;
        GatheringHost a = complete(host("198.51.100.1", options("turn:192.0.2.10")));
        assertEquals(code, a.errors.get(0).code());
        assertEquals("no allocation for you", a.errors.get(0).text());
        assertEquals(1, a.errors.size());
        assertTrue(a.completeNanos < 500_000_000L);
    }

    @Test // RFC 8489, section 14.15
    void goesToTheAlternateServer() {
        TestTurnServer other = new TestTurnServer(network.host("192.0.2.20"), 4000);
        server.settings.alternate = other.address();
        server.settings.allocateError = 300;
        VirtualHost inside = network.nat(NatType.FULL_CONE, "203.0.113.5").host("10.0.0.2");
        GatheringHost a =
                complete(
                        new GatheringHost(
                                        network,
                                        inside,
                                        options("stun:192.0.2.10", "turn:192.0.2.10"))
                                .begin());
        assertEquals(List.of(), a.errors);
        assertEquals("192.0.2.20", a.candidates(IceCandidateType.RELAY).get(0).address());
        assertEquals("203.0.113.5", a.candidates(IceCandidateType.SRFLX).get(0).address());
        assertEquals(1, other.count("method 1"));
    }

    @Test
    void serversThatSendUsInCirclesAreGivenUp() {
        TestTurnServer other = new TestTurnServer(network.host("192.0.2.20"), 4000);
        server.settings.alternate = other.address();
        server.settings.allocateError = 300;
        other.settings.alternate = server.address();
        other.settings.allocateError = 300;
        GatheringHost a =
                complete(host("198.51.100.1", options("turn:192.0.2.10", "stun:192.0.2.10")));
        assertEquals(Set.of(300), Set.copyOf(a.errors.stream().map(e -> e.code()).toList()));
        assertEquals(2, a.errors.size());
    }

    @Test // RFC 8489, section 9.2.5
    void answersWithoutIntegrityAreAsGoodAsNone() {
        server.settings.unsignedAnswers = true;
        GatheringHost a = complete(host("198.51.100.1", options("turn:192.0.2.10")));
        assertFalse(a.hasRelay());
        assertEquals(701, a.errors.get(0).code());
        assertEquals("answer without integrity", a.errors.get(0).text());
    }

    @Test
    void aRefusalThatCannotBeBelievedIsReportedWhenNothingElseComes() {
        server.settings.unsignedAnswers = true;
        server.settings.allocateError = 486;
        GatheringHost a = complete(host("198.51.100.1", options("turn:192.0.2.10")));
        assertEquals(486, a.errors.get(0).code());
        assertTrue(a.completeNanos >= 5_000_000_000L);
    }

    @Test // RFC 8489, section 9.2.4
    void usesSha256WhereTheServerHasIt() {
        server.settings.sha256 = true;
        server.settings.nonceSeconds = 20;
        GatheringHost a = complete(host("198.51.100.1", options("turn:192.0.2.10")));
        assertTrue(a.hasRelay());
        network.runFor(Duration.ofHours(1));
        assertEquals(0, a.gone.size());
    }

    @Test // RFC 8656, section 7.2
    void aServerWithBothFamiliesGivesTwoRelayedCandidates() {
        TestTurnServer both = new TestTurnServer(network.host("192.0.2.30", "2001:db8::30"), 3478);
        GatheringHost a = complete(host("198.51.100.1", options("turn:192.0.2.30")));
        List<IceCandidate> relays = a.candidates(IceCandidateType.RELAY);
        assertEquals(
                Set.of("192.0.2.30", "2001:db8::30"),
                relays.stream().map(IceCandidate::address).collect(Collectors.toSet()));
        assertEquals(2, relays.stream().map(IceCandidate::priority).distinct().count());
        VirtualHost v6 = network.host("2001:db8::77");
        VirtualSocket peer =
                v6.bind(v6.addresses().get(0), 5000, (at, from, data, now) -> at.send(data, from));
        for (GatherEvent.CandidateFound f : a.found) {
            a.send(f.base(), peer.local(), new byte[] {4});
        }
        network.runFor(Duration.ofSeconds(1));
        assertEquals(1, a.relayed.size(), "only the base of that family can");
        assertEquals("2001:db8::30", relayAddress(a.relayed.get(0)));
        assertEquals(1, both.allocations());
    }

    private static String relayAddress(GatherEvent.Relayed relayed) {
        return io.netty.util.NetUtil.toAddressString(relayed.base().address().getAddress());
    }

    @Test // RFC 8656, section 7.2
    void aServerWithoutIpv4IsAskedForIpv6() {
        TestTurnServer v6 = new TestTurnServer(network.host("2001:db8::30"), 3478);
        v6.settings.refuseIpv4 = true;
        GatheringHost a = complete(host("2001:db8::1", options("turn:[2001:db8::30]:3478")));
        assertEquals(List.of(), a.errors);
        assertEquals("2001:db8::30", a.candidates(IceCandidateType.RELAY).get(0).address());
    }

    @Test
    void aRefusedConnectionIsReportedAndTheNextAddressTried() {
        GatherOptions options = options("turn:turn.example.org?transport=tcp");
        GatheringHost a = new GatheringHost(network, network.host("198.51.100.1"), options);
        network.host("192.0.2.99");
        a.names.put("turn.example.org", List.of(ip("192.0.2.99"), ip("192.0.2.10")));
        complete(a.begin());
        assertEquals(List.of(), a.errors);
        assertTrue(a.hasRelay());
        GatheringHost b = complete(host("198.51.100.2", options("turn:192.0.2.99?transport=tcp")));
        assertEquals(701, b.errors.get(0).code());
        assertEquals("turn:192.0.2.99:3478?transport=tcp", b.errors.get(0).url().toString());
    }

    @Test
    void anAddressThatIsSilentIsFollowedByTheNextInTime() {
        GatherOptions options = options("turn:turn.example.org", "stun:turn.example.org");
        VirtualHost inside = network.nat(NatType.FULL_CONE, "203.0.113.5").host("10.0.0.2");
        GatheringHost a = new GatheringHost(network, inside, options);
        network.host("192.0.2.99");
        a.names.put("turn.example.org", List.of(ip("192.0.2.99"), ip("192.0.2.10")));
        complete(a.begin());
        assertEquals(List.of(), a.errors);
        assertTrue(a.hasRelay());
        assertEquals(1, a.candidates(IceCandidateType.SRFLX).size());
    }

    @Test
    void aNameThatCannotBeResolvedIsReportedAtOnce() {
        GatherOptions options = options("stun:nowhere.example.org", "turn:nowhere.example.org");
        GatheringHost a = new GatheringHost(network, network.host("198.51.100.1"), options);
        a.names.put("nowhere.example.org", List.of());
        complete(a.begin());
        assertEquals(2, a.errors.size());
        assertEquals(701, a.errors.get(0).code());
        assertTrue(a.errors.get(0).local().isEmpty());
        assertTrue(a.completeNanos < 100_000_000L);
    }

    @Test
    void aNameThatIsResolvedTooLateEndsGatheringAndStillCounts() {
        GatherOptions options = options("turn:slow.example.org").withTimeout(Duration.ofSeconds(2));
        GatheringHost a =
                complete(new GatheringHost(network, network.host("198.51.100.1"), options).begin());
        assertEquals(2_000_000_000L, a.completeNanos);
        assertEquals(701, a.errors.get(0).code());
        a.gatherer.handleServerAddresses(
                a.errors.get(0).url(), List.of(ip("192.0.2.10")), network.nowNanos());
        a.drain();
        assertTrue(network.runUntil(a::hasRelay, SOON));
    }

    @Test
    void whatIsNotSupportedIsReported() {
        GatheringHost a =
                complete(
                        host(
                                "198.51.100.1",
                                options("stuns:192.0.2.10", "turns:192.0.2.10?transport=udp")));
        assertEquals(2, a.errors.size());
        assertTrue(a.errors.stream().allMatch(e -> e.code() == 701));
    }

    @Test
    void twoUrlsOfOneServerMakeOneAllocationPerWayThere() {
        GatheringHost a =
                complete(
                        host(
                                "198.51.100.1",
                                options(
                                        "turn:192.0.2.10",
                                        "turn:192.0.2.10:3478?transport=udp",
                                        "turn:192.0.2.10?transport=tcp")));
        assertEquals(List.of(), a.errors);
        assertEquals(2, server.allocations());
        List<IceCandidate> relays = a.candidates(IceCandidateType.RELAY);
        assertEquals(2, relays.stream().map(IceCandidate::foundation).distinct().count());
        assertTrue(relays.get(0).priority() > relays.get(1).priority(), "UDP before TCP");
    }

    @Test
    void aServerThatStillKnowsUsIsMadeToForget() {
        VirtualHost at = network.host("198.51.100.1");
        GatheringHost first = new GatheringHost(network, at, options("turn:192.0.2.10"));
        first.begin();
        assertTrue(network.runUntil(first::hasRelay, SOON));
        InetSocketAddress local = first.bases.get(0).address();
        first.bases.get(0).socket.close();
        network.remove(first);
        // The same address and port, another transport.
        GatheringHost second = new GatheringHost(network, at, options("turn:192.0.2.10"));
        second.gatherer.begin(network.nowNanos());
        second.open(local.getAddress(), local.getPort());
        second.gatherer.endOfBases(network.nowNanos());
        second.drain();
        complete(second);
        assertTrue(second.hasRelay());
        assertEquals(1, server.allocations());
    }

    @Test
    void oldCandidatesAreReportedOnceMoreOnRestartAndFailedServersAskedAgain() {
        TestTurnServer other = new TestTurnServer(network.host("192.0.2.20"), 3478);
        other.settings.allocateError = 486;
        GatheringHost a =
                complete(host("198.51.100.1", options("turn:192.0.2.10", "turn:192.0.2.20")));
        List<GatherEvent.CandidateFound> before = List.copyOf(a.found);
        assertEquals(486, a.errors.get(0).code());
        other.settings.allocateError = 0;
        a.restart();
        assertEquals(before, a.found);
        assertTrue(network.runUntil(() -> a.completes == 2, SOON));
        assertEquals(2, a.candidates(IceCandidateType.RELAY).size());
        assertEquals(1, server.allocations());
    }

    @Test
    void anInterfaceThatAppearsIsGatheredFrom() {
        GatheringHost a =
                complete(host("198.51.100.1", options("turn:192.0.2.10", "stun:192.0.2.10")));
        a.open(a.host.addAddress("198.51.100.2"));
        assertTrue(network.runUntil(() -> a.completes == 2, SOON));
        assertEquals(2, a.candidates(IceCandidateType.HOST).size());
        assertEquals(2, a.candidates(IceCandidateType.RELAY).size());
        assertEquals(4, a.found.stream().map(f -> f.candidate().priority()).distinct().count());
    }

    @Test // RFC 8445, section 11
    void keepsTheNatBindingForAsLongAsItIsNeeded() {
        VirtualHost inside =
                network.nat(
                                NatType.FULL_CONE.withMappingLifetime(Duration.ofSeconds(30)),
                                "203.0.113.5")
                        .host("10.0.0.2");
        GatheringHost a =
                complete(new GatheringHost(network, inside, options("stun:192.0.2.10")).begin());
        IceCandidate srflx = a.candidates(IceCandidateType.SRFLX).get(0);
        network.runFor(Duration.ofHours(1));
        VirtualHost outside = network.host("198.51.100.7");
        VirtualSocket peer =
                outside.bind(outside.addresses().get(0), 5000, (at, from, data, now) -> {});
        peer.send(new byte[] {1}, new InetSocketAddress(ip(srflx.address()), srflx.port()));
        network.runFor(Duration.ofSeconds(1));
        assertEquals(1, a.strays.size());
        assertEquals(1, a.candidates(IceCandidateType.SRFLX).size());
        a.gatherer.keepReflexive(false);
        int asked = server.count("method 1");
        network.runFor(Duration.ofHours(1));
        assertEquals(asked, server.count("method 1"));
    }

    @Test
    void whatPeersSendIsNotTakenForTheServers() {
        GatheringHost a =
                complete(host("198.51.100.1", options("turn:192.0.2.10", "stun:192.0.2.10")));
        VirtualHost outside = network.host("198.51.100.7");
        VirtualSocket peer =
                outside.bind(outside.addresses().get(0), 3478, (at, from, data, now) -> {});
        byte[] channelData = {0x40, 0, 0, 1, 5};
        byte[] dtls = {22, 1, 2, 3};
        peer.send(channelData, a.bases.get(0).address());
        peer.send(dtls, a.bases.get(0).address());
        server.socket().send(dtls, a.bases.get(0).address());
        network.runFor(Duration.ofSeconds(1));
        assertEquals(3, a.strays.size());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void aHostileServerGetsNothingButTheRequestsItDeserves(long seed) {
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        VirtualHost at = network.host("192.0.2.66");
        int[] requests = new int[1];
        VirtualSocket hostile =
                at.bind(
                        at.addresses().get(0),
                        3478,
                        (socket, from, data, now) -> {
                            requests[0]++;
                            for (int i = 0; i < 20; i++) {
                                socket.send(mutate(data, random), from);
                            }
                        });
        GatheringHost a =
                complete(host("198.51.100.1", options("turn:192.0.2.66", "stun:192.0.2.66")));
        for (int i = 0; i < 2000; i++) {
            byte[] noise = new byte[random.nextInt(1500)];
            random.nextBytes(noise);
            if (noise.length > 0 && random.nextBoolean()) {
                noise[0] &= 0x43;
            }
            hostile.send(noise, a.bases.get(0).address());
        }
        network.runFor(Duration.ofMinutes(10));
        assertTrue(requests[0] < 200, "requests " + requests[0]);
        assertEquals(0, a.relayed.size());
    }

    /** A response made of a request, with something wrong. */
    private static byte[] mutate(byte[] request, Random random) {
        byte[] answer = request.clone();
        answer[0] |= 1;
        if (random.nextBoolean()) {
            answer[1] |= 0x10;
        }
        if (random.nextInt(3) == 0) {
            answer = Arrays.copyOf(answer, answer.length + 4 * random.nextInt(300));
        }
        for (int flips = random.nextInt(6); flips > 0; flips--) {
            answer[20 + random.nextInt(answer.length - 20)] = (byte) random.nextInt();
        }
        int length = answer.length - 20;
        answer[2] = (byte) (length >> 8);
        answer[3] = (byte) length;
        return answer;
    }
}
