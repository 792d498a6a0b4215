package dev.specter.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FuzzInputTest {
    @Test
    void readsFromTheFrontAndZerosBehindTheEnd() {
        var input = new FuzzInput(new byte[] {-1, 1, 2, 3, 0, 2, 8, 9, 7});
        assertEquals(255, input.u8());
        assertEquals(0x0102, input.u16());
        assertTrue(input.isOdd());
        assertArrayEquals(new byte[] {8, 9}, input.block());
        assertEquals(3, input.below(4));
        assertFalse(input.hasRemaining());
        assertEquals(0, input.u16());
        assertEquals(0, input.block().length);
    }

    @Test
    void aBlockEndsWhereTheInputEnds() {
        assertArrayEquals(new byte[] {5}, new FuzzInput(new byte[] {1, 0, 5}).block());
        var input = new FuzzInput(new byte[] {4, 5, 6});
        assertEquals(4, input.u8());
        assertArrayEquals(new byte[] {5, 6}, input.rest());
        assertFalse(input.hasRemaining());
    }
}
