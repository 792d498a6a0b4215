package dev.specter.rtp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;

class OpusTocTest {
    private static int samples(String hex) throws MalformedPacketException {
        ByteBuffer packet = ByteBuffer.wrap(Bytes.ofHex("ff" + hex).toArray()).position(1);
        int samples = OpusToc.packetSamples(packet);
        assertEquals(1, packet.position());
        return samples;
    }

    @Test // RFC 6716, table 2
    void everyConfigurationHasItsFrameSize() {
        double[][] rows = {
            {10, 20, 40, 60},
            {10, 20, 40, 60},
            {10, 20, 40, 60}, // SILK
            {10, 20, 10, 20}, // hybrid
            {2.5, 5, 10, 20},
            {2.5, 5, 10, 20},
            {2.5, 5, 10, 20},
            {2.5, 5, 10, 20}, // CELT
        };
        for (int config = 0; config < 32; config++) {
            OpusToc toc = OpusToc.of(config << 3 | 4 | config % 4);
            assertEquals(rows[config / 4][config % 4] * 48, toc.frameSamples(), "config " + config);
            assertEquals(new OpusToc(config, true, config % 4), toc);
        }
        for (int first = 0; first < 256; first++) {
            assertEquals((byte) first, OpusToc.of(first).toByte());
        }
        assertThrows(IllegalArgumentException.class, () -> new OpusToc(32, false, 0));
        assertThrows(IllegalArgumentException.class, () -> new OpusToc(0, false, 4));
    }

    @Test // RFC 6716, section 3.2
    void aPacketLastsAsLongAsItsFrames() throws MalformedPacketException {
        assertEquals(960, samples("fc")); // CELT 20 ms, one frame of no bytes
        assertEquals(960, samples("fc0102"));
        assertEquals(1920, samples("fd0102"));
        assertEquals(1920, samples("fe0102"));
        assertEquals(2880, samples("ff03"));
        assertEquals(2880, samples("ffc3")); // padding and variable rate do not count
        assertEquals(5760, samples("e330")); // 48 frames of 2.5 ms
        assertEquals(5760, samples("1902")); // two of 60 ms
    }

    @Test // RFC 6716, section 3.4: R1, R5, R6
    void refusesPacketsWithoutAValidDuration() {
        for (String bad : new String[] {"", "ff", "ff00", "ff07", "e331", "1b03"}) {
            assertThrows(MalformedPacketException.class, () -> samples(bad), bad);
        }
    }
}
