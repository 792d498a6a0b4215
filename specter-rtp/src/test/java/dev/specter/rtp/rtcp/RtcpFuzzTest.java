package dev.specter.rtp.rtcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;

import dev.specter.common.MalformedPacketException;

import java.nio.ByteBuffer;

/** Any bytes as a compound RTCP packet: malformed, or written as what it was read as. */
class RtcpFuzzTest {
    @FuzzTest
    void compound(byte[] data) throws MalformedPacketException {
        RtcpCompound compound;
        try {
            compound = RtcpCompound.parse(ByteBuffer.wrap(data.clone()));
        } catch (MalformedPacketException e) {
            return;
        }
        assertTrue(compound.packets().size() <= RtcpCompound.MAX_PACKETS);
        ByteBuffer written = compound.write(0);
        assertEquals(compound.sizeBytes(), written.remaining());
        RtcpCompound again = RtcpCompound.parse(written.duplicate());
        assertEquals(compound.packets().size(), again.packets().size());
        assertEquals(written, again.write(0));
    }
}
