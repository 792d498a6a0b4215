package dev.specter.tests.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.specter.tests.netns.Lab.Nat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Calls across networks as they are found in the world, two at a time. */
class NetworksIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private Lab lab;
    private Coturn server;

    @BeforeEach
    void open() {
        lab = Lab.open();
    }

    @AfterEach
    void close() throws Exception {
        if (server != null) {
            server.close();
        }
        lab.close();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void twoHostsOnOneSegment() {
        try (var alice = RemoteEnd.start(lab.publicHost("alice", 10), Setup.offerer());
                var bob = RemoteEnd.start(lab.publicHost("bob", 11), Setup.answerer())) {
            call(alice, bob);
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void ipv6Only() {
        try (var alice = RemoteEnd.start(lab.ipv6Host("alice", 10), Setup.offerer());
                var bob = RemoteEnd.start(lab.ipv6Host("bob", 11), Setup.answerer())) {
            call(alice, bob);
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void behindNatsWithTheAddressesThatAStunServerSees() throws Exception {
        server = Coturn.start(lab.publicHost("server", 1), "203.0.113.1");
        String stun = "stun:203.0.113.1";
        Namespace left = lab.router("left", 2, Nat.PORT_PRESERVING).host("alice", 10);
        Namespace right = lab.router("right", 3, Nat.PORT_PRESERVING).host("bob", 10);
        try (var alice = RemoteEnd.start(left, Setup.offerer().stun(stun));
                var bob = RemoteEnd.start(right, Setup.answerer().stun(stun))) {
            call(alice, bob);
            assertEquals("203.0.113.3", alice.status().path("remoteAddress").asText());
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void behindTwoNatsInARow() throws Exception {
        server = Coturn.start(lab.publicHost("server", 1), "203.0.113.1");
        String stun = "stun:203.0.113.1";
        Namespace left =
                lab.router("outer", 2, Nat.PORT_PRESERVING)
                        .router("inner", 9, Nat.PORT_PRESERVING)
                        .host("alice", 10);
        Namespace right = lab.router("right", 3, Nat.PORT_PRESERVING).host("bob", 10);
        try (var alice = RemoteEnd.start(left, Setup.offerer().stun(stun));
                var bob = RemoteEnd.start(right, Setup.answerer().stun(stun))) {
            call(alice, bob);
            assertEquals("203.0.113.2", bob.status().path("remoteAddress").asText());
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void symmetricNatsOnBothSidesNeedARelay() throws Exception {
        server = Coturn.start(lab.publicHost("server", 1), "203.0.113.1");
        String turn = "turn:203.0.113.1";
        Namespace left = lab.router("left", 2, Nat.SYMMETRIC).host("alice", 10);
        Namespace right = lab.router("right", 3, Nat.SYMMETRIC).host("bob", 10);
        try (var alice = RemoteEnd.start(left, Setup.offerer().turn(turn));
                var bob = RemoteEnd.start(right, Setup.answerer().turn(turn))) {
            call(alice, bob);
            JsonNode status = alice.status();
            assertTrue(
                    List.of(status.path("local").asText(), status.path("remote").asText())
                            .contains("relay"),
                    status.toString());
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void relayOnlyOverUdpTcpAndTls() throws Exception {
        server = Coturn.start(lab.publicHost("server", 1), "203.0.113.1");
        Path hosts = Files.createTempFile("specter-hosts-", "");
        Files.writeString(hosts, "203.0.113.1 " + Coturn.HOST_NAME + "\n");
        Namespace left = lab.router("left", 2, Nat.SYMMETRIC).host("alice", 10);
        Namespace right = lab.publicHost("bob", 11);
        for (String url :
                List.of(
                        "turn:203.0.113.1?transport=udp",
                        "turn:203.0.113.1?transport=tcp",
                        "turns:" + Coturn.HOST_NAME + "?transport=tcp")) {
            Setup setup =
                    Setup.offerer().turn(url).relayOnly().trust(server.certificate()).hosts(hosts);
            try (var alice = RemoteEnd.start(left, setup);
                    var bob = RemoteEnd.start(right, Setup.answerer())) {
                call(alice, bob);
                assertEquals("relay", alice.status().path("local").asText());
            }
        }
        Files.delete(hosts);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void ipv6OnlyByWayOfARelay() throws Exception {
        server = Coturn.start(lab.ipv6Host("server", 1), "2001:db8::1");
        Setup setup = Setup.offerer().turn("turn:[2001:db8::1]").relayOnly();
        try (var alice = RemoteEnd.start(lab.ipv6Host("alice", 10), setup);
                var bob = RemoteEnd.start(lab.ipv6Host("bob", 11), Setup.answerer())) {
            call(alice, bob);
            assertEquals("relay", alice.status().path("local").asText());
        }
    }

    /** A call of four minutes over allocations, permissions and channels of one minute. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aRelayedCallOutlivesItsAllocations() throws Exception {
        server = Coturn.start(lab.publicHost("server", 1), "203.0.113.1");
        String turn = "turn:203.0.113.1";
        Namespace left = lab.router("left", 2, Nat.SYMMETRIC).host("alice", 10);
        Namespace right = lab.router("right", 3, Nat.SYMMETRIC).host("bob", 10);
        try (var alice = RemoteEnd.start(left, Setup.offerer().turn(turn).relayOnly());
                var bob = RemoteEnd.start(right, Setup.answerer().turn(turn).relayOnly())) {
            call(alice, bob);
            long packets = bob.status().path("rtpPackets").asLong();
            for (int part = 0; part < 10; part++) {
                exchange(alice, bob, 1_000_000);
                RemoteEnd.pause(Duration.ofSeconds(20));
                long now = bob.status().path("rtpPackets").asLong();
                assertTrue(now > packets + 100, "video stopped at packet " + now);
                packets = now;
            }
            assertTrue(server.log().contains("lifetime=60"), server.log());
            assertFalse(server.log().contains("lifetime=600"), server.log());
            assertEquals(List.of("connected"), states(alice));
            assertEquals(List.of("connected"), states(bob));
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void anInterfaceIsPulledAndPutBack() {
        Lab.Router router = lab.router("router", 2, Nat.PORT_PRESERVING);
        Namespace left = router.host("alice", 10);
        router.attach(left, "eth1", 11);
        try (var alice = RemoteEnd.start(left, Setup.offerer());
                var bob = RemoteEnd.start(router.host("bob", 20), Setup.answerer())) {
            call(alice, bob);
            String used = alice.status().path("localAddress").asText();
            String device = used.equals("10.1.0.10") ? "eth0" : "eth1";
            String other = device.equals("eth0") ? "eth1" : "eth0";
            left.ip("link set " + device + " down");
            alice.awaitStatus(
                    status ->
                            !status.path("localAddress").asText().equals(used)
                                    && status.path("state").asText().equals("connected"),
                    PATIENCE);
            exchange(alice, bob, 1_000_000);
            // Both interfaces gone: the call waits, and goes on when one is back.
            int mark = alice.mark();
            left.ip("link set " + other + " down");
            alice.await(mark, "state", s -> s.asText().equals("disconnected"), PATIENCE);
            mark = alice.mark();
            router.attach(left, device);
            alice.await(mark, "state", s -> s.asText().equals("connected"), PATIENCE);
            exchange(alice, bob, 1_000_000);
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void thirtyPercentOfAllDatagramsAreLost() {
        Namespace left = lab.publicHost("alice", 10);
        Namespace right = lab.publicHost("bob", 11);
        Lab.lose(left, 30);
        Lab.lose(right, 30);
        try (var alice = RemoteEnd.start(left, Setup.offerer());
                var bob = RemoteEnd.start(right, Setup.answerer())) {
            RemoteEnd.join(alice, bob);
            alice.order("offer");
            bob.await("channel", "open", PATIENCE);
            exchange(alice, bob, 10_000);
        }
    }

    /** States of the connection after the first time that it was connected, that included. */
    private static List<String> states(RemoteEnd end) {
        List<String> states = end.all("state").stream().map(JsonNode::asText).toList();
        return states.subList(states.indexOf("connected"), states.size());
    }

    /** Makes a call and sees data and video through. */
    private static void call(RemoteEnd alice, RemoteEnd bob) {
        RemoteEnd.join(alice, bob);
        alice.order("offer");
        alice.await("state", "connected", PATIENCE);
        bob.await("channel", "open", PATIENCE);
        alice.order("film");
        exchange(alice, bob, 1_000_000);
        bob.awaitStatus(status -> status.path("rtpPackets").asLong() > 50, PATIENCE);
        System.out.println(alice.status());
    }

    /** Sends bytes one way and compares their sums. */
    private static void exchange(RemoteEnd from, RemoteEnd to, long bytes) {
        int mark = from.mark();
        from.send(bytes);
        JsonNode sent = from.await(mark, "sent", s -> true, PATIENCE);
        JsonNode status =
                to.awaitStatus(s -> s.path("receivedBytes").equals(sent.path("bytes")), PATIENCE);
        assertEquals(sent.path("sum"), status.path("receivedSum"));
    }
}
