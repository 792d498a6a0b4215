package dev.specter.sctp.rx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sctp.ReceiveBudget;

import org.junit.jupiter.api.Test;

class ReceiveWindowTest {
    private final ReceiveWindow window =
            new ReceiveWindow(100_000, 1_200, 50_000, 0, ReceiveBudget.UNLIMITED);

    @Test
    void shrinksUntilTheApplicationTakes() {
        window.hold(60_000);
        assertEquals(40_000, window.announce());
        window.deliver(60_000, 0);
        assertEquals(40_000, window.announce());
        assertTrue(window.consumed(60_000));
        assertEquals(100_000, window.announce());
    }

    @Test // RFC 9260, section 6.2: no silly windows
    void announcesNothingRatherThanLessThanAPacket() {
        window.hold(98_801);
        assertEquals(0, window.announce());
        assertFalse(window.isFull());
        window.hold(30_000);
        assertTrue(window.isFull());
        assertFalse(window.isOverrun());
        window.hold(100_000);
        assertTrue(window.isOverrun());
    }

    @Test
    void tellsThePeerOfMuchNewRoomOnly() {
        window.hold(100_000);
        window.deliver(100_000, 0);
        window.announce();
        assertFalse(window.consumed(5_000));
        assertTrue(window.consumed(10_000));
        window.announce();
        assertFalse(window.consumed(10_000));
        assertTrue(window.consumed(20_000));
    }

    @Test
    void givesBackNoMoreThanIsOut() {
        window.hold(10);
        window.deliver(10, 0);
        window.consumed(Long.MAX_VALUE);
        assertEquals(100_000, window.freeBytes());
        assertEquals(0, window.deliveredBytes());
    }
}
