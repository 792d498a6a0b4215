package dev.specter.sctp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sctp.packet.Chunk;
import dev.specter.sctp.packet.DataChunk;
import dev.specter.sctp.packet.InitAckChunk;
import dev.specter.sctp.packet.InitChunk;
import dev.specter.sctp.packet.InitFields;
import dev.specter.sctp.packet.SackChunk;
import dev.specter.sctp.packet.ShutdownAckChunk;
import dev.specter.sctp.packet.ShutdownChunk;
import dev.specter.sctp.packet.ShutdownCompleteChunk;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What each state of a shutdown does with each chunk (RFC 9260, section 9.2). */
class ShutdownStatesTest {
    private static final long TAG = 0xAAAA;
    private static final ShutdownChunk SHUTDOWN = new ShutdownChunk(9);
    private static final ShutdownAckChunk SHUTDOWN_ACK = new ShutdownAckChunk();
    private static final ShutdownCompleteChunk COMPLETE = new ShutdownCompleteChunk(false);

    private final SctpAssociation association =
            new SctpAssociation(Ends.CLASSIC, new TestRandom(TAG, 10));

    private List<Chunk> drain() {
        List<Chunk> chunks = new ArrayList<>();
        for (ByteBuffer p = association.pollOutput(0); p != null; p = association.pollOutput(0)) {
            chunks.addAll(Packets.chunks(p));
        }
        return chunks;
    }

    private List<Chunk> give(Chunk chunk) {
        association.handlePacket(Packets.packet(TAG, chunk), 0);
        return drain();
    }

    private static DataChunk data(int number) {
        long tsn = PlainPeer.INITIAL_TSN + number;
        return new DataChunk(3, tsn, 0, number, 53, ByteBuffer.allocate(4));
    }

    private static SackChunk sack(long tsn) {
        return new SackChunk(tsn, 100_000, List.of(), List.of());
    }

    private void establish() {
        association.connect(0);
        drain();
        PlainPeer.answer(association);
        drain();
    }

    private void queue() {
        association.send(OutgoingMessage.of(0, 53, ByteBuffer.allocate(4)), 0);
        drain();
    }

    private void assertClosedGracefully() {
        assertEquals(SctpState.CLOSED, association.state());
        SctpEvent last = null;
        for (SctpEvent e = association.pollEvent(); e != null; e = association.pollEvent()) {
            last = e;
        }
        assertTrue(((SctpEvent.Closed) last).cause().isGraceful());
        assertEquals(Long.MAX_VALUE, association.nextTimeoutNanos());
    }

    @Test
    void established() {
        establish();
        assertEquals(List.of(), give(SHUTDOWN_ACK));
        assertEquals(List.of(), give(COMPLETE));
        assertEquals(SctpState.CONNECTED, association.state());
        assertEquals(List.of(SHUTDOWN_ACK), give(SHUTDOWN));
    }

    @Test
    void shutdownPending() {
        establish();
        queue();
        association.shutdown(0);
        assertEquals(List.of(), drain());
        assertEquals(
                SendResult.NOT_OPEN,
                association.send(OutgoingMessage.of(0, 53, ByteBuffer.allocate(4)), 0));
        assertTrue(give(data(0)).get(0) instanceof SackChunk, "DATA is taken");
        assertEquals(List.of(), give(SHUTDOWN_ACK));
        assertEquals(List.of(), give(COMPLETE));
        List<Chunk> answer = give(sack(10));
        assertTrue(answer.contains(new ShutdownChunk(PlainPeer.INITIAL_TSN)), "" + answer);
    }

    @Test
    void shutdownPendingWhenThePeerShutsDownToo() {
        establish();
        queue();
        association.shutdown(0);
        assertEquals(List.of(), give(SHUTDOWN), "our DATA comes first");
        assertEquals(List.of(SHUTDOWN_ACK), give(sack(10)));
    }

    @Test
    void shutdownSent() {
        establish();
        association.shutdown(0);
        assertEquals(List.of(new ShutdownChunk(PlainPeer.INITIAL_TSN - 1)), drain());
        assertEquals(List.of(), give(COMPLETE));
        List<Chunk> answer = give(data(0));
        assertTrue(answer.contains(new ShutdownChunk(PlainPeer.INITIAL_TSN)), "" + answer);
        assertTrue(answer.stream().anyMatch(SackChunk.class::isInstance), "" + answer);
        assertEquals(List.of(COMPLETE), give(SHUTDOWN_ACK));
        assertClosedGracefully();
    }

    @Test
    void shutdownSentFromBothEnds() {
        establish();
        association.shutdown(0);
        drain();
        assertEquals(List.of(SHUTDOWN_ACK), give(SHUTDOWN));
        assertEquals(List.of(COMPLETE), give(SHUTDOWN_ACK));
        assertClosedGracefully();
    }

    @Test
    void shutdownReceived() {
        establish();
        queue();
        assertEquals(List.of(), give(SHUTDOWN));
        assertEquals(SctpState.CLOSING, association.state());
        assertEquals(List.of(), give(data(0)), "the peer said that it sends no more");
        assertEquals(List.of(), give(SHUTDOWN));
        // Its cumulative TSN acknowledges.
        assertEquals(List.of(SHUTDOWN_ACK), give(new ShutdownChunk(10)));
    }

    @Test
    void shutdownAckSent() {
        establish();
        give(SHUTDOWN);
        assertEquals(List.of(), give(data(0)));
        assertEquals(List.of(), give(sack(9)));
        var fields = new InitFields(0xCCCC, 100_000, 10, 10, 1, List.of());
        association.handlePacket(Packets.packet(0, new InitChunk(fields)), 0);
        assertEquals(List.of(SHUTDOWN_ACK), drain(), "the peer forgot");
        assertEquals(List.of(), give(COMPLETE));
        assertClosedGracefully();
    }

    @Test // section 8.5.1, rule C
    void takesAShutdownCompleteUnderThePeersTag() {
        establish();
        give(SHUTDOWN);
        var reflected = new ShutdownCompleteChunk(true);
        give(reflected);
        assertEquals(SctpState.CLOSING, association.state());
        association.handlePacket(Packets.packet(PlainPeer.TAG, reflected), 0);
        assertClosedGracefully();
    }

    @Test // section 5.2.2
    void answersAnInitUntilItIsOver() {
        establish();
        association.shutdown(0);
        drain();
        var fields = new InitFields(0xCCCC, 100_000, 10, 10, 1, List.of());
        association.handlePacket(Packets.packet(0, new InitChunk(fields)), 0);
        assertTrue(drain().get(0) instanceof InitAckChunk);
        give(SHUTDOWN_ACK);
        association.handlePacket(Packets.packet(0, new InitChunk(fields)), 0);
        assertFalse(drain().get(0) instanceof InitAckChunk, "an association has one life");
        assertNull(association.pollOutput(0));
    }
}
