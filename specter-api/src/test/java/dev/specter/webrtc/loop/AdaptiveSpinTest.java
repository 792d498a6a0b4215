package dev.specter.webrtc.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AdaptiveSpinTest {
    private final AdaptiveSpin spin = new AdaptiveSpin(2);
    private long nowNanos;

    /** Stays awake for as long as it is let, without work. */
    private long wasteNanos() {
        long startNanos = nowNanos;
        while (spin.isWorthwhile(nowNanos)) {
            nowNanos += 1_000;
        }
        return nowNanos - startNanos;
    }

    private void findWorkAfter(long nanos) {
        assertTrue(spin.isWorthwhile(nowNanos));
        nowNanos += nanos;
        spin.hasWork();
    }

    private void sleepUntilTried() {
        int sleeps = 0;
        while (!spin.isWorthwhile(nowNanos)) {
            sleeps++;
        }
        assertEquals(63, sleeps);
    }

    @Test
    void sleepsAtOnceUnlessStayingAwakeHasPaidOff() {
        assertEquals(0, wasteNanos());
    }

    @Test
    void triesNowAndThen() {
        sleepUntilTried();
        nowNanos += 10_000;
        spin.hasWork();
        for (int i = 0; i < 100; i++) {
            findWorkAfter(20_000);
        }
    }

    @Test
    void staysAwakeForLessAndLessWithoutWork() {
        sleepUntilTried();
        spin.hasWork();
        assertEquals(50_000, wasteNanos());
        assertEquals(25_000, wasteNanos());
        assertEquals(13_000, wasteNanos());
        assertEquals(7_000, wasteNanos());
        for (int i = 0; i < 62; i++) {
            assertEquals(0, wasteNanos());
        }
    }

    @Test
    void workRaisesTheLimitAgain() {
        sleepUntilTried();
        spin.hasWork();
        wasteNanos();
        wasteNanos();
        findWorkAfter(1_000);
        assertEquals(25_000, wasteNanos());
    }

    @Test
    void workWithoutAWaitChangesNothing() {
        for (int i = 0; i < 1_000; i++) {
            spin.hasWork();
        }
        assertEquals(0, wasteNanos());
    }

    @Test
    void neverWithOneProcessor() {
        var single = new AdaptiveSpin(1);
        for (int i = 0; i < 1_000; i++) {
            assertFalse(single.isWorthwhile(i));
        }
    }
}
