package dev.specter.srtp;

import static dev.specter.srtp.ReplayWindow.Verdict.NEW;
import static dev.specter.srtp.ReplayWindow.Verdict.SEEN;
import static dev.specter.srtp.ReplayWindow.Verdict.TOO_OLD;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/** RFC 3711, section 3.3.2. */
class ReplayWindowTest {
    @Test
    void startsEmpty() {
        var window = new ReplayWindow(64, PacketIndex.NONE);
        assertEquals(NEW, window.check(0));
        assertEquals(TOO_OLD, window.check(-1));
        window.use(0);
        assertEquals(SEEN, window.check(0));
        assertEquals(0, window.highest());
    }

    @Test
    void afterAnIndexOnlyHigherOnesAreNew() {
        var window = new ReplayWindow(128, 1000);
        assertEquals(NEW, window.check(1001));
        assertEquals(SEEN, window.check(1000));
        assertEquals(SEEN, window.check(873));
        assertEquals(TOO_OLD, window.check(872));
        window.use(1005);
        assertEquals(NEW, window.check(1003));
        assertEquals(SEEN, window.check(999));
    }

    @Test
    void remembersWhatASetWouldRemember() {
        for (int seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            int width = 64 << random.nextInt(5);
            var window = new ReplayWindow(width, PacketIndex.NONE);
            Set<Long> used = new HashSet<>();
            long highest = -1;
            for (int i = 0; i < 5000; i++) {
                int leap = random.nextInt(50) == 0 ? 4 * width : 8;
                long index = highest - random.nextInt(2 * width) + random.nextInt(leap) + width;
                ReplayWindow.Verdict expected =
                        index < 0 || index <= highest - width
                                ? TOO_OLD
                                : used.contains(index) ? SEEN : NEW;
                assertEquals(expected, window.check(index), "seed " + seed + ", step " + i);
                if (expected == NEW) {
                    window.use(index);
                    used.add(index);
                    highest = Math.max(highest, index);
                    assertEquals(highest, window.highest());
                }
            }
        }
    }
}
