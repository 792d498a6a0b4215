package dev.specter.sctp;

import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;
import dev.specter.sctp.packet.Chunk;
import dev.specter.sctp.packet.SctpPacket;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Takes packets apart and makes them, for tests. */
public final class Packets {
    private Packets() {}

    public static List<Chunk> chunks(ByteBuffer packet) {
        try {
            WireReader in = WireReader.of(packet);
            SctpPacket.parseHeader(in);
            List<Chunk> chunks = new ArrayList<>();
            while (in.hasRemaining()) {
                chunks.add(Chunk.parse(in));
            }
            return chunks;
        } catch (MalformedPacketException e) {
            throw new AssertionError(e);
        }
    }

    public static <T extends Chunk> List<T> chunks(ByteBuffer packet, Class<T> type) {
        return chunks(packet).stream().filter(type::isInstance).map(type::cast).toList();
    }

    public static long tag(ByteBuffer packet) {
        return packet.getInt(packet.position() + 4) & 0xFFFFFFFFL;
    }

    public static boolean has(ByteBuffer packet, Class<? extends Chunk> type) {
        return !chunks(packet, type).isEmpty();
    }

    /** Holds for the first so many packets with such a chunk. */
    public static Predicate<ByteBuffer> first(int count, Class<? extends Chunk> type) {
        int[] left = {count};
        return packet -> has(packet, type) && left[0]-- > 0;
    }

    public static ByteBuffer packet(long tag, Chunk... chunks) {
        int size = SctpPacket.HEADER_BYTES;
        for (Chunk chunk : chunks) {
            size += chunk.paddedSize();
        }
        WireWriter out = WireWriter.allocate(size).u16(5000).u16(5000).u32(tag).u32(0);
        for (Chunk chunk : chunks) {
            chunk.writeTo(out);
        }
        ByteBuffer packet = out.finish();
        SctpPacket.seal(packet);
        return packet;
    }
}
