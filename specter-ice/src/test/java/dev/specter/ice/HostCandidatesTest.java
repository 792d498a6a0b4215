package dev.specter.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** RFC 8445, section 5.1.2.1. */
class HostCandidatesTest {
    @Test
    void followsTheFormula() {
        // 2^24 * 126 + 2^8 * 65535 + (256 - 1)
        assertEquals(2130706431L, HostCandidates.priority(IceCandidateType.HOST, 65535));
        assertEquals(1862270975L, HostCandidates.priority(IceCandidateType.PRFLX, 65535));
    }

    @Test
    void theTypeCountsMoreThanTheLocalPreference() {
        assertTrue(
                HostCandidates.priority(IceCandidateType.HOST, 0)
                        > HostCandidates.priority(IceCandidateType.PRFLX, 65535));
        assertTrue(
                HostCandidates.priority(IceCandidateType.HOST, 2)
                        > HostCandidates.priority(IceCandidateType.HOST, 1));
    }

    @Test
    void staysWithinItsRange() {
        for (IceCandidateType type : IceCandidateType.values()) {
            long priority = HostCandidates.priority(type, 65535);
            assertTrue(priority > 0 && priority < 1L << 31, type.toString());
        }
    }
}
