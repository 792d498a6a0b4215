package dev.specter.ice.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.Test;

class ReceiveBufferSizeTest {
    private final ReceiveBufferSize size = new ReceiveBufferSize();

    private static ByteBuf read(int bytes, int capacity) {
        return Unpooled.buffer(capacity, capacity).writerIndex(bytes);
    }

    @Test
    void staysSmallForUsualPackets() {
        assertFalse(size.isCutOff(read(1500, 2048)));
        assertEquals(2048, size.newHandle().guess());
    }

    @Test
    void growsForGoodWhenADatagramDidNotFit() {
        assertTrue(size.isCutOff(read(2048, 2048)));
        assertEquals(65536, size.newHandle().guess());
        assertTrue(size.isCutOff(read(2048, 2048)), "read into an old buffer of the same burst");
        assertFalse(size.isCutOff(read(65507, 65536)));
        assertFalse(size.isCutOff(read(100, 65536)));
        assertEquals(65536, size.newHandle().guess());
    }
}
