package dev.specter.sctp.rx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sctp.ReceiveBudget;
import dev.specter.sctp.packet.DataChunk;
import dev.specter.sctp.packet.SkippedStream;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

class ReassemblyQueueTest {
    private static final int REACH = 1_000;

    private final ReceiveWindow window =
            new ReceiveWindow(100_000, 1_200, 50_000, 0, ReceiveBudget.UNLIMITED);
    private final List<String> delivered = new ArrayList<>();
    private final ReassemblyQueue queue =
            new ReassemblyQueue(
                    window,
                    (streamId, ppid, payload, windowBytes) -> {
                        delivered.add(
                                streamId
                                        + ":"
                                        + StandardCharsets.UTF_8.decode(payload.duplicate()));
                        window.consumed(windowBytes);
                    },
                    1_000);

    private static DataChunk chunk(long tsn, int streamId, int ssn, int flags, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new DataChunk(flags, tsn, streamId, ssn, 51, ByteBuffer.wrap(bytes));
    }

    private boolean add(long tsn, int streamId, int ssn, int flags, String text) {
        return queue.add(chunk(tsn, streamId, ssn, flags, text), tsn, REACH);
    }

    private static final int B = DataChunk.BEGIN;
    private static final int E = DataChunk.END;
    private static final int U = DataChunk.UNORDERED;

    @Test // RFC 9260, section 6.9
    void putsFragmentsTogetherInEveryOrder() {
        for (int seed = 0; seed < 200; seed++) {
            delivered.clear();
            List<DataChunk> chunks = new ArrayList<>();
            int ssn = seed;
            long tsn = 1_000L * (seed + 1);
            chunks.add(chunk(tsn++, 1, ssn, B | E, "one"));
            chunks.add(chunk(tsn++, 1, ssn + 1, B, "t"));
            chunks.add(chunk(tsn++, 1, ssn + 1, 0, "w"));
            chunks.add(chunk(tsn++, 1, ssn + 1, E, "o"));
            chunks.add(chunk(tsn++, 1, ssn + 2, B, "thr"));
            chunks.add(chunk(tsn++, 1, ssn + 2, E, "ee"));
            var one = new ReassemblyQueue(window, this::record, 1_000);
            Collections.shuffle(chunks, new Random(seed));
            one.skip(tsn - 100, List.of(new SkippedStream(1, ssn - 1 & 0xFFFF)));
            chunks.forEach(c -> assertTrue(one.add(c, c.tsn(), REACH)));
            assertEquals(List.of("1:one", "1:two", "1:three"), delivered, "seed " + seed);
            assertEquals(100_000, window.freeBytes());
        }
    }

    private void record(int streamId, long ppid, ByteBuffer payload, int windowBytes) {
        delivered.add(streamId + ":" + StandardCharsets.UTF_8.decode(payload.duplicate()));
        window.consumed(windowBytes);
    }

    @Test // RFC 9260, section 6.6
    void ordersWithinAStreamOnlyAndLetsUnorderedPass() {
        add(2, 1, 1, B | E, "second");
        add(3, 2, 0, B | E, "other stream");
        add(4, 1, 0, B | E | U, "unordered");
        assertEquals(List.of("2:other stream", "1:unordered"), delivered);
        add(1, 1, 0, B | E, "first");
        assertEquals(List.of("2:other stream", "1:unordered", "1:first", "1:second"), delivered);
    }

    @Test
    void wrapsTheStreamSequenceNumber() {
        queue.skip(0, List.of(new SkippedStream(1, 32_000)));
        queue.skip(0, List.of(new SkippedStream(1, 60_000)));
        queue.skip(0, List.of(new SkippedStream(1, 65_533)));
        add(3, 1, 0, B | E, "c");
        add(2, 1, 65_535, B | E, "b");
        assertTrue(delivered.isEmpty());
        add(1, 1, 65_534, B | E, "a");
        assertEquals(List.of("1:a", "1:b", "1:c"), delivered);
        add(4, 1, 65_000, B | E, "old");
        assertEquals(3, delivered.size());
        assertEquals(100_000, window.freeBytes());
    }

    @Test // RFC 3758, section 3.6
    void skipsWhatWasGivenUpAndDeliversWhatWaited() {
        add(1, 1, 0, B, "half");
        add(3, 1, 2, B | E, "third");
        add(4, 2, 0, B | E | U, "u");
        add(6, 1, 4, B | E, "fifth");
        queue.skip(2, List.of(new SkippedStream(1, 1)));
        assertEquals(List.of("2:u", "1:third"), delivered);
        queue.skip(5, List.of(new SkippedStream(1, 3)));
        assertEquals(List.of("2:u", "1:third", "1:fifth"), delivered);
        assertEquals(100_000, window.freeBytes());
    }

    @Test
    void countsWhatItHolds() {
        add(2, 1, 0, 0, "0123456789");
        assertEquals(100_000 - 10 - 128, window.freeBytes());
        add(5, 1, 7, B | E, "0123456789");
        assertEquals(100_000 - 20 - 128 - 64, window.freeBytes());
        queue.reset(List.of(1));
        assertEquals(100_000 - 10 - 128, window.freeBytes());
        queue.skip(2, List.of());
        assertEquals(100_000, window.freeBytes());
    }

    @Test
    void refusesMessagesThatAreTooLarge() {
        assertFalse(add(1, 1, 0, B | E, "x".repeat(1_001)));
        assertTrue(add(2, 1, 0, B, "x".repeat(600)));
        assertFalse(add(3, 1, 0, 0, "x".repeat(600)));
    }

    @Test // a peer that gives up a message half way and begins the next one
    void dropsAMessageThatCannotEnd() {
        add(1, 1, 0, B, "half");
        add(2, 1, 0, B, "who");
        add(3, 1, 0, E, "le");
        assertEquals(List.of("1:whole"), delivered);
        assertEquals(100_000, window.freeBytes());
        add(6, 1, 9, E, "tail");
        add(5, 1, 1, E, "x");
        add(4, 1, 1, B, "y");
        assertEquals(List.of("1:whole", "1:yx"), delivered);
    }

    @Test // a small piece of a large packet must not keep the packet
    void copiesSmallPiecesOfLargePackets() {
        ByteBuffer packet = ByteBuffer.allocate(1_200);
        ByteBuffer small = packet.slice(100, 20);
        ByteBuffer large = packet.slice(200, 800);
        List<ByteBuffer> payloads = new ArrayList<>();
        var one =
                new ReassemblyQueue(
                        window, (id, ppid, payload, bytes) -> payloads.add(payload), 1_000);
        one.add(new DataChunk(B | E, 1, 0, 0, 0, small), 1, REACH);
        one.add(new DataChunk(B | E, 2, 0, 1, 0, large), 2, REACH);
        assertEquals(20, payloads.get(0).array().length);
        assertEquals(packet.array(), payloads.get(1).array());
    }

    @Test
    void takesManyTinyFragmentsInOneMessage() {
        var one = new ReassemblyQueue(window, this::record, 10_000);
        StringBuilder expected = new StringBuilder("1:");
        int count = 5_000;
        for (int i = 0; i < count; i++) {
            String text = String.valueOf((char) ('a' + i % 26));
            expected.append(text);
            int flags = i == 0 ? B : i == count - 1 ? E : 0;
            assertTrue(one.add(chunk(i, 1, 0, flags, text), i, REACH));
        }
        assertEquals(List.of(expected.toString()), delivered);
    }
}
