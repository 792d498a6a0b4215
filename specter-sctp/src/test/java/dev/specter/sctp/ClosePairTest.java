package dev.specter.sctp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.common.Bytes;
import dev.specter.sctp.packet.AbortChunk;
import dev.specter.sctp.packet.Chunk;
import dev.specter.sctp.packet.DataChunk;
import dev.specter.sctp.packet.ErrorCause;
import dev.specter.sctp.packet.ErrorChunk;
import dev.specter.sctp.packet.HeartbeatAckChunk;
import dev.specter.sctp.packet.HeartbeatChunk;
import dev.specter.sctp.packet.SackChunk;
import dev.specter.sctp.packet.ShutdownAckChunk;
import dev.specter.sctp.packet.ShutdownChunk;
import dev.specter.sctp.packet.ShutdownCompleteChunk;
import dev.specter.sctp.packet.UnknownChunk;
import dev.specter.testkit.Pair;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;

/** Shutdown, ABORT and errors (RFC 9260, sections 9, 6.5 and 3.2). */
class ClosePairTest {
    private final Pair<SctpEnd, SctpEnd> pair = Ends.connected();

    private static void assertClosed(SctpEnd end, CloseCause.Kind kind) {
        assertEquals(List.of(kind), end.closed().map(CloseCause::kind).toList());
        assertEquals(SctpState.CLOSED, end.association.state());
        assertEquals(Long.MAX_VALUE, end.nextTimeoutNanos());
        assertNull(end.pollOutput());
    }

    @Test // section 9.2
    void shutsDownAfterWhatIsQueuedBothWays() {
        pair.a().send(0, new byte[100_000], pair.nowNanos());
        pair.z().send(0, new byte[100_000], pair.nowNanos());
        pair.a().association.shutdown(pair.nowNanos());
        assertEquals(SctpState.CLOSING, pair.a().association.state());
        assertEquals(SendResult.NOT_OPEN, pair.a().send(0, new byte[1], pair.nowNanos()));
        pair.runFor(Duration.ofSeconds(10));
        assertEquals(1, pair.a().messages.size());
        assertEquals(1, pair.z().messages.size());
        assertClosed(pair.a(), CloseCause.Kind.SHUTDOWN);
        assertClosed(pair.z(), CloseCause.Kind.SHUTDOWN);
    }

    @Test
    void shutsDownFromBothEndsAtOnce() {
        pair.a().association.shutdown(pair.nowNanos());
        pair.z().association.shutdown(pair.nowNanos());
        pair.runFor(Duration.ofSeconds(10));
        assertClosed(pair.a(), CloseCause.Kind.SHUTDOWN);
        assertClosed(pair.z(), CloseCause.Kind.SHUTDOWN);
    }

    @Test // T2-shutdown
    void survivesTheLossOfEachChunkOfShutdown() {
        for (Class<? extends Chunk> lost :
                List.of(
                        ShutdownChunk.class,
                        ShutdownAckChunk.class,
                        ShutdownCompleteChunk.class,
                        SackChunk.class)) {
            for (int count = 1; count <= 3; count++) {
                Pair<SctpEnd, SctpEnd> lossy = Ends.connected(SctpOptions.defaults(), count);
                lossy.aToZ().dropIf(Packets.first(count, lost));
                lossy.zToA().dropIf(Packets.first(count, lost));
                lossy.a().send(0, new byte[3_000], lossy.nowNanos());
                lossy.z().send(0, new byte[3_000], lossy.nowNanos());
                lossy.a().association.shutdown(lossy.nowNanos());
                lossy.runFor(Duration.ofSeconds(30));
                assertClosed(lossy.a(), CloseCause.Kind.SHUTDOWN);
                assertClosed(lossy.z(), CloseCause.Kind.SHUTDOWN);
                assertEquals(1, lossy.a().messages.size());
            }
        }
    }

    @Test
    void endsAShutdownThatIsNotAnswered() {
        pair.aToZ().profile(Ends.PATH.withLoss(1));
        pair.zToA().profile(Ends.PATH.withLoss(1));
        pair.a().association.shutdown(pair.nowNanos());
        pair.runFor(Duration.ofMinutes(5));
        assertClosed(pair.a(), CloseCause.Kind.PEER_UNREACHABLE);
    }

    @Test // section 9.1
    void abortsAtOnce() {
        pair.a().send(0, new byte[100_000], pair.nowNanos());
        pair.a().association.abort("enough");
        pair.runFor(Duration.ofMillis(25));
        assertClosed(pair.a(), CloseCause.Kind.ABORTED);
        assertEquals(
                List.of(
                        new CloseCause(
                                CloseCause.Kind.ABORTED_BY_PEER,
                                OptionalInt.of(ErrorCause.USER_INITIATED_ABORT),
                                "enough")),
                pair.z().closed().toList());
    }

    @Test // section 8.4: the ABORT was lost; the next packet is answered with another
    void tellsAPeerThatMissedTheAbort() {
        pair.aToZ().dropIf(Packets.first(1, AbortChunk.class));
        pair.a().association.abort("");
        pair.z().send(0, new byte[10], pair.nowNanos());
        pair.runFor(Duration.ofSeconds(1));
        assertClosed(pair.z(), CloseCause.Kind.ABORTED_BY_PEER);
    }

    @Test
    void closesBeforeItConnected() {
        for (boolean isAbort : new boolean[] {false, true}) {
            Pair<SctpEnd, SctpEnd> early = Ends.pair(Ends.PATH, 1);
            early.a().connect(0);
            early.runFor(Duration.ofMillis(50)); // COOKIE ECHO is on its way
            if (isAbort) {
                early.a().association.abort("");
            } else {
                early.a().association.shutdown(early.nowNanos());
            }
            early.runFor(Duration.ofSeconds(1));
            assertEquals(SctpState.CLOSED, early.a().association.state());
            assertEquals(SctpState.CLOSED, early.z().association.state());
        }
    }

    // ---- one end against hand-made packets

    private static SctpAssociation alone() {
        var association = new SctpAssociation(SctpOptions.defaults(), new TestRandom(0xAAAA, 10));
        association.connect(0);
        association.pollOutput(0);
        PlainPeer.answer(association);
        association.pollEvent();
        return association;
    }

    private static List<Chunk> answer(SctpAssociation association, Chunk... chunks) {
        association.handlePacket(Packets.packet(0xAAAA, chunks), 0);
        ByteBuffer packet = association.pollOutput(0);
        return packet == null ? List.of() : Packets.chunks(packet);
    }

    @Test // section 6.2: DATA without user data
    void abortsOnEmptyData() {
        SctpAssociation association = alone();
        assertEquals(
                List.of(new AbortChunk(false, List.of(new ErrorCause.NoUserData(500)))),
                answer(association, new DataChunk(3, 500, 0, 0, 53, ByteBuffer.allocate(0))));
        assertEquals(SctpState.CLOSED, association.state());
    }

    @Test // section 6.5
    void reportsAnInvalidStream() {
        SctpAssociation association = alone();
        List<Chunk> answer =
                answer(association, new DataChunk(11, 500, 65_535, 0, 53, ByteBuffer.allocate(1)));
        assertEquals(new ErrorChunk(List.of(new ErrorCause.InvalidStream(65_535))), answer.get(0));
        assertEquals(500, ((SackChunk) answer.get(1)).cumulativeTsnAck());
        assertEquals(SctpState.CONNECTED, association.state());
    }

    @Test // section 3.2
    void doesWithUnknownChunksWhatTheirTypesSay() {
        var beat = new HeartbeatChunk(Bytes.ofHex("07"));
        var ack = new HeartbeatAckChunk(Bytes.ofHex("07"));
        assertEquals(List.of(), answer(alone(), new UnknownChunk(0x3E, 0, Bytes.EMPTY), beat));
        assertEquals(List.of(ack), answer(alone(), new UnknownChunk(0xBE, 0, Bytes.EMPTY), beat));
        List<Chunk> reported = answer(alone(), new UnknownChunk(0x7E, 0, Bytes.EMPTY), beat);
        assertEquals(1, reported.size());
        assertEquals(
                ErrorCause.UNRECOGNIZED_CHUNK,
                ((ErrorChunk) reported.get(0)).causes().get(0).code());
        assertEquals(2, answer(alone(), new UnknownChunk(0xFE, 0, Bytes.EMPTY), beat).size());
    }

    @Test // what stands before a malformed chunk counts, what stands behind it does not
    void keepsWhatStoodBeforeAMalformedChunk() {
        SctpAssociation association = alone();
        var malformed = new UnknownChunk(DataChunk.TYPE, 3, Bytes.ofHex("0000"));
        List<Chunk> answer =
                answer(
                        association,
                        new HeartbeatChunk(Bytes.ofHex("01")),
                        malformed,
                        new HeartbeatChunk(Bytes.ofHex("02")));
        assertEquals(List.of(new HeartbeatAckChunk(Bytes.ofHex("01"))), answer);
        assertEquals(1, association.counters().packetsDiscarded());
    }

    @Test // section 12.4
    void answersAPacketWithNoMoreThanOne() {
        SctpAssociation association = alone();
        var unknown = new UnknownChunk(0xFE, 0, Bytes.EMPTY);
        association.handlePacket(
                Packets.packet(0xAAAA, Collections.nCopies(290, unknown).toArray(Chunk[]::new)), 0);
        ByteBuffer answer = association.pollOutput(0);
        assertTrue(answer.remaining() <= 1_200 && Packets.chunks(answer).size() > 20);
        assertEquals(null, association.pollOutput(0));
        var large = new HeartbeatChunk(Bytes.copyOf(new byte[1_400]));
        assertEquals(
                List.of(new HeartbeatAckChunk(large.info())), answer(association, large, unknown));
    }

    @Test
    void boundsWhatAFloodCanProvoke() {
        SctpAssociation association = alone();
        for (int i = 0; i < 10_000; i++) {
            association.handlePacket(
                    Packets.packet(0xAAAA, new HeartbeatChunk(Bytes.copyOf(new byte[500]))), 0);
        }
        int packets = 0;
        while (association.pollOutput(0) != null) {
            packets++;
        }
        assertTrue(packets <= 64);
    }
}
