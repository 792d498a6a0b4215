package dev.specter.sctp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sctp.packet.DataChunk;
import dev.specter.testkit.Pair;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** Windows, slow consumers and limits (RFC 9260, sections 6.1 and 6.2). */
class FlowControlNetworkTest {
    private static final int WINDOW = 300_000;

    private final SctpOptions options =
            SctpOptions.builder().receiveWindowBytes(WINDOW).sendBufferBytes(1 << 30).build();
    private final Pair<SctpEnd, SctpEnd> pair = Ends.connected(options, 1);

    private long received() {
        return pair.z().messages.stream().mapToLong(m -> m.payload().remaining()).sum();
    }

    @Test // section 6.1, rule A: zero window probes, for as long as it takes
    void waitsForASlowConsumer() {
        pair.z().stopConsuming();
        for (int i = 0; i < 100; i++) {
            pair.a().send(0, new byte[20_000], pair.nowNanos());
        }
        pair.runFor(Duration.ofMinutes(30));
        assertEquals(SctpState.CONNECTED, pair.a().association.state());
        assertTrue(received() > WINDOW / 2 && received() <= WINDOW * 5 / 4, "" + received());
        long before = pair.aToZ().sentCount();
        pair.runFor(Duration.ofMinutes(1));
        assertTrue(pair.aToZ().sentCount() - before < 15, "probes back off");
        pair.z().resumeConsuming(pair.nowNanos());
        long start = pair.nowNanos();
        assertTrue(
                pair.runUntil(
                        () -> received() == 2_000_000,
                        pair.nowNanos() + Duration.ofSeconds(10).toNanos()));
        assertTrue(pair.nowNanos() - start < Duration.ofSeconds(3).toNanos(), "opens at once");
    }

    @Test
    void boundsTinyMessagesToo() {
        pair.z().stopConsuming();
        for (int i = 0; i < 100_000; i++) {
            pair.a().send(0, new byte[1], pair.nowNanos());
        }
        pair.runFor(Duration.ofMinutes(2));
        assertTrue(pair.z().messages.size() <= WINDOW * 5 / 4 / 65 + 100);
        pair.z().resumeConsuming(pair.nowNanos());
        assertTrue(
                pair.runUntil(
                        () -> pair.z().messages.size() == 100_000,
                        pair.nowNanos() + Duration.ofMinutes(5).toNanos()),
                () -> "" + pair.z().messages.size());
    }

    @Test
    void survivesTheLossOfTheWindowUpdate() {
        pair.z().stopConsuming();
        for (int i = 0; i < 30; i++) {
            pair.a().send(0, new byte[20_000], pair.nowNanos());
        }
        pair.runFor(Duration.ofSeconds(20));
        pair.zToA().profile(Ends.PATH.withLoss(1));
        pair.z().resumeConsuming(pair.nowNanos());
        pair.runFor(Duration.ofMillis(100));
        pair.zToA().profile(Ends.PATH);
        pair.runFor(Duration.ofSeconds(30));
        assertEquals(600_000, received());
    }

    @Test // a peer that ignores the window
    void boundsWhatAHostilePeerCanMakeItHold() {
        var association = new SctpAssociation(options, new TestRandom(0xAAAA, 10));
        association.connect(0);
        association.pollOutput(0);
        PlainPeer.answer(association);
        int taken = 0;
        for (int i = 0; i < 5_000; i++) {
            long tsn = PlainPeer.INITIAL_TSN + 1 + i; // the first one never comes
            var chunk = new DataChunk(3, tsn, 0, i + 1, 53, ByteBuffer.allocate(1_000));
            association.handlePacket(Packets.packet(0xAAAA, chunk), 0);
            association.pollOutput(0);
            taken = (int) association.counters().dataChunksReceived();
        }
        assertTrue(taken * 1_000 <= WINDOW * 5 / 4, "held " + taken);
        assertEquals(0, association.pathMetrics().localWindowBytes());
        // A gap that fills is taken even now.
        var first = new DataChunk(3, PlainPeer.INITIAL_TSN, 0, 0, 53, ByteBuffer.allocate(1_000));
        association.handlePacket(Packets.packet(0xAAAA, first), 0);
        assertEquals(taken + 1, association.counters().messagesReceived());
    }

    @Test // fragments that nothing can complete, between messages that are taken
    void countsWhatTinyFragmentsTakeBeyondTheirBytes() {
        var association = new SctpAssociation(options, new TestRandom(0xAAAA, 10));
        association.connect(0);
        association.pollOutput(0);
        PlainPeer.answer(association);
        int fragments = 0;
        long tsn = PlainPeer.INITIAL_TSN;
        while (association.state() == SctpState.CONNECTED && fragments < WINDOW) {
            var whole = new DataChunk(7, tsn++, 0, 0, 53, ByteBuffer.allocate(1));
            var middle = new DataChunk(4, tsn++, 1, 0, 53, ByteBuffer.allocate(1));
            association.handlePacket(Packets.packet(0xAAAA, whole, middle), 0);
            for (SctpEvent e = association.pollEvent(); e != null; e = association.pollEvent()) {
                if (e instanceof SctpEvent.MessageReceived message) {
                    association.consumed(message.windowBytes(), 0);
                }
            }
            association.pollOutput(0);
            fragments++;
        }
        assertEquals(SctpState.CLOSED, association.state());
        assertTrue(fragments < WINDOW / 100, "took " + fragments);
    }

    @Test
    void abortsOnAMessageLargerThanItAccepts() {
        var generous = options.toBuilder().maxSendMessageBytes(1 << 20).build();
        Pair<SctpEnd, SctpEnd> other = Ends.connected(generous, 2);
        other.a().send(0, new byte[300_000], other.nowNanos());
        other.runFor(Duration.ofSeconds(10));
        assertEquals(
                List.of(CloseCause.Kind.PROTOCOL_VIOLATION),
                other.z().closed().map(CloseCause::kind).toList());
        assertEquals(
                List.of(CloseCause.Kind.ABORTED_BY_PEER),
                other.a().closed().map(CloseCause::kind).toList());
    }

    @Test
    void refusesWhatIsTooLargeOrTooMuch() {
        var small =
                options.toBuilder().sendBufferBytes(100_000).maxSendMessageBytes(50_000).build();
        Pair<SctpEnd, SctpEnd> other = Ends.connected(small, 2);
        long now = other.nowNanos();
        assertEquals(SendResult.TOO_LARGE, other.a().send(0, new byte[50_001], now));
        assertEquals(SendResult.QUEUED, other.a().send(0, new byte[50_000], now));
        assertEquals(SendResult.QUEUED, other.a().send(0, new byte[50_000], now));
        assertEquals(SendResult.BUFFER_FULL, other.a().send(0, new byte[1], now));
        other.runFor(Duration.ofSeconds(5));
        assertEquals(SendResult.QUEUED, other.a().send(0, new byte[50_000], other.nowNanos()));
        other.a().association.maxSendMessageBytes(10);
        assertEquals(SendResult.TOO_LARGE, other.a().send(0, new byte[11], other.nowNanos()));
    }
}
