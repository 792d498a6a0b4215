package dev.specter.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class VirtualNetworkTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final VirtualNetwork network = new VirtualNetwork(3);

    @Test
    void addsTheDelaysOfBothHosts() {
        VirtualHost a = network.host("192.0.2.1");
        VirtualHost b = network.host("192.0.2.2");
        a.setProfile(
                LinkProfile.PERFECT.withDelay(Duration.ofMillis(30)),
                LinkProfile.PERFECT.withDelay(Duration.ofMillis(100)));
        b.setProfile(LinkProfile.PERFECT.withDelay(Duration.ofMillis(4)));
        Inbox from = Inbox.at(a, 0);
        Inbox to = Inbox.echo(b, 7);
        from.send("hello", to.socket.local());
        network.runFor(SECOND);
        assertEquals(List.of(34_000_000L), to.timesNanos);
        assertEquals(List.of(138_000_000L), from.timesNanos);
        assertEquals(SECOND.toNanos(), network.nowNanos());
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.1, 192.0.2.2, 972", "2001:db8::1, 2001:db8::2, 952"})
    void dropsWhatExceedsTheMtu(String sender, String receiver, int largest) {
        VirtualHost a = network.host(sender);
        a.setProfile(LinkProfile.PERFECT.withMtu(1000));
        Inbox from = Inbox.at(a, 0);
        Inbox to = Inbox.at(network.host(receiver), 7);
        assertTrue(from.socket.send(new byte[largest], to.socket.local()));
        assertTrue(from.socket.send(new byte[largest + 1], to.socket.local()));
        network.runFor(SECOND);
        assertEquals(1, to.texts.size());
        assertEquals(1, network.count(NetworkEvent.Kind.TOO_BIG));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void losesAsManyAsTold(long seed) {
        Lossy run = new Lossy(seed);
        int received = run.inbox.texts.size();
        // 10,000 times 0.9 times 0.8, and six standard deviations.
        assertTrue(Math.abs(received - 7200) < 270, "seed " + seed + ": " + received);
        assertEquals(10_000 - received, run.network.count(NetworkEvent.Kind.LOST));
        assertEquals(received, run.network.count(NetworkEvent.Kind.DELIVERED));
    }

    @Test
    void doesTheSameForTheSameSeed() {
        assertEquals(new Lossy(8).inbox.texts, new Lossy(8).inbox.texts);
        assertEquals(new Lossy(8).inbox.timesNanos, new Lossy(8).inbox.timesNanos);
        assertNotEquals(new Lossy(8).inbox.texts, new Lossy(9).inbox.texts);
    }

    /** 10,000 datagrams, of which the sender's link loses a tenth and the receiver's a fifth. */
    private static final class Lossy {
        private final VirtualNetwork network;
        private final Inbox inbox;

        Lossy(long seed) {
            network = new VirtualNetwork(seed);
            VirtualHost a = network.host("192.0.2.1");
            VirtualHost b = network.host("192.0.2.2");
            a.setProfile(
                    LinkProfile.PERFECT.withLoss(0.1).withJitter(Duration.ofMillis(20)),
                    LinkProfile.PERFECT);
            b.setProfile(LinkProfile.PERFECT, LinkProfile.PERFECT.withLoss(0.2));
            Inbox from = Inbox.at(a, 0);
            inbox = Inbox.at(b, 7);
            for (int i = 0; i < 10_000; i++) {
                from.send("" + i, inbox.socket.local());
            }
            network.runFor(SECOND);
        }
    }

    @Test
    void reordersByJitterAndDuplicatesAndCorrupts() {
        VirtualHost a = network.host("192.0.2.1");
        a.setProfile(
                LinkProfile.PERFECT.withJitter(Duration.ofMillis(5)).withDuplication(0.5),
                LinkProfile.PERFECT);
        Inbox from = Inbox.at(a, 0);
        VirtualHost b = network.host("192.0.2.2");
        Inbox to = Inbox.at(b, 7);
        for (int i = 100; i < 200; i++) {
            from.send("" + i, to.socket.local());
        }
        network.runFor(SECOND);
        assertNotEquals(to.texts.stream().sorted().toList(), to.texts);
        assertEquals(100, to.texts.stream().distinct().count());
        assertTrue(to.texts.size() > 120 && to.texts.size() < 180, to.texts.toString());

        to.texts.clear();
        a.setProfile(LinkProfile.PERFECT.withCorruption(1));
        from.send("xxxx", to.socket.local());
        network.runFor(SECOND);
        int flipped = 0;
        for (int i = 0; i < 4; i++) {
            flipped += Integer.bitCount(to.texts.get(0).charAt(i) ^ 'x');
        }
        assertTrue(flipped >= 1, "nothing was corrupted");
    }

    @Test
    void queuesForTheBitRate() {
        VirtualHost a = network.host("192.0.2.1");
        // 1,000 bytes with their headers take 8 ms; three wait, and the others vanish.
        a.setProfile(LinkProfile.PERFECT.withBitrate(1_000_000, 3000));
        Inbox from = Inbox.at(a, 0);
        Inbox to = Inbox.at(network.host("192.0.2.2"), 7);
        for (int i = 0; i < 5; i++) {
            from.socket.send(new byte[972], to.socket.local());
        }
        network.runFor(SECOND);
        assertEquals(List.of(8_000_000L, 16_000_000L, 24_000_000L), to.timesNanos);
        assertEquals(2, network.count(NetworkEvent.Kind.QUEUE_FULL));
    }

    @Test
    void givesPortsAndTakesThemBack() {
        VirtualHost host = network.host("192.0.2.1", "2001:db8::1");
        InetAddress ip = host.addresses().get(0);
        Inbox first = Inbox.at(host, 0);
        assertTrue(first.socket.local().getPort() >= 49_152);
        assertNotEquals(first.socket.local(), Inbox.at(host, 0).socket.local());
        int port = first.socket.local().getPort();
        assertThrows(IllegalStateException.class, () -> Inbox.at(host, port));
        host.bind(host.addresses().get(1), port, (at, from, data, nowNanos) -> {});
        first.socket.close();
        assertFalse(first.socket.isOpen());
        Inbox again = Inbox.at(host, port);
        first.socket.close();
        assertFalse(first.send("closed", again.socket.local()));
        again.send("to myself", again.socket.local());
        network.runFor(SECOND);
        assertEquals(List.of("to myself"), again.texts);
        assertThrows(
                IllegalArgumentException.class,
                () -> host.bind(Addresses.of("192.0.2.9"), 1, (at, from, data, nowNanos) -> {}));
        assertEquals("192.0.2.1", ip.getHostAddress());
    }

    @Test
    void tellsWhyNothingArrived() {
        Inbox from = Inbox.at(network.host("192.0.2.1"), 0);
        network.host("192.0.2.2");
        from.send("nobody listens", Addresses.of("192.0.2.2", 7));
        from.send("nobody there", Addresses.of("192.0.2.3", 7));
        assertFalse(from.send("other family", Addresses.of("2001:db8::1", 7)));
        network.runFor(SECOND);
        assertEquals(1, network.count(NetworkEvent.Kind.NO_SOCKET));
        assertEquals(2, network.count(NetworkEvent.Kind.NO_ROUTE));
        assertTrue(network.trace(1).startsWith("0.000000 ms NO_SOCKET at host 192.0.2.2: UDP "));
        assertTrue(network.trace(100).lines().count() == 5, network.trace(100));
        assertThrows(
                IllegalArgumentException.class,
                () -> from.send("?", InetSocketAddress.createUnresolved("example", 7)));
    }

    @Test
    void dropsWhatTheTestChooses() {
        Inbox from = Inbox.at(network.host("192.0.2.1"), 0);
        Inbox to = Inbox.at(network.host("192.0.2.2"), 7);
        network.dropNext(2, packet -> packet.data().at(0) == 'b');
        for (String text : List.of("a", "b1", "c", "b2", "b3")) {
            from.send(text, to.socket.local());
        }
        network.dropIf(packet -> packet.destination().equals(to.socket.local()));
        from.send("partition", to.socket.local());
        network.dropIf(packet -> false);
        from.send("over", to.socket.local());
        network.runFor(SECOND);
        assertEquals(List.of("a", "c", "b3", "over"), to.texts);
        assertEquals(3, network.count(NetworkEvent.Kind.DROPPED_ON_REQUEST));
    }

    @Test
    void losesAnAddressAndGetsItBack() {
        VirtualHost a = network.host("192.0.2.1", "192.0.2.11");
        a.setProfile(LinkProfile.PERFECT.withDelay(Duration.ofMillis(50)));
        Inbox first = Inbox.at(a, 5000);
        Inbox peer = Inbox.at(network.host("192.0.2.2"), 7);
        peer.send("is on its way", first.socket.local());
        network.runFor(Duration.ofMillis(20));
        a.removeAddress("192.0.2.1");
        assertFalse(first.send("vanishes", peer.socket.local()));
        peer.send("vanishes", first.socket.local());
        network.runFor(SECOND);
        assertEquals(List.of(), first.texts);
        assertEquals(List.of(), peer.texts);
        assertEquals(List.of(Addresses.of("192.0.2.11")), a.addresses());
        assertThrows(IllegalArgumentException.class, () -> a.removeAddress("192.0.2.1"));
        assertThrows(IllegalArgumentException.class, () -> a.addAddress("192.0.2.2"));

        a.addAddress("192.0.2.1");
        assertTrue(first.send("is back", peer.socket.local()));
        peer.send("welcome", first.socket.local());
        network.runFor(SECOND);
        assertEquals(List.of("welcome"), first.texts);
        assertEquals(List.of("is back"), peer.texts);
    }

    @Test
    void isAtHomeInTwoRealms() {
        VirtualNat wifi = network.nat(NatType.PORT_RESTRICTED, "198.51.100.1");
        VirtualNat mobile = network.nat(NatType.SYMMETRIC, "198.51.100.2");
        VirtualHost phone = wifi.host("192.168.1.2");
        phone.addAddress(mobile, "10.7.7.7");
        Inbox server = Inbox.at(network.host("203.0.113.1"), 7);
        for (InetAddress ip : phone.addresses()) {
            phone.bind(ip, 0, (at, from, data, nowNanos) -> {})
                    .send(ByteBuffer.wrap(new byte[] {'x'}), server.socket.local());
        }
        network.runFor(SECOND);
        assertEquals(
                List.of(wifi.publicAddress(), mobile.publicAddress()),
                server.senders.stream().map(InetSocketAddress::getAddress).toList());
        assertThrows(IllegalArgumentException.class, () -> phone.addAddress(network, "10.7.7.7"));
    }

    /** Is due each 10 ms, three times. */
    private static final class Ticker implements Timed {
        private final List<Long> ticksNanos = new ArrayList<>();

        @Override
        public void handleTimeout(long nowNanos) {
            ticksNanos.add(nowNanos);
        }

        @Override
        public long nextTimeoutNanos() {
            return ticksNanos.size() == 3 ? NEVER : (ticksNanos.size() + 1) * 10_000_000L;
        }
    }

    @Test
    void jumpsFromDeadlineToDeadline() {
        var ticker = new Ticker();
        network.add(ticker);
        var order = new ArrayList<String>();
        network.schedule(15_000_000, () -> order.add("b"));
        network.schedule(5_000_000, () -> network.schedule(0, () -> order.add("a")));
        network.schedule(15_000_000, () -> order.add("c"));
        assertTrue(network.runUntil(() -> ticker.ticksNanos.size() == 2, SECOND));
        assertEquals(20_000_000, network.nowNanos());
        assertEquals(VirtualClock.EPOCH.plusMillis(20), network.clock().instant());
        assertEquals(List.of("a", "b", "c"), order);
        assertEquals(List.of(10_000_000L, 20_000_000L), ticker.ticksNanos);
        network.remove(ticker);
        assertFalse(network.runUntil(() -> ticker.ticksNanos.size() == 3, 40_000_000));
        assertEquals(40_000_000, network.nowNanos());
    }

    @Test
    void refusesToRunInAHandlerAndRunsOnAfterItsException() {
        network.schedule(1, () -> network.runFor(1));
        assertThrows(IllegalStateException.class, () -> network.runFor(SECOND));
        network.runFor(SECOND);
        assertEquals(SECOND.toNanos() + 1, network.nowNanos());
    }

    @Test
    void givesUpOnAnInstantThatDoesNotEnd() {
        Inbox from = Inbox.echo(network.host("192.0.2.1"), 1);
        Inbox to = Inbox.echo(network.host("192.0.2.2"), 2);
        from.send("for ever", to.socket.local());
        var error = assertThrows(IllegalStateException.class, () -> network.runFor(SECOND));
        assertTrue(error.getMessage().contains("DELIVERED at host 192.0.2.1"), error.getMessage());
    }

    @Test
    void showsEachEventToObservers() {
        var kinds = new ArrayList<NetworkEvent.Kind>();
        network.tap(event -> kinds.add(event.kind()));
        Inbox server = Inbox.echo(network.host("203.0.113.1"), 7);
        Inbox client = Inbox.at(network.nat(NatType.SYMMETRIC, "198.51.100.1").host("10.0.0.1"), 0);
        client.send("hello", server.socket.local());
        network.runFor(SECOND);
        assertEquals(
                List.of(
                        NetworkEvent.Kind.SENT,
                        NetworkEvent.Kind.SOURCE_TRANSLATED,
                        NetworkEvent.Kind.DELIVERED,
                        NetworkEvent.Kind.SENT,
                        NetworkEvent.Kind.DESTINATION_TRANSLATED,
                        NetworkEvent.Kind.DELIVERED),
                kinds);
        assertTrue(NetworkEvent.Kind.FILTERED.isDrop());
        assertFalse(NetworkEvent.Kind.DELIVERED.isDrop());
    }
}
