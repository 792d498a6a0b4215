package dev.specter.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

class VirtualConnectionTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final InetSocketAddress SERVER = Addresses.of("203.0.113.1", 3478);

    /** A server that keeps its connections, and a client. */
    private static final class World {
        private final VirtualNetwork network;
        private final VirtualHost server;
        private final VirtualHost client;
        private final List<Stream> accepted = new ArrayList<>();
        private final VirtualListener listener;

        World(long seed, LinkProfile profile) {
            network = new VirtualNetwork(seed, profile);
            server = network.host("203.0.113.1");
            client = network.host("192.0.2.1");
            listener = server.listen(SERVER.getAddress(), SERVER.getPort(), this::accept);
        }

        private StreamHandler accept(VirtualConnection at, long nowNanos) {
            var stream = new Stream();
            stream.onConnected(at, nowNanos);
            accepted.add(stream);
            return stream;
        }

        Stream connect(VirtualHost from) {
            var stream = new Stream();
            stream.connection =
                    from.connect(new InetSocketAddress(from.addresses().get(0), 0), SERVER, stream);
            return stream;
        }

        Stream peer() {
            return accepted.get(accepted.size() - 1);
        }
    }

    private final World world = new World(5, LinkProfile.PERFECT.withDelay(Duration.ofMillis(10)));

    private static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void carriesBytesBothWays() {
        Stream client = world.connect(world.client);
        assertFalse(client.connection.isOpen());
        client.connection.send(utf8("sent before it is open"));
        assertFalse(world.network.runUntil(() -> client.connected, Duration.ofMillis(39)));
        assertTrue(world.network.runUntil(() -> client.connected, Duration.ofMillis(1)));
        assertTrue(client.connection.isOpen());
        assertEquals(22, client.connection.pendingBytes());
        world.network.runFor(SECOND);
        Stream server = world.peer();
        assertEquals("sent before it is open", server.text());
        assertEquals(0, client.connection.pendingBytes());
        assertEquals(SERVER, server.connection.local());
        assertEquals(client.connection.local(), server.connection.remote());
        assertEquals(SERVER, client.connection.remote());
        server.connection.send(ByteBuffer.wrap(utf8("answer")));
        world.network.runFor(SECOND);
        assertEquals("answer", client.text());
        assertNull(client.closed);
    }

    @Test
    void cutsTheStreamElsewhereThanTheSender() {
        Stream client = world.connect(world.client);
        world.network.runFor(SECOND);
        for (int i = 0; i < 200; i++) {
            client.connection.send(utf8("message" + i % 10));
            if (i % 3 == 0) {
                world.network.runFor(1_000_000);
            }
        }
        world.network.runFor(SECOND);
        Stream server = world.peer();
        assertEquals("message0message1message2", server.text().substring(0, 24));
        assertEquals(1600, server.bytes.size());
        assertTrue(server.cuts.contains(8), "none is whole: " + server.cuts);
        assertTrue(server.cuts.contains(1), "none is a byte: " + server.cuts);
        assertTrue(server.cuts.stream().anyMatch(cut -> cut > 8), "none is more: " + server.cuts);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void deliversAllInOrderThroughABadNetwork(long seed) {
        var bad =
                new World(
                        seed,
                        LinkProfile.PERFECT
                                .withDelay(Duration.ofMillis(20))
                                .withJitter(Duration.ofMillis(100))
                                .withLoss(0.1)
                                .withDuplication(0.1)
                                .withCorruption(0.05));
        byte[] up = random(100_000, seed);
        byte[] down = random(50_000, seed + 1);
        Stream client = bad.connect(bad.client);
        client.connection.send(up);
        assertTrue(bad.network.runUntil(() -> !bad.accepted.isEmpty(), HOUR), "seed " + seed);
        bad.peer().connection.send(down);
        assertTrue(
                bad.network.runUntil(
                        () ->
                                bad.peer().bytes.size() == up.length
                                        && client.bytes.size() == down.length,
                        HOUR),
                () -> "seed " + seed + "\n" + bad.network.trace(20));
        assertArrayEquals(up, bad.peer().bytes.toByteArray());
        assertArrayEquals(down, client.bytes.toByteArray());
        client.connection.close();
        assertTrue(bad.network.runUntil(() -> bad.peer().closed != null, HOUR));
        assertEquals(CloseReason.FINISHED, bad.peer().closed);
        assertTrue(bad.network.count(NetworkEvent.Kind.CORRUPTED) > 0);
        assertEquals(1, bad.accepted.size());
    }

    @Test
    void doesNotCutEverSmallerWhenTheWindowIsFull() {
        Stream client = world.connect(world.client);
        client.connection.send(random(2_000_000, 1));
        world.network.runFor(SECOND.multipliedBy(10));
        assertEquals(2_000_000, world.peer().bytes.size());
        int count = world.peer().cuts.size();
        // Half of them are whole, the others half as long on average.
        assertTrue(count > 2_000_000 / 1460 && count < 2 * 2_000_000 / 1460, count + " segments");
    }

    @Test
    void passesASlowLinkWithAShortQueue() {
        world.client.setProfile(LinkProfile.PERFECT.withBitrate(1_000_000, 10_000));
        byte[] sent = random(200_000, 1);
        Stream client = world.connect(world.client);
        client.connection.send(sent);
        assertTrue(
                world.network.runUntil(
                        () -> !world.accepted.isEmpty() && world.peer().bytes.size() == sent.length,
                        HOUR));
        assertArrayEquals(sent, world.peer().bytes.toByteArray());
        assertTrue(world.network.nowNanos() > SECOND.toNanos(), "faster than the link");
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.1, 203.0.113.1", "2001:db8::1, 2001:db8::2"})
    void staysBelowTheMtuOfBothEnds(String clientIp, String serverIp) {
        var network = new VirtualNetwork(1);
        VirtualHost client = network.host(clientIp);
        VirtualHost server = network.host(serverIp);
        server.setProfile(LinkProfile.PERFECT.withMtu(576));
        var received = new Stream();
        VirtualListener listener =
                server.listen(server.addresses().get(0), 0, (at, nowNanos) -> received);
        var sizes = new ArrayList<Integer>();
        network.tap(event -> sizes.add(event.packet().sizeBytes()));
        client.connect(Addresses.of(clientIp, 0), listener.local(), new Stream())
                .send(random(20_000, 1));
        network.runFor(SECOND);
        assertEquals(20_000, received.bytes.size());
        assertEquals(576, sizes.stream().mapToInt(Integer::intValue).max().orElseThrow());
    }

    @Test
    void isRefusedWhereNobodyListens() {
        world.listener.close();
        Stream client = world.connect(world.client);
        world.network.runFor(SECOND);
        assertEquals(CloseReason.REFUSED, client.closed);
        assertEquals(40_000_000, client.closedNanos);
        assertFalse(client.connected);
        assertFalse(client.connection.isOpen());
        assertThrows(IllegalStateException.class, () -> client.connection.send(utf8("?")));
    }

    @Test
    void timesOutWhereNobodyIs() {
        world.server.removeAddress("203.0.113.1");
        Stream client = world.connect(world.client);
        world.network.runFor(Duration.ofMinutes(2));
        assertNull(client.closed);
        world.network.runFor(SECOND.multipliedBy(8));
        assertEquals(CloseReason.TIMED_OUT, client.closed);
    }

    @Test
    void timesOutWhenAnAddressGoesAndDataAreOnTheirWay() {
        Stream client = world.connect(world.client);
        world.network.runFor(SECOND);
        world.client.removeAddress("192.0.2.1");
        world.network.runFor(HOUR);
        assertNull(client.closed, "nobody has noticed");
        client.connection.send(utf8("lost"));
        world.peer().connection.send(utf8("lost"));
        world.network.runFor(HOUR);
        assertEquals(CloseReason.TIMED_OUT, client.closed);
        assertEquals(CloseReason.TIMED_OUT, world.peer().closed);
    }

    @Test
    void survivesAnAddressThatReturns() {
        Stream client = world.connect(world.client);
        world.network.runFor(SECOND);
        world.client.removeAddress("192.0.2.1");
        client.connection.send(utf8("late, but there"));
        world.network.runFor(SECOND.multipliedBy(5));
        world.client.addAddress("192.0.2.1");
        world.network.runFor(SECOND.multipliedBy(10));
        assertEquals("late, but there", world.peer().text());
    }

    @Test
    void deliversWhatWasSentBeforeItWasClosed() {
        Stream client = world.connect(world.client);
        world.network.runFor(SECOND);
        client.connection.send(random(100_000, 1));
        client.connection.close();
        client.connection.close();
        assertFalse(client.connection.isOpen());
        assertThrows(IllegalStateException.class, () -> client.connection.send(utf8("?")));
        world.peer().connection.send(utf8("thrown away"));
        world.network.runFor(SECOND);
        assertEquals(100_000, world.peer().bytes.size());
        assertEquals(CloseReason.FINISHED, world.peer().closed);
        assertNull(client.closed);
        assertEquals("", client.text());
        assertThrows(IllegalStateException.class, () -> world.peer().connection.send(utf8("?")));
    }

    @Test
    void closesFromBothEndsAtOnce() {
        Stream client = world.connect(world.client);
        world.network.runFor(SECOND);
        client.connection.close();
        world.peer().connection.close();
        world.network.runFor(HOUR);
        assertNull(client.closed);
        assertNull(world.peer().closed);
        assertFalse(client.connection.isOpen());
        assertFalse(world.peer().connection.isOpen());
        // Each answers the other's last acknowledgement with a reset, and that is all.
        assertEquals(4, world.network.count(NetworkEvent.Kind.NO_SOCKET));
    }

    @Test
    void isResetWhenThePeerAborts() {
        Stream client = world.connect(world.client);
        world.network.runFor(SECOND);
        world.peer().connection.abort();
        world.network.runFor(SECOND);
        assertEquals(CloseReason.RESET, client.closed);
        assertNull(world.peer().closed);
        client.connection.close();
        client.connection.abort();
    }

    @Test
    void givesUpAConnectionThatHasNotComeAbout() {
        Stream client = world.connect(world.client);
        client.connection.close();
        world.network.runFor(HOUR);
        assertNull(client.closed);
        assertEquals(List.of(), world.accepted);
        assertFalse(client.connected);
    }

    @Test
    void comesAboutThoughEachSegmentOfTheHandshakeIsLostOnce() {
        for (VirtualSegment.Type type : VirtualSegment.Type.values()) {
            world.network.dropNext(
                    packet -> packet instanceof VirtualSegment segment && segment.type() == type);
            Stream client = world.connect(world.client);
            client.connection.send(utf8(type.name()));
            world.network.runFor(SECOND.multipliedBy(5));
            assertEquals(type.name(), world.peer().text());
            client.connection.close();
            world.network.runFor(SECOND.multipliedBy(5));
            assertEquals(CloseReason.FINISHED, world.peer().closed, type.name());
        }
        // There is no RST to be lost.
        assertEquals(5, world.network.count(NetworkEvent.Kind.DROPPED_ON_REQUEST));
    }

    @Test
    void goesOutThroughANatAndNotIn() {
        VirtualNat nat = world.network.nat(NatType.SYMMETRIC, "198.51.100.1");
        VirtualHost inside = nat.host("10.0.0.2");
        Stream client = world.connect(inside);
        client.connection.send(utf8("hello"));
        world.network.runFor(SECOND);
        assertEquals("hello", world.peer().text());
        assertEquals(nat.publicAddress(), world.peer().connection.remote().getAddress());

        // Longer than a UDP mapping lives.
        world.network.runFor(HOUR);
        world.peer().connection.send(utf8("still there"));
        world.network.runFor(SECOND);
        assertEquals("still there", client.text());

        inside.listen(inside.addresses().get(0), 80, (at, nowNanos) -> new Stream());
        var unasked = new Stream();
        world.server.connect(
                Addresses.of("203.0.113.1", 0), Addresses.of("198.51.100.1", 80), unasked);
        world.network.runFor(HOUR);
        assertEquals(CloseReason.TIMED_OUT, unasked.closed);

        nat.forward(80, Addresses.of("10.0.0.2", 80));
        var forwarded = new Stream();
        world.server.connect(
                Addresses.of("203.0.113.1", 0), Addresses.of("198.51.100.1", 80), forwarded);
        world.network.runFor(SECOND);
        assertTrue(forwarded.connected);
    }

    @Test // RFC 9293, section 3.5: simultaneous open, which RFC 6544 calls "so"
    void opensFromBothEndsAtOnce() {
        InetSocketAddress a = Addresses.of("203.0.113.1", 1111);
        InetSocketAddress b = Addresses.of("192.0.2.1", 2222);
        var atA = new Stream();
        var atB = new Stream();
        world.server.connect(a, b, atA).send(utf8("from a"));
        world.client.connect(b, a, atB).send(utf8("from b"));
        world.network.runFor(SECOND);
        assertTrue(atA.connected && atB.connected);
        assertEquals("from a", atB.text());
        assertEquals("from b", atA.text());
        assertThrows(IllegalStateException.class, () -> world.client.connect(b, a, atB));
    }

    @Test
    void usesAPortForManyConnections() {
        InetSocketAddress local = Addresses.of("192.0.2.1", 9);
        world.client.listen(local.getAddress(), 9, (at, nowNanos) -> new Stream());
        InetSocketAddress other = Addresses.of("203.0.113.1", 443);
        world.server.listen(other.getAddress(), 443, world::accept);
        var first = new Stream();
        var second = new Stream();
        world.client.connect(local, SERVER, first).send(utf8("first"));
        world.client.connect(local, other, second).send(utf8("second"));
        world.network.runFor(SECOND);
        assertEquals(
                List.of("first", "second"), world.accepted.stream().map(Stream::text).toList());
        first.connection.close();
        world.network.runFor(SECOND);
        var again = new Stream();
        world.client.connect(local, SERVER, again).send(utf8("again"));
        world.network.runFor(SECOND);
        assertEquals("again", world.peer().text());
    }

    @Test
    void refusesWhatCannotBe() {
        InetSocketAddress local = Addresses.of("192.0.2.1", 0);
        var stream = new Stream();
        assertThrows(
                IllegalArgumentException.class, () -> world.client.connect(SERVER, SERVER, stream));
        assertThrows(
                IllegalArgumentException.class,
                () -> world.client.connect(local, Addresses.of("::1", 1), stream));
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        world.client.connect(
                                local, InetSocketAddress.createUnresolved("a", 1), stream));
        assertThrows(
                IllegalStateException.class,
                () -> world.server.listen(SERVER.getAddress(), SERVER.getPort(), world::accept));
        assertThrows(
                IllegalArgumentException.class,
                () -> world.client.listen(SERVER.getAddress(), 0, world::accept));
        assertNotEquals(
                0, world.client.listen(local.getAddress(), 0, world::accept).local().getPort());
    }

    @Test
    void connectsAHostToItself() {
        var received = new Stream();
        VirtualListener listener =
                world.client.listen(world.client.addresses().get(0), 0, (at, nowNanos) -> received);
        var sent = new Stream();
        world.client
                .connect(Addresses.of("192.0.2.1", 0), listener.local(), sent)
                .send(utf8("to myself"));
        world.network.runFor(0);
        assertEquals("to myself", received.text());
    }

    @Test
    void doesTheSameForTheSameSeed() {
        assertEquals(cuts(3), cuts(3));
        assertNotEquals(cuts(3), cuts(4));
    }

    private static List<Integer> cuts(long seed) {
        var run = new World(seed, LinkProfile.PERFECT.withLoss(0.1));
        run.connect(run.client).connection.send(random(50_000, 1));
        run.network.runFor(HOUR);
        assertEquals(50_000, run.peer().bytes.size());
        return run.peer().cuts;
    }
}
