package dev.specter.sctp.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.sctp.packet.SackChunk.GapBlock;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Bytes laid out by hand from the diagrams of the RFCs. */
class SctpPacketVectorTest {
    /** CRC32c bit by bit, as RFC 9260, appendix A, defines it: an independent second opinion. */
    private static int slowCrc32c(byte[] bytes) {
        int crc = ~0;
        for (byte b : bytes) {
            crc ^= b & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >>> 1 ^ 0x82F63B78 : crc >>> 1;
            }
        }
        return ~crc;
    }

    @Test // RFC 3720, appendix B.4: the check value of CRC32c
    void agreesWithTheKnownCheckValue() {
        assertEquals(0xE3069283, slowCrc32c("123456789".getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void sealsWithTheLeastSignificantByteFirst() {
        byte[] packet = Bytes.ofHex("13881388" + "deadbeef" + "00000000" + "0b000004").toArray();
        int crc = slowCrc32c(packet);
        ByteBuffer sealed = ByteBuffer.wrap(packet);
        SctpPacket.seal(sealed);
        assertEquals(Integer.reverseBytes(crc), sealed.getInt(8));
        assertTrue(SctpPacket.hasValidChecksum(sealed));
        for (int i = 0; i < packet.length * 8; i++) {
            packet[i / 8] ^= (byte) (1 << i % 8);
            assertFalse(SctpPacket.hasValidChecksum(sealed), "bit " + i);
            packet[i / 8] ^= (byte) (1 << i % 8);
        }
    }

    @Test
    void checksASliceOfALargerArray() {
        ByteBuffer larger = ByteBuffer.allocate(100);
        larger.position(10).put(Bytes.ofHex("138813880000000100000000" + "0b000004").asBuffer());
        ByteBuffer slice = larger.flip().position(10).slice();
        SctpPacket.seal(slice);
        assertTrue(SctpPacket.hasValidChecksum(slice));
        assertFalse(SctpPacket.hasValidChecksum(slice.duplicate().limit(11)));
    }

    @Test
    void refusesPortZero() {
        for (String hex : List.of("000013880000000100000000", "138800000000000100000000")) {
            assertThrows(
                    MalformedPacketException.class,
                    () -> SctpPacket.parseHeader(WireReader.of(Bytes.ofHex(hex))));
        }
    }

    @Test // RFC 9260, section 3.3.2, with the parameters that browsers send
    void readsAnInit() throws MalformedPacketException {
        WireReader in =
                WireReader.of(
                        Bytes.ofHex(
                                "13881388"
                                        + "00000000"
                                        + "00000000"
                                        + "01000026" // INIT, 38 bytes
                                        + "a1b2c3d4"
                                        + "00500000"
                                        + "ffff"
                                        + "ffff"
                                        + "01020304"
                                        + "c0000004" // Forward-TSN-Supported
                                        + "80080006"
                                        + "82c00000" // Supported Extensions
                                        + "8fff0006"
                                        + "0001"
                                        + "0000")); // unknown, skipped
        SctpPacket header = SctpPacket.parseHeader(in);
        assertEquals(new SctpPacket(5000, 5000, 0), header);
        InitFields fields = ((InitChunk) Chunk.parse(in)).fields();
        assertEquals(0xA1B2C3D4L, fields.initiateTag());
        assertEquals(5 << 20, fields.advertisedWindowBytes());
        assertEquals(65_535, fields.outboundStreams());
        assertEquals(0x01020304L, fields.initialTsn());
        assertEquals(
                List.of(
                        new Parameter.ForwardTsnSupported(),
                        new Parameter.SupportedExtensions(List.of(130, 192)),
                        new Parameter.Unknown(0x8FFF, Bytes.ofHex("0001"))),
                fields.parameters());
        assertFalse(in.hasRemaining());
    }

    @Test // RFC 9260, section 3.3.1
    void readsData() throws MalformedPacketException {
        DataChunk data =
                (DataChunk)
                        Chunk.parse(
                                WireReader.of(
                                        Bytes.ofHex(
                                                "000b0013"
                                                        + "fffffffe"
                                                        + "0001"
                                                        + "0007"
                                                        + "00000033"
                                                        + "616263"
                                                        + "00")));
        assertTrue(data.isImmediate() && data.isBegin() && data.isEnd() && !data.isUnordered());
        assertEquals(0xFFFFFFFEL, data.tsn());
        assertEquals(1, data.streamId());
        assertEquals(7, data.ssn());
        assertEquals(51, data.ppid());
        assertEquals(Bytes.ofHex("616263"), Bytes.copyOf(data.payload()));
    }

    @Test // RFC 9260, section 3.3.4: the example of a receive buffer with gaps
    void readsASack() throws MalformedPacketException {
        Chunk chunk =
                Chunk.parse(
                        WireReader.of(
                                Bytes.ofHex(
                                        "0300001c"
                                                + "0000000c"
                                                + "00001234"
                                                + "0002"
                                                + "0001"
                                                + "00020003"
                                                + "00050005"
                                                + "0000000b")));
        assertEquals(
                new SackChunk(
                        12, 0x1234, List.of(new GapBlock(2, 3), new GapBlock(5, 5)), List.of(11L)),
                chunk);
    }

    @Test // RFC 6525, section 4.1
    void readsAReset() throws MalformedPacketException {
        Chunk chunk =
                Chunk.parse(
                        WireReader.of(
                                Bytes.ofHex(
                                        "82000018"
                                                + "000d0014"
                                                + "00000001"
                                                + "00000002"
                                                + "00000003"
                                                + "00010005")));
        assertEquals(
                new ReConfigChunk(List.of(new Parameter.OutgoingSsnReset(1, 2, 3, List.of(1, 5)))),
                chunk);
    }

    @Test // RFC 3758, section 3.2
    void readsAForwardTsn() throws MalformedPacketException {
        Chunk chunk = Chunk.parse(WireReader.of(Bytes.ofHex("c000000c" + "0000000a" + "00010002")));
        assertEquals(new ForwardTsnChunk(10, List.of(new SkippedStream(1, 2))), chunk);
    }
}
