package dev.specter.sctp.tx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** RFC 9260, section 7.2. */
class CongestionControlTest {
    private static final int MTU = 1_000;

    private final CongestionControl control = new CongestionControl(MTU, 10, 4);

    @Test // section 7.2.1
    void growsByWhatIsAcknowledgedInSlowStart() {
        control.onAck(2_000, 10_000, true, 1, false);
        assertEquals(12_000, control.cwndBytes());
        control.onAck(50_000, 12_000, true, 2, false);
        assertEquals(16_000, control.cwndBytes(), "at most L packets");
        control.onAck(2_000, 8_000, true, 3, false);
        assertEquals(16_000, control.cwndBytes(), "not fully used");
        control.onAck(2_000, 16_000, false, 3, false);
        assertEquals(16_000, control.cwndBytes(), "the cumulative TSN did not move");
    }

    @Test // section 7.2.2
    void growsByAPacketForEachWindowInCongestionAvoidance() {
        control.onFastRetransmit(5);
        assertEquals(5_000, control.cwndBytes());
        assertEquals(5_000, control.ssthreshBytes());
        control.onAck(1_000, 5_000, true, 5, false);
        assertFalse(control.isInFastRecovery());
        assertEquals(6_000, control.cwndBytes(), "at ssthresh it is still slow start");
        control.onAck(5_999, 6_000, true, 8, false);
        assertEquals(6_000, control.cwndBytes());
        control.onAck(1, 6_000, true, 9, false);
        assertEquals(7_000, control.cwndBytes());
    }

    @Test // section 7.2.4
    void halvesOnceInFastRecovery() {
        control.onFastRetransmit(50);
        control.onFastRetransmit(60);
        assertEquals(5_000, control.cwndBytes());
        assertEquals(1, control.fastRecoveries());
        control.onAck(1_000, 5_000, true, 49, false);
        assertTrue(control.isInFastRecovery());
        assertEquals(5_000, control.cwndBytes());
        control.onAck(1_000, 5_000, true, 50, false);
        assertFalse(control.isInFastRecovery());
    }

    @Test // section 7.2.3
    void fallsToOnePacketOnTimeout() {
        control.onTimeout();
        assertEquals(1_000, control.cwndBytes());
        assertEquals(5_000, control.ssthreshBytes());
        assertTrue(control.allows(0, 1_200));
        assertFalse(control.allows(900, 200));
        control.onTimeout();
        assertEquals(4_000, control.ssthreshBytes(), "at least four packets");
    }

    @Test // section 6.1, rule B
    void allowsLessThanAPacketMoreThanTheWindow() {
        assertTrue(control.allows(9_999, 1_000));
        assertFalse(control.allows(9_999, 1_001));
        assertFalse(control.allows(10_000, 1));
    }

    @Test // section 7.2.1
    void shrinksWhenIdle() {
        for (int i = 0; i < 20; i++) {
            control.onAck(4_000, control.cwndBytes(), true, i, false);
        }
        assertEquals(90_000, control.cwndBytes());
        control.onIdle(1);
        assertEquals(45_000, control.cwndBytes());
        control.onIdle(1_000_000_000_000L);
        assertEquals(10_000, control.cwndBytes());
    }
}
