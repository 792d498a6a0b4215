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
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Agents behind NATs, as RFC 8445, section 2 has them, with 10 ms between host and network. */
class NatNetworkTest {
    private static final Map<String, NatType> NATS =
            new TreeMap<>(
                    Map.of(
                            "full cone", NatType.FULL_CONE,
                            "address restricted", NatType.ADDRESS_RESTRICTED,
                            "port restricted", NatType.PORT_RESTRICTED,
                            "symmetric", NatType.SYMMETRIC));

    private static final LinkProfile HOME = LinkProfile.PERFECT.withDelay(Duration.ofMillis(10));

    private final Duo duo = new Duo(11, HOME, AgentOptions.defaults());

    static List<Arguments> everyTwo() {
        List<Arguments> all = new ArrayList<>();
        for (String ofA : NATS.keySet()) {
            all.add(Arguments.of(ofA, "none"));
            all.add(Arguments.of("none", ofA));
            for (String ofB : NATS.keySet()) {
                all.add(Arguments.of(ofA, ofB));
            }
        }
        return all;
    }

    /** What no pair of host and reflexive candidates can get through. */
    private static boolean needsRelay(String ofA, String ofB) {
        boolean symmetric = ofA.equals("symmetric") || ofB.equals("symmetric");
        boolean other = ofA.equals("port restricted") || ofB.equals("port restricted");
        return symmetric && (other || ofA.equals(ofB));
    }

    private VirtualHost host(String nat, String publicIp, String privateIp) {
        return nat.equals("none")
                ? duo.network.host(publicIp)
                : duo.network.nat(NATS.get(nat), publicIp).host(privateIp);
    }

    private void gather(String ofA, String ofB) {
        duo.a.allHosts(host(ofA, "203.0.113.1", "10.0.0.1")).ask(duo.stun.address());
        duo.b.allHosts(host(ofB, "203.0.113.2", "10.1.0.1")).ask(duo.stun.address());
        duo.network.runFor(Duration.ofMillis(200));
    }

    @ParameterizedTest
    @MethodSource("everyTwo")
    void connectWithoutRelayWhereThatCanBe(String ofA, String ofB) {
        gather(ofA, ofB);
        duo.trickle(0).start().endGathering();
        if (needsRelay(ofA, ofB)) {
            duo.awaitBoth(IceTransportState.FAILED);
            assertEquals(
                    List.of(IceTransportState.CHECKING, IceTransportState.FAILED), duo.a.states);
            assertFalse(duo.a.send());
        } else {
            long begin = duo.network.nowNanos();
            duo.awaitConnected();
            long tookMillis = (duo.network.nowNanos() - begin) / Duo.MILLI;
            assertTrue(tookMillis <= 300, "took " + tookMillis + " ms");
            duo.awaitBoth(IceTransportState.COMPLETED);
            duo.exchange();
            assertEquals(0, duo.a.strangers() + duo.b.strangers());
        }
    }

    @ParameterizedTest
    @MethodSource("everyTwo")
    void connectByARelayOnlyWhereNothingElseGoes(String ofA, String ofB) {
        duo.a.relay(duo.relay, duo.relayAddress());
        gather(ofA, ofB);
        duo.trickle(0).start().endGathering();
        duo.awaitBoth(IceTransportState.COMPLETED);
        duo.network.runFor(Duration.ofSeconds(2));
        duo.exchange();
        assertEquals(needsRelay(ofA, ofB), duo.usesRelay(), duo::toString);
    }

    @Test
    void twoHostsBehindOneNatUseTheirPrivateAddresses() {
        VirtualNat nat = duo.network.nat(NatType.PORT_RESTRICTED, "203.0.113.1");
        duo.a.allHosts(nat.host("10.0.0.1")).ask(duo.stun.address());
        duo.b.allHosts(nat.host("10.0.0.2")).ask(duo.stun.address());
        duo.network.runFor(Duration.ofMillis(200));
        duo.connect();
        assertEquals(
                IceCandidateType.HOST, duo.a.agent().selectedPair().orElseThrow().remote().type());
    }

    @Test // as when the private addresses are hidden from each other, by mDNS for one
    void twoHostsBehindOneNatMeetByHairpinning() {
        NatType type = NatType.PORT_RESTRICTED.withHairpinning(true);
        VirtualNat nat = duo.network.nat(type, "203.0.113.1");
        duo.a.allHosts(nat.host("10.0.0.1")).ask(duo.stun.address());
        duo.b.allHosts(nat.host("10.0.0.2")).ask(duo.stun.address());
        duo.network.runFor(Duration.ofMillis(200));
        duo.start().endGathering();
        duo.a.candidates.stream()
                .filter(c -> c.type() == IceCandidateType.SRFLX)
                .forEach(duo.b::addRemote);
        duo.b.candidates.stream()
                .filter(c -> c.type() == IceCandidateType.SRFLX)
                .forEach(duo.a::addRemote);
        duo.awaitConnected();
        duo.exchange();
        assertEquals("203.0.113.1", duo.a.agent().selectedPair().orElseThrow().remote().address());
    }

    @Test
    void behindTwoNatsInARow() {
        VirtualNat provider = duo.network.nat(NatType.PORT_RESTRICTED, "203.0.113.1");
        VirtualNat home = provider.nat(NatType.PORT_RESTRICTED, "100.64.0.7");
        duo.a.allHosts(home.host("192.168.1.2")).ask(duo.stun.address());
        duo.b
                .allHosts(
                        duo.network.nat(NatType.ADDRESS_RESTRICTED, "203.0.113.2").host("10.1.0.1"))
                .ask(duo.stun.address());
        duo.network.runFor(Duration.ofMillis(200));
        duo.connect();
        duo.exchange();
    }

    @Test // RFC 8445, section 7.2.5.3.1
    void theOneBehindASymmetricNatSeesItselfAsThePeerDoes() {
        gather("symmetric", "none");
        duo.connect();
        assertEquals(
                IceCandidateType.PRFLX, duo.a.agent().selectedPair().orElseThrow().local().type());
        duo.assertMirrored();
    }

    @Test
    void candidatesComeLateAndOneByOne() {
        duo.a.allHosts(host("port restricted", "203.0.113.1", "10.0.0.1"));
        duo.b.allHosts(host("port restricted", "203.0.113.2", "10.1.0.1"));
        duo.trickle(80 * Duo.MILLI).start();
        duo.network.runFor(Duration.ofSeconds(3));
        duo.a.ask(duo.stun.address());
        duo.network.runFor(Duration.ofSeconds(3));
        duo.b.ask(duo.stun.address());
        duo.network.runFor(Duration.ofMillis(300));
        duo.endGathering();
        duo.awaitBoth(IceTransportState.COMPLETED);
        duo.exchange();
    }

    @Test // RFC 8445, section 2: an address family that one side does not have does no harm
    void dualStackMeetsIpv4OnlyAndIpv6Only() {
        duo.a.allHosts(duo.network.host("192.0.2.1", "2001:db8::1"));
        duo.b.allHosts(duo.network.host("2001:db8::2"));
        duo.connect();
        duo.exchange();
        assertEquals("2001:db8::1", duo.a.agent().selectedPair().orElseThrow().local().address());
    }

    @Test
    void dualStackTakesTheFamilyThatIsPreferred() {
        duo.a.allHosts(duo.network.host("2001:db8::1", "192.0.2.1"));
        duo.b.allHosts(duo.network.host("2001:db8::2", "192.0.2.2"));
        duo.connect();
        assertEquals("2001:db8::1", duo.a.agent().selectedPair().orElseThrow().local().address());
        duo.assertMirrored();
    }

    @Test
    void anIpv6PathThatIsBrokenIsOvertakenByIpv4() {
        duo.network.dropIf(p -> p.destination().getAddress().getAddress().length == 16);
        duo.a.allHosts(duo.network.host("2001:db8::1", "192.0.2.1"));
        duo.b.allHosts(duo.network.host("2001:db8::2", "192.0.2.2"));
        long begin = duo.network.nowNanos();
        duo.trickle(0).start().endGathering();
        duo.awaitConnected();
        assertTrue(duo.network.nowNanos() - begin <= 100 * Duo.MILLI, duo::toString);
        duo.exchange();
    }

    @Test
    void withoutAnyCommonNetworkBothFail() {
        duo.a.allHosts(duo.network.host("192.0.2.1"));
        duo.b.allHosts(duo.network.host("2001:db8::2"));
        duo.trickle(0).start(IceRole.CONTROLLING, IceRole.CONTROLLED).endGathering();
        duo.awaitBoth(IceTransportState.FAILED);
    }
}
