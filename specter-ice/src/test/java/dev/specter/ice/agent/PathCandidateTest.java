package dev.specter.ice.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.ice.IceCandidateType;

import org.junit.jupiter.api.Test;

/** RFC 8445, section 5.1.2.1. */
class PathCandidateTest {
    @Test
    void followsTheFormula() {
        // 2^24 * 126 + 2^8 * 65535 + (256 - 1)
        assertEquals(2130706431L, PathCandidate.priority(IceCandidateType.HOST, 65535));
        assertEquals(1862270975L, PathCandidate.priority(IceCandidateType.PRFLX, 65535));
    }

    @Test
    void theTypeCountsMoreThanTheLocalPreference() {
        assertTrue(
                PathCandidate.priority(IceCandidateType.HOST, 0)
                        > PathCandidate.priority(IceCandidateType.PRFLX, 65535));
        assertTrue(
                PathCandidate.priority(IceCandidateType.HOST, 2)
                        > PathCandidate.priority(IceCandidateType.HOST, 1));
    }

    @Test
    void staysWithinItsRange() {
        for (IceCandidateType type : IceCandidateType.values()) {
            long priority = PathCandidate.priority(type, 65535);
            assertTrue(priority > 0 && priority < 1L << 31, type.toString());
        }
    }
}
