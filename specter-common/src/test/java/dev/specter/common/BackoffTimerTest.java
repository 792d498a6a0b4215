package dev.specter.common;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BackoffTimerTest {
    @Test
    void doublesUpToTheLimit() {
        var timer = new BackoffTimer(350);
        assertFalse(timer.isDue(Long.MAX_VALUE - 1));
        timer.start(0, 100);
        assertFalse(timer.isDue(99));
        assertTrue(timer.isDue(100));
        timer.backOff(100);
        assertEquals(300, timer.dueNanos());
        timer.backOff(300);
        assertEquals(650, timer.dueNanos());
        assertEquals(2, timer.expirations());
        timer.stop();
        assertFalse(timer.isRunning());
    }
}
