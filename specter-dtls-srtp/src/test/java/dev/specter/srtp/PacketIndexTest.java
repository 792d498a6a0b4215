package dev.specter.srtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.Random;

class PacketIndexTest {
    private static final long ROLLOVER = 0x10000;

    @Test // RFC 3711, section 3.3.1: a stream starts with a rollover counter of zero
    void theFirstPacketHasNoRollover() {
        assertEquals(0, PacketIndex.estimate(0, PacketIndex.NONE));
        assertEquals(65_535, PacketIndex.estimate(65_535, PacketIndex.NONE));
    }

    @Test // RFC 3711, appendix A: s_l below 2^15
    void inTheLowerHalfPacketsFarAheadAreFromBefore() {
        long highest = 3 * ROLLOVER + 100;
        assertEquals(3 * ROLLOVER + 101, PacketIndex.estimate(101, highest));
        assertEquals(3 * ROLLOVER + 99, PacketIndex.estimate(99, highest));
        assertEquals(3 * ROLLOVER + 32_868, PacketIndex.estimate(32_868, highest));
        assertEquals(2 * ROLLOVER + 32_869, PacketIndex.estimate(32_869, highest));
    }

    @Test // RFC 3711, appendix A: s_l of 2^15 and more
    void inTheUpperHalfPacketsFarBehindAreFromTheNextRollover() {
        long highest = 3 * ROLLOVER + 50_000;
        assertEquals(3 * ROLLOVER + 50_001, PacketIndex.estimate(50_001, highest));
        assertEquals(3 * ROLLOVER + 17_232, PacketIndex.estimate(17_232, highest));
        assertEquals(4 * ROLLOVER + 17_231, PacketIndex.estimate(17_231, highest));
    }

    @Test
    void beforeTheStartIsNegative() {
        assertTrue(PacketIndex.estimate(65_535, 0) < 0);
    }

    @Test
    void isRightWheneverThePacketIsNear() {
        var random = new Random(5);
        for (int i = 0; i < 100_000; i++) {
            long highest = random.nextLong() & 0xFFFF_FFFF_FFFFL;
            long index = Math.max(0, highest + random.nextInt(65_535) - 32_767);
            assertEquals(index, PacketIndex.estimate((int) index & 0xFFFF, highest));
        }
    }
}
