package dev.specter.webrtc.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.List;

class EarlyMediaTest {
    private final EarlyMedia early = new EarlyMedia();

    private static EarlyMedia.Packet packet(long arrivedNanos) {
        return new EarlyMedia.Packet(ByteBuffer.allocate(20), arrivedNanos % 2 == 0, arrivedNanos);
    }

    @Test
    void handsOutWhatItHoldsOnceAndInOrder() {
        assertTrue(early.hold(packet(5)));
        assertTrue(early.hold(packet(6)));
        assertEquals(List.of(packet(5), packet(6)), early.take());
        assertEquals(List.of(), early.take());
    }

    @Test
    void holdsNoMoreThanItMay() {
        for (int i = 0; i < EarlyMedia.MAX_PACKETS; i++) {
            assertTrue(early.hold(packet(i)));
        }
        assertFalse(early.hold(packet(99)));
        assertEquals(EarlyMedia.MAX_PACKETS, early.take().size());
    }
}
