package dev.specter.tests.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;

/** Calls across networks as they are found in the world. */
class NetworksIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private Lab lab;

    @BeforeEach
    void open() {
        lab = Lab.open();
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void twoHostsOnOneSegment() {
        try (var alice = RemoteEnd.start(lab.publicHost("alice", 10), Setup.offerer());
                var bob = RemoteEnd.start(lab.publicHost("bob", 11), Setup.answerer())) {
            call(alice, bob);
        }
    }

    @Test
    void ipv6Only() {
        try (var alice = RemoteEnd.start(lab.ipv6Host("alice", 10), Setup.offerer());
                var bob = RemoteEnd.start(lab.ipv6Host("bob", 11), Setup.answerer())) {
            call(alice, bob);
        }
    }

    @Test
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
