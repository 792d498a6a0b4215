package dev.specter.ice.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.ice.IceCandidatePair;
import dev.specter.ice.IceCandidateType;
import dev.specter.ice.IceRole;
import dev.specter.ice.IceTransportState;
import dev.specter.testkit.LinkProfile;
import dev.specter.testkit.VirtualHost;
import dev.specter.testkit.VirtualNetwork;

import java.net.InetAddress;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Two agents in one virtual network, with a STUN server and a relay. */
final class Duo {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final long MILLI = 1_000_000L;

    final VirtualNetwork network;
    final VirtualStunServer stun;
    final VirtualHost relay;
    final VirtualAgent a;
    final VirtualAgent b;

    Duo(long seed) {
        this(seed, LinkProfile.PERFECT, AgentOptions.defaults());
    }

    Duo(long seed, LinkProfile profile, AgentOptions options) {
        network = new VirtualNetwork(seed, profile);
        VirtualHost server = network.host("198.51.100.1");
        stun = new VirtualStunServer(server, server.addresses().get(0));
        relay = network.host("198.51.100.2");
        a = new VirtualAgent("a", network, options, seed);
        b = new VirtualAgent("b", network, options, seed + 1);
    }

    /** Both on public addresses of their own. */
    Duo direct() {
        a.allHosts(network.host("192.0.2.1"));
        b.allHosts(network.host("192.0.2.2"));
        return this;
    }

    InetAddress relayAddress() {
        return relay.addresses().get(0);
    }

    /** Exchanges candidates both ways, as they are found. */
    Duo trickle(long nanos) {
        a.trickleTo(b, nanos);
        b.trickleTo(a, nanos);
        return this;
    }

    Duo start(IceRole roleOfA, IceRole roleOfB) {
        a.start(roleOfA, b);
        b.start(roleOfB, a);
        return this;
    }

    Duo start() {
        return start(IceRole.CONTROLLING, IceRole.CONTROLLED);
    }

    Duo endGathering() {
        a.endGathering();
        b.endGathering();
        return this;
    }

    /** Trickles, starts and completes. */
    Duo connect() {
        trickle(0).start().endGathering();
        awaitBoth(IceTransportState.COMPLETED);
        return this;
    }

    void await(BooleanSupplier condition, String what) {
        assertTrue(network.runUntil(condition, PATIENCE), () -> what + ": " + this);
    }

    void awaitBoth(IceTransportState state) {
        await(() -> a.is(state) && b.is(state), state.toString());
    }

    void awaitConnected() {
        await(() -> a.isConnected() && b.isConnected(), "connected");
    }

    /** Ten datagrams each way arrive, in order, over a path that loses nothing. */
    void exchange() {
        int before = b.received.size();
        int back = a.received.size();
        for (int i = 0; i < 10; i++) {
            assertTrue(a.send(), a.toString());
            assertTrue(b.send(), b.toString());
        }
        await(
                () -> b.received.size() >= before + 10 && a.received.size() >= back + 10,
                "datagrams: " + a.received.size() + " and " + b.received.size());
    }

    /** Each agent's selected pair leads to the other's. */
    void assertMirrored() {
        IceCandidatePair ofA = a.agent().selectedPair().orElseThrow();
        IceCandidatePair ofB = b.agent().selectedPair().orElseThrow();
        assertEquals(ofA.local().address(), ofB.remote().address(), this::toString);
        assertEquals(ofA.local().port(), ofB.remote().port(), this::toString);
        assertEquals(ofA.remote().address(), ofB.local().address(), this::toString);
        assertEquals(ofA.remote().port(), ofB.local().port(), this::toString);
    }

    boolean usesRelay() {
        IceCandidatePair pair = a.agent().selectedPair().orElseThrow();
        return pair.local().type() == IceCandidateType.RELAY
                || pair.remote().type() == IceCandidateType.RELAY;
    }

    @Override
    public String toString() {
        return a
                + "\n"
                + a.agent().describe()
                + " / "
                + b
                + "\n"
                + b.agent().describe()
                + " at "
                + network.nowNanos() / MILLI
                + " ms";
    }
}
