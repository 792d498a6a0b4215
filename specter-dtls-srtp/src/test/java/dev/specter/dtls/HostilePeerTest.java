package dev.specter.dtls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.dtls.DtlsFailure.Reason;
import dev.specter.dtls.record.HandshakeGate;
import dev.specter.testkit.LinkProfile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;

/** What whoever can send to us may try, before, during and after the handshake. */
class HostilePeerTest {
    private static final int WARNING = 1;
    private static final int FATAL = 2;
    private static final int CLOSE_NOTIFY = 0;

    @ParameterizedTest
    @EnumSource
    void garbageAndTruncatedRecordsDuringTheHandshakeDoNoHarm(DtlsRole victim) {
        long seed = System.nanoTime();
        System.out.println("garbage in the handshake, seed " + seed);
        var random = new Random(seed);
        try (var pair = new DtlsPair()) {
            DtlsPair.End end = victim == DtlsRole.CLIENT ? pair.client : pair.server;
            DtlsPair.End other = victim == DtlsRole.CLIENT ? pair.server : pair.client;
            pair.start();
            int seen = 0;
            while (!pair.client.isConnected() || !pair.server.isConnected()) {
                for (int i = 0; i < 20; i++) {
                    end.transport.handleDatagram(ByteBuffer.wrap(garbage(random)));
                }
                for (; seen < other.sent.size(); seen++) {
                    truncated(other.sent.get(seen), end.transport);
                }
                pair.runFor(Duration.ofMillis(1), () -> false);
                assertTrue(!pair.client.isOver() && !pair.server.isOver(), "" + end.failure);
            }
            assertStillWorks(pair);
        }
    }

    private static void truncated(byte[] real, DtlsTransport transport) {
        for (int length = 1; length < real.length; length += 7) {
            transport.handleDatagram(ByteBuffer.wrap(Arrays.copyOf(real, length)));
        }
    }

    private static byte[] garbage(Random random) {
        byte[] garbage = new byte[random.nextInt(300)];
        random.nextBytes(garbage);
        if (garbage.length > 13) { // looks like a record, but has no sensible content
            garbage[0] = (byte) (garbage.length > 13 + 64 ? 20 + random.nextInt(4) : 23);
            garbage[1] = (byte) 0xFE;
            garbage[2] = (byte) 0xFD;
            garbage[3] = 0;
            garbage[4] = (byte) (1 + random.nextInt(3));
            garbage[11] = (byte) ((garbage.length - 13) >> 8);
            garbage[12] = (byte) (garbage.length - 13);
        }
        return garbage;
    }

    @Test // RFC 6347, section 4.1.2.6
    void replaysOfTheWholeConversationDoNoHarm() {
        try (var pair = new DtlsPair()) {
            pair.connect();
            pair.client.transport.send(ByteBuffer.wrap(new byte[] {1}));
            pair.server.transport.send(ByteBuffer.wrap(new byte[] {2}));
            pair.settle();
            List<byte[]> ofClient = List.copyOf(pair.client.sent);
            List<byte[]> ofServer = List.copyOf(pair.server.sent);
            for (int round = 0; round < 3; round++) {
                ofClient.forEach(d -> pair.server.transport.handleDatagram(wrap(d)));
                ofServer.forEach(d -> pair.client.transport.handleDatagram(wrap(d)));
                ofClient.forEach(d -> pair.client.transport.handleDatagram(wrap(d)));
                ofServer.forEach(d -> pair.server.transport.handleDatagram(wrap(d)));
            }
            pair.settle();
            assertEquals(1, pair.server.received.size());
            assertEquals(1, pair.client.received.size());
            assertEquals(ofServer.size(), pair.server.sent.size(), "nothing was answered");
            assertStillWorks(pair);
        }
    }

    @Test
    void recordsOfOldAndFutureEpochsDoNoHarm() {
        try (var pair = new DtlsPair()) {
            pair.connect();
            pair.client.transport.send(ByteBuffer.wrap(new byte[] {1}));
            byte[] real = pair.client.sent.get(pair.client.sent.size() - 1);
            pair.settle();
            for (int epoch : new int[] {0, 2, 3, 0xFFFF}) {
                byte[] moved = real.clone();
                moved[3] = (byte) (epoch >> 8);
                moved[4] = (byte) epoch;
                moved[10]++;
                pair.server.transport.handleDatagram(wrap(moved));
            }
            assertEquals(1, pair.server.received.size());
            assertStillWorks(pair);
        }
    }

    @Test
    void forgedAlertsDoNoHarmOnceConnected() {
        try (var pair = new DtlsPair()) {
            pair.connect();
            for (int description = 0; description < 256; description++) {
                for (int level : new int[] {0, WARNING, FATAL, 255}) {
                    for (int epoch = 0; epoch < 3; epoch++) {
                        byte[] alert = alert(epoch, level, description);
                        pair.client.transport.handleDatagram(wrap(alert));
                        pair.server.transport.handleDatagram(wrap(alert));
                    }
                }
            }
            assertStillWorks(pair);
        }
    }

    @Test
    void alertsBeforeTheClientHelloDoNothing() {
        try (var pair = new DtlsPair()) {
            pair.server.transport.start(
                    DtlsRole.SERVER, DtlsPair.CLIENT_CERTIFICATE.fingerprints());
            for (int description = 0; description < 256; description++) {
                pair.server.transport.handleDatagram(wrap(alert(0, FATAL, description)));
                pair.server.transport.handleDatagram(wrap(alert(0, WARNING, description)));
            }
            assertEquals(DtlsTransportState.CONNECTING, pair.server.transport.state());
            assertEquals(0, pair.pool().workerCount());
        }
    }

    @ParameterizedTest // RFC 5246, section 7.2
    @EnumSource
    void alertsInTheHandshakeMeanWhatTheySay(DtlsRole victim) {
        int[] descriptions = {
            0, 10, 20, 22, 40, 42, 43, 45, 46, 47, 48, 50, 51, 70, 71, 80, 90, 100
        };
        for (int description : descriptions) {
            for (int level : new int[] {WARNING, FATAL}) {
                try (var pair = new DtlsPair()) {
                    DtlsPair.End end = victim == DtlsRole.CLIENT ? pair.client : pair.server;
                    pair.start();
                    if (victim == DtlsRole.CLIENT) {
                        pair.toClient.dropNext(Integer.MAX_VALUE);
                    } else {
                        int[] passed = {0};
                        pair.toServer.dropIf(d -> passed[0]++ > 0);
                    }
                    pair.runUntil(() -> !end.sent.isEmpty());
                    end.transport.handleDatagram(wrap(alert(0, level, description)));
                    if (level == FATAL && description != CLOSE_NOTIFY) {
                        pair.runUntil(end::isOver);
                        DtlsFailure failure = end.failure.orElseThrow();
                        assertEquals(Reason.PEER_ALERT, failure.reason());
                        assertEquals(OptionalInt.of(description), failure.receivedAlert());
                    } else if (description == CLOSE_NOTIFY) {
                        pair.runUntil(end::isOver);
                        assertEquals(DtlsTransportState.CLOSED, end.transport.state());
                    } else {
                        pair.runFor(Duration.ofMillis(5), () -> false);
                        assertEquals(DtlsTransportState.CONNECTING, end.transport.state());
                    }
                }
            }
        }
    }

    @Test // RFC 6347, section 4.2.1: what a cookie would prevent is bounded without one
    void aFloodOfClientHellosIsBoundedWork() {
        try (var pair = new DtlsPair()) {
            pair.toClient.dropNext(Integer.MAX_VALUE);
            pair.start();
            pair.runUntil(() -> !pair.server.sent.isEmpty());
            byte[] hello = pair.client.sent.get(0);
            int answers = pair.server.sent.size();
            int hellos = 20_000;
            for (int i = 1; i <= hellos; i++) {
                pair.server.transport.handleDatagram(wrap(renumbered(hello, i)));
                if (i % 100 == 0) {
                    pair.runFor(Duration.ofMillis(1), () -> false);
                }
            }
            pair.runFor(Duration.ofMillis(200), () -> false);
            int answered = pair.server.sent.size() - answers;
            System.out.printf("%d ClientHellos: %d datagrams in answer%n", hellos, answered);
            assertTrue(answered <= 2 * HandshakeGate.MAX_REPETITIONS, "" + answered);
            assertTrue(pair.pool().workerCount() <= 2);
            assertTrue(pair.server.transport.counters().recordsFiltered() > hellos / 2);
        }
    }

    @Test
    void aFloodOfClientHellosAfterTheHandshakeIsIgnored() {
        try (var pair = new DtlsPair()) {
            pair.connect();
            byte[] hello = pair.client.sent.get(0);
            int sent = pair.server.sent.size();
            for (int i = 1; i <= 1000; i++) {
                pair.server.transport.handleDatagram(wrap(renumbered(hello, i)));
            }
            pair.settle();
            assertEquals(sent, pair.server.sent.size());
            assertStillWorks(pair);
        }
    }

    @Test
    void onlySoManyHandshakesRunAtOnceAndTheRestWaits() {
        var pairs = new ArrayList<DtlsPair>();
        try (var pool = new HandshakePool(4)) {
            for (int i = 0; i < 20; i++) {
                var pair = new DtlsPair(LinkProfile.PERFECT, i, pool);
                pairs.add(pair);
                pair.toServer.dropNext(Integer.MAX_VALUE);
                pair.start();
            }
            assertTrue(pool.workerCount() <= 2, "half of four are for clients");
            pairs.forEach(DtlsPair::close);
        }
    }

    private static byte[] renumbered(byte[] record, int sequenceNumber) {
        byte[] renumbered = record.clone();
        ByteBuffer.wrap(renumbered).putInt(7, sequenceNumber);
        return renumbered;
    }

    private static byte[] alert(int epoch, int level, int description) {
        return ByteBuffer.allocate(15)
                .put((byte) 21)
                .putShort((short) 0xFEFD)
                .putShort((short) epoch)
                .putShort((short) 0)
                .putInt(100_000 + level * 256 + description)
                .putShort((short) 2)
                .put((byte) level)
                .put((byte) description)
                .array();
    }

    private static ByteBuffer wrap(byte[] datagram) {
        return ByteBuffer.wrap(datagram.clone());
    }

    private static void assertStillWorks(DtlsPair pair) {
        pair.settle();
        int ofClient = pair.client.received.size();
        int ofServer = pair.server.received.size();
        assertTrue(pair.client.transport.send(ByteBuffer.wrap(new byte[] {1})));
        assertTrue(pair.server.transport.send(ByteBuffer.wrap(new byte[] {2})));
        pair.settle();
        assertEquals(ofClient + 1, pair.client.received.size());
        assertEquals(ofServer + 1, pair.server.received.size());
    }
}
