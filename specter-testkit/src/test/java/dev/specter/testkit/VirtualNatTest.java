package dev.specter.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** NAT behaviours in the order of RFC 4787. */
class VirtualNatTest {
    private static final String NAT_IP = "198.51.100.1";

    private VirtualNetwork network;
    private VirtualHost firstServer;
    private VirtualHost secondServer;

    /** Two ports of one remote host, and one of another. */
    private Inbox near;

    private Inbox nearOtherPort;
    private Inbox far;

    @BeforeEach
    void setUp() {
        network = new VirtualNetwork(1, LinkProfile.PERFECT.withDelay(Duration.ofMillis(5)));
        firstServer = network.host("203.0.113.1");
        secondServer = network.host("203.0.113.2");
        near = Inbox.at(firstServer, 1000);
        nearOtherPort = Inbox.at(firstServer, 1001);
        far = Inbox.at(secondServer, 1000);
    }

    private void run() {
        network.runFor(Duration.ofMillis(100));
    }

    private Inbox inside(NatType type) {
        return Inbox.at(network.nat(type, NAT_IP).host("10.0.0.2"), 5000);
    }

    @Test
    void writesItsOwnAddressAndTranslatesTheAnswer() {
        Inbox inside = inside(NatType.SYMMETRIC);
        inside.send("ping", near.socket.local());
        run();
        assertEquals(Addresses.of(NAT_IP), near.lastSender().getAddress());
        near.send("pong", near.lastSender());
        run();
        assertEquals(List.of("pong"), inside.texts);
        assertEquals(near.socket.local(), inside.lastSender());
    }

    @Test // section 4.1
    void mapsEndpointIndependentlyToOnePortForAll() {
        Inbox inside = inside(NatType.PORT_RESTRICTED);
        List<InetSocketAddress> seen = sendToAll(inside);
        assertEquals(seen.get(0), seen.get(1));
        assertEquals(seen.get(0), seen.get(2));
    }

    @Test // section 4.1
    void mapsAddressDependentlyToAPortPerRemoteAddress() {
        Inbox inside =
                inside(
                        NatType.of(
                                EndpointDependency.ADDRESS_DEPENDENT,
                                EndpointDependency.ADDRESS_DEPENDENT));
        List<InetSocketAddress> seen = sendToAll(inside);
        assertEquals(seen.get(0), seen.get(1));
        assertNotEquals(seen.get(0), seen.get(2));
    }

    @Test // section 4.1
    void mapsAddressAndPortDependentlyToAPortPerRemoteEndpoint() {
        Inbox inside = inside(NatType.SYMMETRIC);
        List<InetSocketAddress> seen = sendToAll(inside);
        assertNotEquals(seen.get(0), seen.get(1));
        assertNotEquals(seen.get(0), seen.get(2));
        assertNotEquals(seen.get(1), seen.get(2));
        assertEquals(seen, sendToAll(inside), "a mapping is used again");
    }

    private List<InetSocketAddress> sendToAll(Inbox inside) {
        inside.send("hello", near.socket.local());
        inside.send("hello", nearOtherPort.socket.local());
        inside.send("hello", far.socket.local());
        run();
        return List.of(near.lastSender(), nearOtherPort.lastSender(), far.lastSender());
    }

    @Test // section 4.2.1
    void preservesThePortWhereItIsFree() {
        VirtualNat nat =
                network.nat(
                        NatType.FULL_CONE.withPortAssignment(NatType.PortAssignment.PRESERVED),
                        NAT_IP);
        Inbox first = Inbox.at(nat.host("10.0.0.2"), 5000);
        Inbox second = Inbox.at(nat.host("10.0.0.3"), 5000);
        first.send("hello", near.socket.local());
        second.send("hello", far.socket.local());
        run();
        assertEquals(Addresses.of(NAT_IP, 5000), near.lastSender());
        assertNotEquals(5000, far.lastSender().getPort());
        far.send("to the second", far.lastSender());
        run();
        assertEquals(List.of("to the second"), second.texts);
        assertEquals(List.of(), first.texts);
    }

    @Test // section 4.3
    void forgetsAMappingThatNothingOutboundRefreshes() {
        Inbox inside = inside(NatType.FULL_CONE.withMappingLifetime(Duration.ofSeconds(30)));
        inside.send("hello", near.socket.local());
        run();
        InetSocketAddress external = near.lastSender();
        // Inbound traffic keeps nothing alive.
        network.runFor(Duration.ofSeconds(20));
        near.send("in time", external);
        network.runFor(Duration.ofSeconds(20));
        near.send("too late", external);
        run();
        assertEquals(List.of("in time"), inside.texts);
        assertEquals(1, network.count(NetworkEvent.Kind.NO_MAPPING));
        inside.send("hello again", near.socket.local());
        run();
        assertNotEquals(external, near.lastSender());
    }

    @Test // section 4.3, REQ-6
    void keepsAMappingThatOutboundTrafficRefreshes() {
        Inbox inside = inside(NatType.FULL_CONE.withMappingLifetime(Duration.ofSeconds(30)));
        inside.send("hello", near.socket.local());
        run();
        InetSocketAddress external = near.lastSender();
        for (int i = 0; i < 5; i++) {
            network.runFor(Duration.ofSeconds(29));
            inside.send("still here", far.socket.local());
            run();
        }
        near.send("in time", external);
        run();
        assertEquals(external, far.lastSender());
        assertEquals(List.of("in time"), inside.texts);
    }

    @Test // section 4.3
    void refreshesOnlyThePermissionOfTheOneThatIsSentTo() {
        Inbox inside = inside(NatType.PORT_RESTRICTED.withMappingLifetime(Duration.ofSeconds(30)));
        inside.send("hello", near.socket.local());
        run();
        network.runFor(Duration.ofSeconds(20));
        inside.send("hello", far.socket.local());
        run();
        network.runFor(Duration.ofSeconds(20));
        near.send("forgotten", near.lastSender());
        far.send("remembered", far.lastSender());
        run();
        assertEquals(List.of("remembered"), inside.texts);
        assertEquals(1, network.count(NetworkEvent.Kind.FILTERED));
    }

    @Test // section 5
    void filtersNobodyWhenEndpointIndependent() {
        assertEquals(
                List.of("near", "nearOtherPort", "far"), cameThroughAMappingTo(NatType.FULL_CONE));
    }

    @Test // section 5
    void filtersOtherAddressesWhenAddressDependent() {
        assertEquals(
                List.of("near", "nearOtherPort"),
                cameThroughAMappingTo(NatType.ADDRESS_RESTRICTED));
    }

    @Test // section 5
    void filtersOtherEndpointsWhenAddressAndPortDependent() {
        assertEquals(List.of("near"), cameThroughAMappingTo(NatType.PORT_RESTRICTED));
        assertEquals(2, network.count(NetworkEvent.Kind.FILTERED));
    }

    private List<String> cameThroughAMappingTo(NatType type) {
        Inbox inside = inside(type);
        inside.send("hello", near.socket.local());
        run();
        near.send("near", near.lastSender());
        nearOtherPort.send("nearOtherPort", near.lastSender());
        far.send("far", near.lastSender());
        run();
        return inside.texts;
    }

    @Test
    void letsNothingInUnasked() {
        inside(NatType.FULL_CONE);
        near.send("hello", Addresses.of(NAT_IP, 5000));
        near.send("hello", Addresses.of("10.0.0.2", 5000));
        run();
        assertEquals(1, network.count(NetworkEvent.Kind.NO_MAPPING));
        assertEquals(1, network.count(NetworkEvent.Kind.NO_ROUTE));
        assertEquals(0, network.count(NetworkEvent.Kind.DELIVERED));
    }

    @Test // section 6, REQ-9
    void hairpinsWithTheExternalSource() {
        VirtualNat nat = network.nat(NatType.FULL_CONE.withHairpinning(true), NAT_IP);
        Inbox first = Inbox.at(nat.host("10.0.0.2"), 5000);
        Inbox second = Inbox.at(nat.host("10.0.0.3"), 5000);
        first.send("hello", near.socket.local());
        second.send("hello", far.socket.local());
        run();
        first.send("round the pin", far.lastSender());
        run();
        assertEquals(List.of("round the pin"), second.texts);
        assertEquals(near.lastSender(), second.lastSender());
    }

    @Test // section 6
    void filtersWhatItHairpins() {
        VirtualNat nat = network.nat(NatType.PORT_RESTRICTED.withHairpinning(true), NAT_IP);
        Inbox first = Inbox.at(nat.host("10.0.0.2"), 5000);
        Inbox second = Inbox.at(nat.host("10.0.0.3"), 5000);
        first.send("hello", near.socket.local());
        second.send("hello", far.socket.local());
        run();
        first.send("early", far.lastSender());
        run();
        second.send("opens", near.lastSender());
        first.send("late", far.lastSender());
        run();
        assertEquals(List.of("late"), second.texts);
        assertEquals(List.of("opens"), first.texts);
    }

    @Test // section 6
    void doesNotHairpinUnlessToldTo() {
        VirtualNat nat = network.nat(NatType.FULL_CONE, NAT_IP);
        Inbox first = Inbox.at(nat.host("10.0.0.2"), 5000);
        Inbox second = Inbox.at(nat.host("10.0.0.3"), 5000);
        second.send("hello", far.socket.local());
        run();
        first.send("round the pin", far.lastSender());
        run();
        assertEquals(List.of(), second.texts);
        assertEquals(1, network.count(NetworkEvent.Kind.NO_HAIRPINNING));
        first.send("straight on", second.socket.local());
        run();
        assertEquals(List.of("straight on"), second.texts);
        assertEquals(first.socket.local(), second.lastSender());
    }

    @Test
    void standsBehindAnother() {
        VirtualNat carrier = network.nat(NatType.SYMMETRIC, NAT_IP);
        VirtualNat home = carrier.nat(NatType.FULL_CONE, "100.64.0.7");
        Inbox inside = Inbox.at(home.host("192.168.1.2"), 5000);
        Inbox between = Inbox.at(carrier.host("100.64.0.8"), 5000);
        inside.send("hello", near.socket.local());
        inside.send("neighbour", between.socket.local());
        run();
        assertEquals(Addresses.of(NAT_IP), near.lastSender().getAddress());
        assertEquals(Addresses.of("100.64.0.7"), between.lastSender().getAddress());
        near.send("pong", near.lastSender());
        far.send("filtered by the outer one", near.lastSender());
        run();
        assertEquals(List.of("pong"), inside.texts);
    }

    @Test
    void hairpinsBetweenTwoHomesOfOneCarrier() {
        VirtualNat carrier = network.nat(NatType.FULL_CONE.withHairpinning(true), NAT_IP);
        Inbox first =
                Inbox.at(carrier.nat(NatType.FULL_CONE, "100.64.0.7").host("192.168.1.2"), 5000);
        Inbox second =
                Inbox.at(carrier.nat(NatType.FULL_CONE, "100.64.0.8").host("192.168.1.2"), 5000);
        first.send("hello", near.socket.local());
        second.send("hello", far.socket.local());
        run();
        first.send("round", far.lastSender());
        run();
        assertEquals(List.of("round"), second.texts);
        assertEquals(near.lastSender(), second.lastSender());
    }

    @Test
    void forwardsAPortForGood() {
        VirtualNat nat = network.nat(NatType.SYMMETRIC, NAT_IP);
        Inbox inside = Inbox.at(nat.host("10.0.0.2"), 5000);
        nat.forward(4000, inside.socket.local());
        assertThrows(
                IllegalArgumentException.class,
                () -> nat.forward(4000, Addresses.of("10.0.0.3", 1)));
        assertThrows(
                IllegalArgumentException.class, () -> nat.forward(4001, inside.socket.local()));
        network.runFor(Duration.ofHours(10));
        nat.forgetMappings();
        near.send("unasked", Addresses.of(NAT_IP, 4000));
        inside.send("hello", far.socket.local());
        run();
        assertEquals(List.of("unasked"), inside.texts);
        assertEquals(Addresses.of(NAT_IP, 4000), far.lastSender());
    }

    @Test
    void forgetsItsMappingsWhenSwitchedOffAndOn() {
        VirtualNat nat = network.nat(NatType.FULL_CONE, NAT_IP);
        Inbox inside = Inbox.at(nat.host("10.0.0.2"), 5000);
        inside.send("hello", near.socket.local());
        run();
        InetSocketAddress before = near.lastSender();
        nat.forgetMappings();
        near.send("lost", before);
        run();
        inside.send("hello", near.socket.local());
        run();
        assertNotEquals(before, near.lastSender());
        assertEquals(List.of(), inside.texts);
    }

    @Test
    void getsAnotherAddress() {
        VirtualNat nat = network.nat(NatType.FULL_CONE, NAT_IP);
        Inbox inside = Inbox.at(nat.host("10.0.0.2"), 5000);
        Inbox forwarded = Inbox.at(nat.host("10.0.0.3"), 5000);
        nat.forward(4000, forwarded.socket.local());
        inside.send("hello", near.socket.local());
        run();
        InetSocketAddress before = near.lastSender();
        assertThrows(IllegalArgumentException.class, () -> nat.renumber("203.0.113.1"));
        assertThrows(IllegalArgumentException.class, () -> nat.renumber("2001:db8::9"));
        nat.renumber("198.51.100.99");
        near.send("old address", before);
        near.send("old port", Addresses.of("198.51.100.99", before.getPort()));
        near.send("forwarded", Addresses.of("198.51.100.99", 4000));
        inside.send("hello again", near.socket.local());
        run();
        assertEquals(List.of(), inside.texts);
        assertEquals(List.of("forwarded"), forwarded.texts);
        assertEquals(nat.publicAddress(), near.lastSender().getAddress());
        assertNotEquals(before.getAddress(), near.lastSender().getAddress());
        network.host(NAT_IP);
    }

    @Test
    void routesTheOtherFamilyAsItIs() {
        VirtualNat nat = network.nat(NatType.SYMMETRIC, NAT_IP);
        VirtualHost host = nat.nat(NatType.SYMMETRIC, "10.0.0.9").host("2001:db8::2", "10.1.0.2");
        Inbox inside = Inbox.at(host, 5000);
        Inbox outside = Inbox.at(network.host("2001:db8:1::1"), 1000);
        outside.send("unasked", inside.socket.local());
        inside.send("hello", outside.socket.local());
        run();
        assertEquals(List.of("unasked"), inside.texts);
        assertEquals(inside.socket.local(), outside.lastSender());
        host.removeAddress("2001:db8::2");
        outside.send("too late", inside.socket.local());
        run();
        assertEquals(1, network.count(NetworkEvent.Kind.NO_ROUTE));
    }

    @Test
    void translatesIpv6WhenItsAddressIsOne() {
        VirtualNat nat = network.nat(NatType.PORT_RESTRICTED, "2001:db8::1");
        Inbox inside = Inbox.at(nat.host("fd00::2"), 5000);
        Inbox outside = Inbox.echo(network.host("2001:db8:1::1"), 1000);
        inside.send("hello", outside.socket.local());
        run();
        assertEquals(Addresses.of("2001:db8::1"), outside.lastSender().getAddress());
        assertEquals(List.of("hello"), inside.texts);
    }

    @Test
    void doesNotSendBackOutWhatIsForAnInsideAddressThatHasGone() {
        VirtualHost host = network.nat(NatType.FULL_CONE, NAT_IP).host("10.0.0.2");
        Inbox inside = Inbox.at(host, 5000);
        inside.send("hello", near.socket.local());
        run();
        host.removeAddress("10.0.0.2");
        near.send("too late", near.lastSender());
        run();
        assertEquals(1, network.count(NetworkEvent.Kind.NO_ROUTE));
        assertEquals(1, network.count(NetworkEvent.Kind.SOURCE_TRANSLATED));
    }
}
