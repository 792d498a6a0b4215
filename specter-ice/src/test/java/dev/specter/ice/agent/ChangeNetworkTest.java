package dev.specter.ice.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.ice.IceCandidateType;
import dev.specter.ice.IceRole;
import dev.specter.ice.IceTransportState;
import dev.specter.testkit.LinkProfile;
import dev.specter.testkit.NatType;
import dev.specter.testkit.VirtualHost;
import dev.specter.testkit.VirtualNat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Networks that change in the middle of a call, and restarts. */
class ChangeNetworkTest {
    private static final LinkProfile HOME = LinkProfile.PERFECT.withDelay(Duration.ofMillis(10));
    private static final long FRAME_NANOS = 20 * Duo.MILLI;

    private final Duo duo = new Duo(3, HOME, AgentOptions.defaults());

    private static InetAddress first(VirtualHost host) {
        return host.addresses().get(0);
    }

    /** Both send a datagram every 20 ms from now on. */
    private void keepSending() {
        duo.a.send();
        duo.b.send();
        duo.network.schedule(duo.network.nowNanos() + FRAME_NANOS, this::keepSending);
    }

    private void awaitMore(VirtualAgent agent, String what) {
        int before = agent.received.size();
        duo.await(() -> agent.received.size() >= before + 20, what);
    }

    // ---- addresses

    @ParameterizedTest // the NAT of the one or the other is renumbered, as by a provider at night
    @ValueSource(booleans = {true, false})
    void thePeersAddressChangesUnderWay(boolean controllingMoves) {
        VirtualNat nat = duo.network.nat(NatType.PORT_RESTRICTED, "203.0.113.1");
        VirtualAgent moving = controllingMoves ? duo.a : duo.b;
        VirtualAgent staying = controllingMoves ? duo.b : duo.a;
        moving.allHosts(nat.host("10.0.0.1"));
        staying.allHosts(duo.network.host("192.0.2.2"));
        duo.connect();
        keepSending();
        duo.network.runFor(Duration.ofSeconds(20));
        nat.renumber("203.0.113.99");
        long begin = duo.network.nowNanos();
        awaitMore(moving, "data to the one that moved");
        long tookMillis = (duo.network.nowNanos() - begin) / Duo.MILLI;
        assertTrue(tookMillis < 10_000, "took " + tookMillis + " ms");
        awaitMore(staying, "data from the one that moved");
        assertEquals(
                "203.0.113.99", staying.agent().selectedPair().orElseThrow().remote().address());
        assertFalse(staying.states.contains(IceTransportState.FAILED), duo::toString);
        assertTrue(duo.a.isConnected() && duo.b.isConnected(), duo::toString);
    }

    @Test // RFC 4787: a mapping that nobody refreshes goes; RFC 8445, section 11: ours stay
    void keepAlivesHoldAShortLivedMapping() {
        NatType type = NatType.SYMMETRIC.withMappingLifetime(Duration.ofSeconds(30));
        duo.a.allHosts(duo.network.nat(type, "203.0.113.1").host("10.0.0.1"));
        duo.b.allHosts(duo.network.host("192.0.2.2"));
        duo.connect();
        duo.network.runFor(Duration.ofMinutes(30));
        duo.exchange();
        assertEquals(1, duo.b.pairs.stream().map(p -> p.remote().port()).distinct().count());
    }

    // ---- interfaces

    @ParameterizedTest
    @EnumSource
    void anotherInterfaceTakesOverWhenOneGoes(IceRole role) {
        VirtualHost host = duo.network.host("192.0.2.1", "192.0.2.11");
        duo.a.allHosts(host);
        duo.b.allHosts(duo.network.host("192.0.2.2"));
        duo.trickle(0)
                .start(role, role == IceRole.CONTROLLING ? IceRole.CONTROLLED : IceRole.CONTROLLING)
                .endGathering();
        duo.awaitBoth(IceTransportState.COMPLETED);
        duo.network.runFor(Duration.ofSeconds(60));
        keepSending();
        InetAddress used = duo.a.agent().selectedBase().address().getAddress();
        host.removeAddress(used.getHostAddress());
        duo.a.remove(used);
        long begin = duo.network.nowNanos();
        awaitMore(duo.b, "data from the other interface");
        assertTrue(duo.network.nowNanos() - begin < 1000 * Duo.MILLI, duo::toString);
        awaitMore(duo.a, "data to the other interface");
        duo.awaitConnected();
        assertTrue(!duo.a.agent().selectedBase().address().getAddress().equals(used));
    }

    @Test // nobody says so: only silence tells
    void anotherInterfaceTakesOverWhenOneFallsSilent() {
        VirtualHost host = duo.network.host("192.0.2.1", "192.0.2.11");
        duo.a.allHosts(host);
        duo.b.allHosts(duo.network.host("192.0.2.2"));
        duo.connect();
        keepSending();
        InetAddress used = duo.a.agent().selectedBase().address().getAddress();
        host.removeAddress(used.getHostAddress());
        duo.await(
                () -> !duo.a.agent().selectedBase().address().getAddress().equals(used),
                "taken over");
        awaitMore(duo.a, "data to the other interface");
        awaitMore(duo.b, "data from the other interface");
        assertFalse(duo.a.states.contains(IceTransportState.FAILED), duo::toString);
        duo.awaitBoth(IceTransportState.COMPLETED);
    }

    @Test
    void theOnlyInterfaceGoesAndComesBack() {
        VirtualHost host = duo.network.host("192.0.2.1");
        duo.a.allHosts(host);
        duo.b.allHosts(duo.network.host("192.0.2.2"));
        duo.connect();
        host.removeAddress("192.0.2.1");
        duo.a.remove(used());
        assertEquals(IceTransportState.DISCONNECTED, duo.a.agent().state());
        assertFalse(duo.a.send());
        duo.network.runFor(Duration.ofSeconds(40));
        assertEquals(IceTransportState.FAILED, duo.a.agent().state());
        assertEquals(IceTransportState.FAILED, duo.b.agent().state());
        host.addAddress("192.0.2.1");
        duo.a.host(host, first(host));
        duo.awaitConnected();
        duo.exchange();
    }

    private InetAddress used() {
        return duo.a.agent().selectedBase().address().getAddress();
    }

    @Test // what stood by has died unnoticed
    void withoutAnyInterfaceThatWorksItFails() {
        VirtualHost host = duo.network.host("192.0.2.1", "192.0.2.11");
        duo.a.allHosts(host);
        duo.b.allHosts(duo.network.host("192.0.2.2"));
        duo.connect();
        duo.network.runFor(Duration.ofMinutes(2));
        List<InetAddress> addresses = host.addresses();
        addresses.forEach(address -> host.removeAddress(address.getHostAddress()));
        duo.a.remove(used());
        assertEquals(IceTransportState.DISCONNECTED, duo.a.agent().state());
        assertFalse(duo.a.send());
        duo.network.runFor(Duration.ofSeconds(20));
        assertEquals(IceTransportState.FAILED, duo.a.agent().state());
        addresses.forEach(address -> host.addAddress(address.getHostAddress()));
        addresses.stream()
                .filter(address -> duo.a.base(address) == null)
                .forEach(address -> duo.a.host(host, address));
        duo.awaitConnected();
    }

    @Test // what works is not touched, but the new interface stands by
    void aNewInterfaceIsUsedOnceItIsNeeded() {
        VirtualHost host = duo.network.host("192.0.2.1");
        duo.a.allHosts(host);
        duo.b.allHosts(duo.network.host("192.0.2.2"));
        duo.connect();
        InetAddress old = used();
        duo.a.host(host, host.addAddress("192.0.2.11"));
        duo.network.runFor(Duration.ofSeconds(20));
        assertEquals(old, used());
        host.removeAddress(old.getHostAddress());
        duo.a.remove(old);
        duo.awaitConnected();
        assertEquals("192.0.2.11", used().getHostAddress());
        assertFalse(duo.a.states.contains(IceTransportState.FAILED), duo::toString);
        duo.network.runFor(Duration.ofSeconds(1));
        duo.assertMirrored();
        duo.exchange();
    }

    @Test // a relay is left as soon as there is a way without one
    void aDirectPairThatComesLateReplacesTheRelay() {
        VirtualHost hostOfA = duo.network.host("192.0.2.1");
        VirtualHost hostOfB = duo.network.host("192.0.2.2");
        duo.network.dropIf(
                p ->
                        p.destination().getAddress().equals(first(hostOfA))
                                && p.source().getAddress().equals(first(hostOfB)));
        duo.a.relay(duo.relay, duo.relayAddress());
        duo.b.allHosts(hostOfB);
        duo.connect();
        assertTrue(duo.usesRelay());
        duo.network.dropIf(p -> false);
        duo.a.host(hostOfA, first(hostOfA));
        duo.await(() -> !duo.usesRelay(), "direct");
        duo.network.runFor(Duration.ofSeconds(1));
        duo.assertMirrored();
        duo.exchange();
        assertTrue(duo.b.is(IceTransportState.COMPLETED), duo::toString);
    }

    // ---- consent

    @Test // RFC 7675, section 5.1
    void silenceDisconnectsThenFailsAndAnAnswerBringsBack() {
        duo.direct().connect();
        duo.network.dropIf(p -> true);
        duo.awaitBoth(IceTransportState.DISCONNECTED);
        assertTrue(duo.a.send(), "consent lasts longer than the peer's silence");
        duo.awaitBoth(IceTransportState.FAILED);
        assertFalse(duo.a.send(), "RFC 7675: nothing but checks without consent");
        duo.network.dropIf(p -> false);
        duo.awaitConnected();
        duo.exchange();
        assertEquals(
                List.of(
                        IceTransportState.CHECKING,
                        IceTransportState.CONNECTED,
                        IceTransportState.COMPLETED,
                        IceTransportState.DISCONNECTED,
                        IceTransportState.FAILED,
                        IceTransportState.COMPLETED),
                duo.a.states);
    }

    @Test
    void aPeerThatIsGoneCostsLittle() {
        duo.direct().connect();
        duo.network.remove(duo.b);
        duo.network.dropIf(p -> true);
        duo.network.runFor(Duration.ofMinutes(2));
        long before = duo.a.agent().counters().requestsSent();
        duo.network.runFor(Duration.ofMinutes(10));
        long perMinute = (duo.a.agent().counters().requestsSent() - before) / 10;
        assertTrue(perMinute <= 40, perMinute + " requests a minute");
    }

    // ---- restart

    private enum Who {
        CONTROLLING_FIRST,
        CONTROLLED_FIRST,
        BOTH_AT_ONCE
    }

    @ParameterizedTest // RFC 8445, section 9: no datagram is lost on the way from pair to pair
    @EnumSource
    void datagramsFlowThroughARestart(Who who) {
        duo.direct().connect();
        keepSending();
        duo.network.runFor(Duration.ofMillis(200));
        for (int round = 0; round < 3; round++) {
            restart(who);
            duo.network.runFor(Duration.ofMillis(500));
        }
        duo.network.runFor(Duration.ofSeconds(20));
        int sentByA = duo.a.sent();
        int sentByB = duo.b.sent();
        duo.await(
                () -> duo.b.received.size() >= sentByA && duo.a.received.size() >= sentByB,
                "every single one");
        assertEquals(numbers(sentByA), duo.b.received.subList(0, sentByA));
        assertEquals(numbers(sentByB), duo.a.received.subList(0, sentByB));
        assertEquals(0, duo.a.strangers() + duo.b.strangers());
        assertFalse(duo.a.states.contains(IceTransportState.DISCONNECTED));
    }

    private static List<Integer> numbers(int count) {
        return new ArrayList<>(IntStream.range(0, count).boxed().toList());
    }

    private void restart(Who who) {
        Duration signaling = Duration.ofMillis(70);
        switch (who) {
            case CONTROLLING_FIRST -> {
                duo.a.restart();
                duo.network.runFor(signaling);
                duo.b.restart();
                duo.b.start(IceRole.CONTROLLED, duo.a);
                duo.b.trickleTo(duo.a, signaling.toNanos());
                duo.network.runFor(signaling);
                duo.a.start(IceRole.CONTROLLING, duo.b);
                duo.a.trickleTo(duo.b, signaling.toNanos());
            }
            case CONTROLLED_FIRST -> {
                duo.b.restart();
                duo.network.runFor(signaling);
                duo.a.restart();
                duo.a.start(IceRole.CONTROLLED, duo.b);
                duo.a.trickleTo(duo.b, signaling.toNanos());
                duo.network.runFor(signaling);
                duo.b.start(IceRole.CONTROLLING, duo.a);
                duo.b.trickleTo(duo.a, signaling.toNanos());
            }
            case BOTH_AT_ONCE -> {
                duo.a.restart();
                duo.b.restart();
                duo.trickle(signaling.toNanos()).start();
            }
        }
        duo.endGathering();
        duo.awaitBoth(IceTransportState.COMPLETED);
    }

    @Test
    void aRestartThatFailsLeavesTheOldPairInUse() {
        duo.direct().connect();
        duo.a.restart();
        duo.a.start(IceRole.CONTROLLING, duo.b);
        duo.a.endGathering();
        duo.await(() -> duo.a.is(IceTransportState.FAILED), "failed");
        duo.exchange();
    }

    @Test
    void onlyTheLastOfManyRestartsCounts() {
        duo.direct().connect();
        for (int i = 0; i < 5; i++) {
            duo.a.restart();
            duo.network.runFor(Duration.ofMillis(30));
            duo.exchange();
        }
        duo.b.restart();
        duo.connect();
        duo.exchange();
    }

    @Test // candidates that come after everything has failed
    void aCandidateAfterTheFailureConnects() {
        duo.direct();
        duo.start().endGathering();
        duo.awaitBoth(IceTransportState.FAILED);
        assertTrue(duo.a.addRemote(duo.b.candidates.get(0)));
        assertEquals(IceTransportState.CHECKING, duo.a.agent().state());
        duo.awaitConnected();
        assertEquals(
                IceCandidateType.PRFLX, duo.b.agent().selectedPair().orElseThrow().remote().type());
        duo.exchange();
    }
}
