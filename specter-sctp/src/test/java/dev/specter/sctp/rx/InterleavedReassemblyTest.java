package dev.specter.sctp.rx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sctp.ReceiveBudget;
import dev.specter.sctp.packet.DataFragment;
import dev.specter.sctp.packet.IDataChunk;
import dev.specter.sctp.packet.SkippedStream;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** RFC 8260, section 2. */
class InterleavedReassemblyTest {
    private static final int B = DataFragment.BEGIN;
    private static final int E = DataFragment.END;
    private static final int U = DataFragment.UNORDERED;
    private static final int WINDOW = 100_000;

    private final ReceiveWindow window =
            new ReceiveWindow(WINDOW, 1_200, 50_000, 0, ReceiveBudget.UNLIMITED);
    private final List<String> delivered = new ArrayList<>();
    private final InterleavedReassembly queue =
            new InterleavedReassembly(window, this::record, 1_000);
    private long tsn;

    private void record(int streamId, long ppid, ByteBuffer payload, int windowBytes) {
        String text = StandardCharsets.UTF_8.decode(payload.duplicate()).toString();
        delivered.add(streamId + ":" + ppid + ":" + text);
        window.consumed(windowBytes);
    }

    private static IDataChunk chunk(int streamId, long mid, int flags, long fsn, String text) {
        long ppidOrFsn = (flags & B) != 0 ? 51 : fsn;
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new IDataChunk(flags, 0, streamId, mid, ppidOrFsn, ByteBuffer.wrap(bytes));
    }

    private boolean add(int streamId, long mid, int flags, long fsn, String text) {
        return queue.add(chunk(streamId, mid, flags, fsn, text), tsn++, 1_000);
    }

    @Test // RFC 8260, section 2.1: after the largest MID comes 0
    void wrapsTheMid() {
        queue.skip(tsn, List.of(new SkippedStream(1, false, 0x7FFFFFFFL)));
        queue.skip(tsn, List.of(new SkippedStream(1, false, 0xFFFFFFFDL)));
        add(1, 0, B | E, 0, "third");
        add(1, 0xFFFFFFFFL, E, 1, "ond");
        add(1, 0xFFFFFFFEL, B | E, 0, "first");
        add(1, 0xFFFFFFFFL, B, 0, "sec");
        assertEquals(List.of("1:51:first", "1:51:second", "1:51:third"), delivered);
        assertEquals(100_000, window.freeBytes());
    }

    @Test
    void putsFragmentsOfSeveralMessagesTogetherInEveryOrder() {
        for (int seed = 0; seed < 300; seed++) {
            delivered.clear();
            var one = new InterleavedReassembly(window, this::record, 1_000);
            List<IDataChunk> chunks = new ArrayList<>();
            for (int stream = 1; stream <= 3; stream++) {
                chunks.add(chunk(stream, 0, B, 0, "a"));
                chunks.add(chunk(stream, 0, 0, 1, "b"));
                chunks.add(chunk(stream, 0, 0, 2, "c"));
                chunks.add(chunk(stream, 0, E, 3, "d"));
                chunks.add(chunk(stream, 1, B | E, 0, "whole"));
                chunks.add(chunk(stream, 2, B, 0, "x"));
                chunks.add(chunk(stream, 2, E, 1, "y"));
            }
            Collections.shuffle(chunks, new Random(seed));
            chunks.forEach(c -> assertTrue(one.add(c, 0, 1_000)));
            for (int stream = 1; stream <= 3; stream++) {
                String prefix = stream + ":";
                assertEquals(
                        List.of(prefix + "51:abcd", prefix + "51:whole", prefix + "51:xy"),
                        delivered.stream().filter(d -> d.startsWith(prefix)).toList(),
                        "seed " + seed);
            }
            assertEquals(WINDOW, window.freeBytes(), "seed " + seed);
        }
    }

    @Test
    void countsOrderedAndUnorderedMessagesApart() {
        add(1, 0, B, 0, "ordered ");
        add(1, 0, B | U, 0, "unordered ");
        add(1, 0, E, 1, "one");
        add(1, 0, E | U, 1, "one");
        assertEquals(List.of("1:51:ordered one", "1:51:unordered one"), delivered);
    }

    @Test
    void wrapsTheMessageIdentifier() {
        queue.skip(0, List.of(new SkippedStream(1, 0x7FFFFFFFL)));
        queue.skip(0, List.of(new SkippedStream(1, 0xFFFFFFFDL)));
        add(1, 0, B, 0, "c");
        add(1, 0xFFFFFFFFL, B | E, 0, "b");
        add(1, 0, E, 1, "d");
        assertTrue(delivered.isEmpty());
        add(1, 0xFFFFFFFEL, B | E, 0, "a");
        assertEquals(List.of("1:51:a", "1:51:b", "1:51:cd"), delivered);
        add(1, 0xFFFFFFFEL, B | E, 0, "old");
        assertEquals(3, delivered.size());
        assertEquals(WINDOW, window.freeBytes());
    }

    @Test // section 2.3.1
    void skipsWhatWasGivenUp() {
        add(1, 0, B, 0, "half");
        add(1, 1, B | E, 0, "next");
        add(1, 0, B | U, 0, "half");
        add(1, 1, B | U, 0, "kept ");
        add(1, 2, B, 0, "later ");
        queue.skip(9, List.of(new SkippedStream(1, 0), new SkippedStream(1, true, 0)));
        assertEquals(List.of("1:51:next"), delivered);
        add(1, 1, E | U, 1, "unordered");
        add(1, 2, E, 1, "ordered");
        assertEquals(List.of("1:51:next", "1:51:kept unordered", "1:51:later ordered"), delivered);
        assertEquals(WINDOW, window.freeBytes());
    }

    @Test // a fragment that the FORWARD TSN overtook
    void dropsLateFragmentsOfWhatWasGivenUp() {
        queue.skip(9, List.of(new SkippedStream(1, true, 4), new SkippedStream(1, 4)));
        add(1, 4, U, 1, "late");
        add(1, 4, 0, 1, "late");
        assertEquals(WINDOW, window.freeBytes());
        add(1, 5, B | U, 0, "la");
        add(1, 5, E | U, 1, "ter");
        assertEquals(List.of("1:51:later"), delivered);
    }

    @Test
    void forgetsAStreamThatIsReset() {
        add(1, 0, B, 0, "half");
        add(1, 5, B | E, 0, "waits");
        add(2, 0, B, 0, "other ");
        queue.reset(List.of(1));
        add(1, 0, B | E, 0, "anew");
        add(2, 0, E, 1, "stream");
        assertEquals(List.of("1:51:anew", "2:51:other stream"), delivered);
        add(7, 0, B, 0, "half");
        assertEquals(List.of(1, 2, 7), queue.resetAll());
        assertEquals(WINDOW, window.freeBytes());
    }

    @Test // a hostile peer
    void dropsFragmentsThatContradictEachOther() {
        add(1, 0, B, 0, "a");
        add(1, 0, 0, 1, "b");
        long before = window.freeBytes();
        add(1, 0, 0, 1, "again");
        add(1, 0, B, 0, "again");
        add(1, 0, E, 3, "d");
        add(1, 0, E, 2, "end before the end");
        add(1, 0, 0, 4, "after the end");
        assertEquals(before - 1 - 128, window.freeBytes());
        add(1, 0, 0, 2, "c");
        assertEquals(List.of("1:51:abcd"), delivered);
        assertEquals(WINDOW, window.freeBytes());
    }

    @Test
    void countsHolesSoThatTheyDoNotComeFree() {
        for (int i = 0; i < 100; i++) {
            add(1, 0, 0, 2 * i + 1, "x");
        }
        assertEquals(WINDOW - 100 * 129, window.freeBytes());
    }

    @Test
    void refusesMessagesThatAreTooLarge() {
        assertFalse(add(1, 0, B | E, 0, "x".repeat(1_001)));
        assertTrue(add(2, 0, B, 0, "x".repeat(600)));
        assertFalse(add(2, 0, 0, 7, "x".repeat(600)));
    }
}
