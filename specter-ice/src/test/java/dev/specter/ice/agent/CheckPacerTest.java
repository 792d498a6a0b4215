package dev.specter.ice.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** RFC 8445, section 14.2. */
class CheckPacerTest {
    private static final int BURST = 4;

    private final CheckPacer pacer = new CheckPacer(BURST);

    @Test
    void aFewAtOnceThenOneEveryTa() {
        long now = 1_000_000_000L;
        for (int i = 0; i < BURST; i++) {
            assertTrue(pacer.tryTake(now), "burst " + i);
        }
        assertFalse(pacer.tryTake(now));
        for (int i = 0; i < 100; i++) {
            assertEquals(now + CheckPacer.TA_NANOS, pacer.nextNanos());
            now = pacer.nextNanos();
            assertFalse(pacer.tryTake(now - 1));
            assertTrue(pacer.tryTake(now));
        }
    }

    @Test
    void aPauseGivesTheFewBackAndNoMore() {
        long now = 0;
        int sent = 0;
        while (pacer.tryTake(now)) {
            sent++;
        }
        now += 3600_000_000_000L;
        while (pacer.tryTake(now)) {
            sent++;
        }
        assertEquals(2 * BURST, sent);
    }
}
