package dev.specter.sctp.rx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sctp.packet.SackChunk.GapBlock;
import dev.specter.sctp.rx.DataTracker.Verdict;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

class DataTrackerTest {
    private static final int WINDOW = 65_535;

    @Test
    void movesTheCumulativeTsnOverWhatCameEarly() {
        var tracker = new DataTracker(10, WINDOW);
        tracker.accept(11);
        tracker.accept(13);
        assertEquals(9, tracker.cumulativeTsn());
        assertEquals(List.of(new GapBlock(2, 2), new GapBlock(4, 4)), tracker.gapBlocks(100));
        assertEquals(Verdict.DUPLICATE, tracker.check(13));
        assertEquals(Verdict.NEW, tracker.check(12));
        tracker.accept(10);
        assertEquals(11, tracker.cumulativeTsn());
        tracker.accept(12);
        assertEquals(13, tracker.cumulativeTsn());
        assertFalse(tracker.hasGap());
        assertEquals(Verdict.DUPLICATE, tracker.check(9));
    }

    @Test // RFC 9260, section 6.2: a TSN that cannot be recorded is dropped
    void refusesWhatIsTooFarAhead() {
        var tracker = new DataTracker(1, 64);
        assertEquals(Verdict.NEW, tracker.check(64));
        assertEquals(Verdict.TOO_FAR, tracker.check(65));
        assertEquals(Verdict.TOO_FAR, tracker.check(1L << 31));
    }

    @Test
    void agreesWithASetOfNumbers() {
        for (long seed = 1; seed <= 50; seed++) {
            var random = new SplittableRandom(seed);
            long first = random.nextLong(1L << 33);
            var tracker = new DataTracker(first, WINDOW);
            Set<Long> received = new HashSet<>();
            long cumulative = first - 1;
            for (int i = 0; i < 3_000; i++) {
                long reach = random.nextInt(20) == 0 ? 60_000 : 40;
                long tsn = Math.max(first, cumulative + random.nextLong(-5, reach));
                if (random.nextInt(200) == 0) {
                    long to = cumulative + random.nextInt(100);
                    tracker.forwardTo(to);
                    for (long skipped = cumulative + 1; skipped <= to; skipped++) {
                        received.add(skipped);
                    }
                } else {
                    assertEquals(
                            received.contains(tsn) || tsn <= cumulative
                                    ? Verdict.DUPLICATE
                                    : Verdict.NEW,
                            tracker.check(tsn),
                            "seed " + seed);
                    if (received.add(tsn) && tsn > cumulative) {
                        tracker.accept(tsn);
                    }
                }
                while (received.contains(cumulative + 1)) {
                    cumulative++;
                }
                assertEquals(cumulative, tracker.cumulativeTsn(), "seed " + seed);
            }
            assertEquals(gaps(received, cumulative), tracker.gapBlocks(100_000), "seed " + seed);
        }
    }

    private static List<GapBlock> gaps(Set<Long> received, long cumulative) {
        List<GapBlock> blocks = new ArrayList<>();
        int start = -1;
        for (int offset = 1; offset <= 65_536; offset++) {
            boolean isIn = received.contains(cumulative + offset);
            if (isIn && start < 0) {
                start = offset;
            } else if (!isIn && start >= 0) {
                blocks.add(new GapBlock(start, offset - 1));
                start = -1;
            }
        }
        return blocks;
    }

    @Test
    void reportsNoMoreThanFits() {
        var tracker = new DataTracker(1, WINDOW);
        for (int tsn = 2; tsn < 1_000; tsn += 2) {
            tracker.accept(tsn);
        }
        assertEquals(5, tracker.gapBlocks(5).size());
        assertEquals(new GapBlock(2, 2), tracker.gapBlocks(5).get(0));
        assertTrue(tracker.gapBlocks(0).isEmpty());
        for (int i = 0; i < 1_000; i++) {
            tracker.addDuplicate(1 + (1L << 32));
        }
        assertEquals(List.of(1L, 1L, 1L), tracker.takeDuplicates(3));
        assertTrue(tracker.takeDuplicates(3).isEmpty());
    }
}
