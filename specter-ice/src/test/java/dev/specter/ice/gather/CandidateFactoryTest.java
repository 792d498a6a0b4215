package dev.specter.ice.gather;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceCandidateType;
import dev.specter.ice.IceProtocol;
import dev.specter.ice.IceServer;
import dev.specter.ice.TcpType;
import dev.specter.ice.agent.Base;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** What candidates say: RFC 8445, section 5.1; RFC 6544, section 4; RFC 8839, section 5.1. */
class CandidateFactoryTest {
    private static final InetAddress INSIDE = ip("10.0.0.2");
    private static final InetAddress OUTSIDE = ip("203.0.113.5");
    private static final InetAddress SERVER = ip("192.0.2.10");

    private record TestBase(
            IceProtocol protocol, InetSocketAddress address, Optional<TcpType> tcpType)
            implements Base {
        static TestBase udp(InetAddress ip, int port) {
            return new TestBase(IceProtocol.UDP, new InetSocketAddress(ip, port), Optional.empty());
        }

        static TestBase tcp(InetAddress ip, TcpType type) {
            return new TestBase(
                    IceProtocol.TCP, new InetSocketAddress(ip, 4321), Optional.of(type));
        }
    }

    private static InetAddress ip(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static final GatherOptions OPTIONS = GatherOptions.of(List.of());

    private static List<IceCandidate> gathered(GatherOptions options, Base... bases) {
        Gatherer gatherer = new Gatherer(options, new SplittableRandom(1));
        gatherer.begin(0);
        for (int i = 0; i < bases.length; i++) {
            gatherer.handleBase(bases[i], 65535 - i, 0);
        }
        gatherer.endOfBases(0);
        List<IceCandidate> found = new ArrayList<>();
        GatherEvent last = null;
        for (GatherEvent e = gatherer.pollEvent(); e != null; e = gatherer.pollEvent()) {
            last = e;
            if (e instanceof GatherEvent.CandidateFound candidate) {
                found.add(candidate.candidate());
            }
        }
        assertEquals(new GatherEvent.Complete(), last);
        return found;
    }

    @Test // RFC 8445, section 5.1.2.1
    void prioritiesFollowTheFormula() {
        TestBase base = TestBase.udp(INSIDE, 1000);
        CandidateFactory factory = new CandidateFactory(OPTIONS);
        assertEquals((126L << 24) + (65535L << 8) + 255, factory.host(base, 65535).priority());
        IceCandidate srflx =
                factory.reflexive(
                        base, 65535, new InetSocketAddress(OUTSIDE, 9), Optional.of(SERVER));
        assertEquals((100L << 24) + (65535L << 8) + 255, srflx.priority());
    }

    @Test // RFC 6544, sections 4.2 and 4.5
    void tcpCandidatesComeAfterUdpAndActiveBeforePassive() {
        List<IceCandidate> found =
                gathered(
                        OPTIONS,
                        TestBase.udp(INSIDE, 1000),
                        TestBase.tcp(INSIDE, TcpType.ACTIVE),
                        TestBase.tcp(INSIDE, TcpType.PASSIVE),
                        TestBase.tcp(INSIDE, TcpType.SO));
        assertEquals(9, found.get(1).port());
        assertEquals(4321, found.get(2).port());
        assertEquals(Optional.of(TcpType.PASSIVE), found.get(2).tcpType());
        for (int i = 1; i < found.size(); i++) {
            assertTrue(found.get(i - 1).priority() > found.get(i).priority());
        }
    }

    @Test // RFC 8445, section 5.1.1.3
    void foundationsAreOfTypeBaseProtocolAndServer() {
        CandidateFactory factory = new CandidateFactory(OPTIONS);
        TestBase base = TestBase.udp(INSIDE, 1000);
        TestBase samePlace = TestBase.udp(INSIDE, 2000);
        TestBase elsewhere = TestBase.udp(ip("10.0.0.3"), 1000);
        InetSocketAddress mapped = new InetSocketAddress(OUTSIDE, 9);
        String host = factory.host(base, 1).foundation();
        String srflx = factory.reflexive(base, 1, mapped, Optional.of(SERVER)).foundation();
        assertEquals(host, factory.host(samePlace, 2).foundation());
        assertNotEquals(host, factory.host(elsewhere, 2).foundation());
        assertNotEquals(host, factory.host(TestBase.tcp(INSIDE, TcpType.PASSIVE), 2).foundation());
        assertNotEquals(host, srflx);
        assertEquals(
                srflx, factory.reflexive(samePlace, 1, mapped, Optional.of(SERVER)).foundation());
        assertNotEquals(
                srflx, factory.reflexive(base, 1, mapped, Optional.of(OUTSIDE)).foundation());
    }

    @Test
    void namesHideAddresses() {
        GatherOptions options =
                OPTIONS.withHostName(address -> Optional.of("1f4712db.local"))
                        .withExternal(
                                address -> Optional.of(OUTSIDE), GatherOptions.ExternalMode.SRFLX);
        List<IceCandidate> found = gathered(options, TestBase.udp(INSIDE, 1000));
        assertEquals("1f4712db.local", found.get(0).address());
        assertEquals(IceCandidateType.SRFLX, found.get(1).type());
        assertEquals(Optional.of("0.0.0.0"), found.get(1).relatedAddress());
        assertEquals(9, found.get(1).relatedPort().orElseThrow());
    }

    @Test
    void theOutsideAddressReplacesTheHostsOrIsAdded() {
        GatherOptions options =
                OPTIONS.withExternal(
                        address -> address.equals(INSIDE) ? Optional.of(OUTSIDE) : Optional.empty(),
                        GatherOptions.ExternalMode.HOST);
        TestBase other = TestBase.udp(ip("10.9.9.9"), 1000);
        List<IceCandidate> found = gathered(options, TestBase.udp(INSIDE, 1000), other);
        assertEquals(
                List.of("203.0.113.5", "10.9.9.9"),
                found.stream().map(IceCandidate::address).toList());
        GatherOptions added =
                options.withExternal(options.external(), GatherOptions.ExternalMode.SRFLX);
        found = gathered(added, TestBase.udp(INSIDE, 1000), other);
        assertEquals(
                List.of("10.0.0.2", "203.0.113.5", "10.9.9.9"),
                found.stream().map(IceCandidate::address).toList());
        assertEquals(Optional.of("10.0.0.2"), found.get(1).relatedAddress());
        assertEquals(1000, found.get(1).port());
    }

    @Test
    void withoutHostsNothingSaysTheirAddress() {
        GatherOptions options =
                OPTIONS.withPolicy(GatherPolicy.NO_HOST)
                        .withExternal(
                                address -> Optional.of(ip("2001:db8::5")),
                                GatherOptions.ExternalMode.SRFLX);
        List<IceCandidate> found = gathered(options, TestBase.udp(ip("fd00::1"), 1000));
        assertEquals(1, found.size());
        assertEquals("2001:db8::5", found.get(0).address());
        assertEquals(Optional.of("::"), found.get(0).relatedAddress());
    }

    @Test
    void theRelayPolicyShowsNothingElse() {
        GatherOptions options =
                GatherOptions.of(List.of(IceServer.of("stun:192.0.2.10")))
                        .withPolicy(GatherPolicy.RELAY)
                        .withExternal(
                                address -> Optional.of(OUTSIDE), GatherOptions.ExternalMode.SRFLX);
        assertEquals(List.of(), gathered(options, TestBase.udp(INSIDE, 1000)));
    }
}
