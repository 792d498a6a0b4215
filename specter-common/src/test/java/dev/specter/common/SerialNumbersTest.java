package dev.specter.common;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SerialNumbersTest {
    @Test // RFC 1982, section 3.2
    void comparesAcrossTheWrap() {
        assertTrue(SerialNumbers.isAfter32(0, 0xFFFFFFFFL));
        assertFalse(SerialNumbers.isAfter32(0xFFFFFFFFL, 0));
        assertTrue(SerialNumbers.isAfter16(3, 65530));
        assertFalse(SerialNumbers.isAfter16(7, 7));
        assertTrue(SerialNumbers.isAtOrAfter32(7, 7));
    }

    @Test // RFC 1982, section 3.2: undefined for half the space
    void takesNeitherOfTwoOppositeNumbersForTheLater() {
        assertFalse(SerialNumbers.isAfter32(0x80000000L, 0));
        assertFalse(SerialNumbers.isAfter32(0, 0x80000000L));
        assertFalse(SerialNumbers.isAfter16(0x8000, 0));
        assertFalse(SerialNumbers.isAfter16(0, 0x8000));
    }

    @Test
    void unwrapsToTheNearestNumber() {
        assertEquals(65536 + 2, SerialNumbers.unwrap16(2, 65535));
        assertEquals(65535, SerialNumbers.unwrap16(65535, 65536));
        assertEquals(0x1_0000_0005L, SerialNumbers.unwrap32(5, 0xFFFFFFF0L));
        assertEquals(-1, SerialNumbers.unwrap16(65535, 0));
    }

    @Test
    void addsAndMeasuresModulo() {
        assertEquals(1, SerialNumbers.plus32(0xFFFFFFFFL, 2));
        assertEquals(0xFFFF, SerialNumbers.plus16(0, -1));
        assertEquals(-2, SerialNumbers.distance16(65535, 1));
        assertEquals(3, SerialNumbers.distance32(1, 0xFFFFFFFEL));
    }
}
