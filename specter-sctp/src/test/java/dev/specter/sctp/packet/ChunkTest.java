package dev.specter.sctp.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.List;

class ChunkTest {
    @Test
    void readsBackWhatItWrites() throws MalformedPacketException {
        for (Chunk chunk : Samples.chunks()) {
            WireWriter out = WireWriter.allocate(chunk.paddedSize());
            chunk.writeTo(out);
            ByteBuffer bytes = out.finish();
            assertEquals(chunk.paddedSize(), bytes.remaining(), chunk.toString());
            assertEquals(0, bytes.remaining() % 4);
            assertEquals(chunk.size(), bytes.getShort(2) & 0xFFFF);
            WireReader in = WireReader.of(bytes);
            assertEquals(chunk, Chunk.parse(in));
            assertFalse(in.hasRemaining());
        }
    }

    @Test // RFC 9260, section 3.2: padding is not part of the length
    void toleratesMissingPaddingAtTheEnd() throws MalformedPacketException {
        var in = WireReader.of(Bytes.ofHex("0a00000701020300").toArray());
        assertEquals(new CookieEchoChunk(Bytes.ofHex("010203")), Chunk.parse(in));
        in = WireReader.of(Bytes.ofHex("0a000007010203"));
        assertEquals(new CookieEchoChunk(Bytes.ofHex("010203")), Chunk.parse(in));
        assertFalse(in.hasRemaining());
    }

    @Test
    void refusesLengthsThatDoNotFit() {
        for (String hex :
                List.of(
                        "0b000003", // shorter than its header
                        "0b000005", // longer than the packet
                        "0b", // no header
                        "0000000f" + "00000000" + "0000" + "0000" + "000000", // DATA without fields
                        "0300001000000001000000000001000000", // SACK with a block that is missing
                        "03000014000000010000000000010000" + "00000001", // gap block from 0
                        "03000014000000010000000000010000" + "00020001", // gap block backwards
                        "c000000700000001", // FORWARD TSN
                        "c000000a000000010001", // FORWARD TSN with half a stream
                        "040000080002000400000000", // HEARTBEAT with another parameter
                        "04000008000100ff", // HEARTBEAT whose info is too long
                        "01000018000000010000000000010001" + "00000001" + "00070003")) {
            assertThrows(
                    MalformedPacketException.class,
                    () -> Chunk.parse(WireReader.of(Bytes.ofHex(hex))),
                    hex);
        }
    }

    @Test // RFC 9260, section 3.3.7: whatever its causes are, it is an ABORT
    void readsAnAbortWithMalformedCauses() throws MalformedPacketException {
        Chunk chunk = Chunk.parse(WireReader.of(Bytes.ofHex("06010008000c00ff")));
        assertEquals(new AbortChunk(true, List.of()), chunk);
    }

    @Test // RFC 9260, section 3.2
    void knowsWhatTheHighBitsOfUnknownTypesSay() {
        assertTrue(new UnknownChunk(0x3F, 0, Bytes.EMPTY).stopsProcessing());
        assertFalse(new UnknownChunk(0x3F, 0, Bytes.EMPTY).isReported());
        assertTrue(new UnknownChunk(0x7F, 0, Bytes.EMPTY).stopsProcessing());
        assertTrue(new UnknownChunk(0x7F, 0, Bytes.EMPTY).isReported());
        assertFalse(new UnknownChunk(0xBF, 0, Bytes.EMPTY).stopsProcessing());
        assertFalse(new UnknownChunk(0xBF, 0, Bytes.EMPTY).isReported());
        assertFalse(new UnknownChunk(0xFF, 0, Bytes.EMPTY).stopsProcessing());
        assertTrue(new UnknownChunk(0xFF, 0, Bytes.EMPTY).isReported());
        assertTrue(new Parameter.Unknown(0x7FFF, Bytes.EMPTY).stopsProcessing());
        assertTrue(new Parameter.Unknown(0x7FFF, Bytes.EMPTY).isReported());
        assertFalse(new Parameter.Unknown(0x8001, Bytes.EMPTY).stopsProcessing());
        assertFalse(new Parameter.Unknown(0x8001, Bytes.EMPTY).isReported());
    }
}
