package dev.specter.sctp.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;

import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Any bytes as an SCTP packet: malformed, or chunks that are written as what they were read as. */
class PacketFuzzTest {
    @FuzzTest
    void packet(byte[] data) throws MalformedPacketException {
        List<Chunk> chunks = new ArrayList<>();
        WireReader in = WireReader.of(data);
        try {
            SctpPacket.parseHeader(in);
            while (in.hasRemaining()) {
                chunks.add(Chunk.parse(in));
            }
        } catch (MalformedPacketException e) {
            // What came before is whole all the same.
        }
        for (Chunk chunk : chunks) {
            assertTrue(chunk.paddedSize() <= data.length + 3, "no larger than what it came in");
            ByteBuffer written = write(chunk);
            assertEquals(chunk.paddedSize(), written.remaining());
            Chunk again = Chunk.parse(WireReader.of(written));
            assertEquals(chunk, again);
            assertEquals(written.rewind(), write(again));
        }
        ByteBuffer packet = ByteBuffer.wrap(data.clone());
        if (packet.remaining() >= SctpPacket.HEADER_BYTES) {
            SctpPacket.seal(packet);
            assertTrue(SctpPacket.hasValidChecksum(packet));
        }
    }

    private static ByteBuffer write(Chunk chunk) {
        WireWriter out = WireWriter.allocate(chunk.paddedSize());
        chunk.writeTo(out);
        return out.finish();
    }
}
