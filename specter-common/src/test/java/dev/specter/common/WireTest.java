package dev.specter.common;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;

class WireTest {
    @Test
    void readsBackWhatItWrote() throws MalformedPacketException {
        ByteBuffer packet =
                WireWriter.allocate(20)
                        .u8(0xFE)
                        .u16(0xFEDC)
                        .u24(0xFEDCBA)
                        .u32(0xFEDCBA98L)
                        .u64(-2)
                        .bytes(Bytes.ofHex("0102"))
                        .finish();
        WireReader in = WireReader.of(packet);
        assertEquals(0xFE, in.u8());
        assertEquals(0xFEDC, in.u16());
        assertEquals(0xFEDCBA, in.u24());
        assertEquals(0xFEDCBA98L, in.u32());
        assertEquals(-2, in.u64());
        assertEquals(Bytes.ofHex("0102"), in.rest());
        assertEquals(20, packet.remaining());
    }

    @Test
    void neverReadsPastTheEndOfTheElement() throws MalformedPacketException {
        WireReader in = WireReader.of(new byte[] {1, 2, 3, 4});
        WireReader element = in.slice(1);
        assertEquals(1, element.u8());
        assertThrows(MalformedPacketException.class, element::u8);
        assertThrows(MalformedPacketException.class, () -> in.bytes(-1));
        assertThrows(MalformedPacketException.class, in::u32);
        assertEquals(2, in.u8());
    }
}
