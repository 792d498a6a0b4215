package dev.specter.ice.gather;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.ice.IceCandidateType;
import dev.specter.ice.IceServer;
import dev.specter.ice.agent.Base;
import dev.specter.ice.turn.TestTurnServer;
import dev.specter.testkit.LinkProfile;
import dev.specter.testkit.NatType;
import dev.specter.testkit.VirtualNetwork;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Servers and policy that change between generations (RFC 9429, section 4.1.18). */
class ReconfigurationNetworkTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String OLD = "turn:192.0.2.10?transport=udp";
    private static final String NEW = "turn:192.0.2.20?transport=udp";

    private final VirtualNetwork network =
            new VirtualNetwork(7, LinkProfile.PERFECT.withDelay(Duration.ofMillis(10)));
    private final TestTurnServer old = new TestTurnServer(network.host("192.0.2.10"), 3478);
    private final TestTurnServer other = new TestTurnServer(network.host("192.0.2.20"), 3478);

    private static GatherOptions options(String... urls) {
        return GatherOptions.of(
                Stream.of(urls).map(url -> IceServer.of(url, "user", "secret")).toList());
    }

    private GatheringHost gathered(GatherOptions options) {
        var host =
                new GatheringHost(
                        network,
                        network.nat(NatType.PORT_RESTRICTED, "203.0.113.5").host("10.0.0.2"),
                        options);
        host.begin();
        assertTrue(network.runUntil(() -> host.completes > 0, SOON));
        return host;
    }

    private void restart(GatheringHost host, GatherOptions options) {
        host.configure(options);
        restart(host);
    }

    private void restart(GatheringHost host) {
        int before = host.completes;
        host.restart();
        assertTrue(network.runUntil(() -> host.completes > before, SOON));
    }

    private static List<String> relays(GatheringHost host) {
        return host.candidates(IceCandidateType.RELAY).stream().map(c -> c.address()).toList();
    }

    @Test
    void theNextGenerationAsksTheNewServersAndReportsNothingOfTheOldOnes() {
        GatheringHost host = gathered(options(OLD));
        Base before = host.relay();
        host.configure(options(NEW));
        network.runFor(Duration.ofSeconds(5));
        assertEquals(List.of("192.0.2.10"), relays(host)); // no action until the restart
        restart(host);
        assertEquals(List.of("192.0.2.20"), relays(host));
        assertEquals(1, host.candidates(IceCandidateType.HOST).size());
        assertEquals(List.of(), host.gone); // the last generation may still be in use
        host.endSuperseded();
        network.runFor(Duration.ofSeconds(1));
        assertEquals(List.of(before), host.gone);
        assertEquals(1, old.count("released"));
        assertEquals(0, other.count("released"));
    }

    @Test
    void aServerThatStaysKeepsItsAllocation() {
        GatheringHost host = gathered(options(OLD));
        Base before = host.relay();
        restart(host, options(NEW, OLD));
        assertEquals(List.of("192.0.2.10", "192.0.2.20"), relays(host).stream().sorted().toList());
        host.endSuperseded();
        assertEquals(List.of(), host.gone);
        assertTrue(host.found.stream().anyMatch(f -> f.base() == before));
    }

    @Test
    void credentialsThatChangeAreForWhatIsAskedFromThenOn() {
        GatheringHost host =
                gathered(GatherOptions.of(List.of(IceServer.of(OLD, "user", "wrong"))));
        assertEquals(List.of(), relays(host));
        restart(host, options(OLD));
        assertEquals(List.of("192.0.2.10"), relays(host));
    }

    @Test
    void thePolicyHidesAndShowsWhatIsThere() {
        GatheringHost host = gathered(options(OLD, "stun:192.0.2.20"));
        int types = host.found.size();
        restart(host, options(OLD, "stun:192.0.2.20").withPolicy(GatherPolicy.RELAY));
        assertEquals(1, host.found.size());
        assertEquals(List.of("192.0.2.10"), relays(host));
        restart(host, options(OLD, "stun:192.0.2.20"));
        assertEquals(types, host.found.size());
        assertEquals(1, host.candidates(IceCandidateType.HOST).size());
        assertTrue(host.candidates(IceCandidateType.SRFLX).size() > 0);
    }

    @Test
    void allocationsOfChangesThatFollowEachOtherAreNotHeaped() {
        GatheringHost host = gathered(options(OLD));
        for (int i = 0; i < 5; i++) {
            restart(host, options(NEW));
            restart(host, options(OLD));
        }
        network.runFor(Duration.ofSeconds(1));
        int allocations = old.count("allocated") + other.count("allocated");
        int released = old.count("released") + other.count("released");
        assertTrue(allocations - released <= 2, allocations + " and " + released);
    }
}
