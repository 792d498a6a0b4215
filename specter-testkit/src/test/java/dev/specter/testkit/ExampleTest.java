package dev.specter.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;

/** The example of the package's documentation. */
class ExampleTest {
    @Test
    void learnsItsPublicAddress() {
        long seed = 7;

        var network =
                new VirtualNetwork(seed, LinkProfile.PERFECT.withDelay(Duration.ofMillis(20)));
        InetSocketAddress server = Addresses.of("203.0.113.1", 3478);
        network.host("203.0.113.1")
                .bind(
                        server.getAddress(),
                        server.getPort(),
                        (at, from, data, nowNanos) ->
                                at.send(from.toString().getBytes(UTF_8), from));

        VirtualHost client = network.nat(NatType.SYMMETRIC, "198.51.100.1").host("192.168.1.2");
        var answers = new ArrayList<String>();
        client.bind(
                        client.addresses().get(0),
                        0,
                        (at, from, data, nowNanos) -> answers.add(new String(data, UTF_8)))
                .send(new byte[1], server);

        assertTrue(
                network.runUntil(() -> !answers.isEmpty(), Duration.ofSeconds(1)),
                () -> "seed " + seed + "\n" + network.trace(20));
        assertTrue(answers.get(0).startsWith("/198.51.100.1:"), answers.get(0));
        assertEquals(80_000_000, network.nowNanos());
    }
}
