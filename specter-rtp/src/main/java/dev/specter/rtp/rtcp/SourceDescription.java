package dev.specter.rtp.rtcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Source description, type 202 (RFC 3550, section 6.5). Immutable.
 *
 * @param chunks one per source, at most 31
 */
public record SourceDescription(List<Chunk> chunks) implements RtcpPacket {
    /** Item type of the canonical name (RFC 3550, section 6.5.1). */
    public static final int CNAME = 1;

    /** Item type of the media identification (RFC 8843, section 15.1). */
    public static final int MID = 15;

    /** Copies the list and checks its size. */
    public SourceDescription {
        chunks = List.copyOf(chunks);
        if (chunks.size() > 31) {
            throw new IllegalArgumentException(chunks.size() + " SDES chunks");
        }
    }

    /** One source's canonical name. */
    public static SourceDescription cname(long ssrc, String cname) {
        Item item = new Item(CNAME, Bytes.wrapOwned(cname.getBytes(UTF_8)));
        return new SourceDescription(List.of(new Chunk(ssrc, List.of(item))));
    }

    /**
     * A source and its items.
     *
     * @param ssrc the source, u32
     * @param items in wire order
     */
    public record Chunk(long ssrc, List<Item> items) {
        /** Copies the list. */
        public Chunk {
            items = List.copyOf(items);
        }

        /** The text of the first item of a type. */
        public Optional<String> text(int type) {
            return items.stream().filter(i -> i.type() == type).map(Item::text).findFirst();
        }

        int sizeBytes() {
            int size = 4 + 1; // the null that ends the list
            for (Item item : items) {
                size += 2 + item.value().size();
            }
            return size + 3 & ~3;
        }

        private static Chunk parse(WireReader in) throws MalformedPacketException {
            int start = in.position();
            long ssrc = in.u32();
            var items = new ArrayList<Item>();
            for (int type = in.u8(); type != 0; type = in.u8()) {
                items.add(new Item(type, in.bytes(in.u8())));
            }
            // RFC 3550, section 6.5: null octets up to the next 32-bit boundary.
            in.skip(-(in.position() - start) & 3);
            return new Chunk(ssrc, items);
        }

        private void writeTo(WireWriter out) {
            int start = out.position();
            out.u32(ssrc);
            for (Item item : items) {
                out.u8(item.type()).u8(item.value().size()).bytes(item.value());
            }
            out.zeros(start + sizeBytes() - out.position());
        }
    }

    /**
     * One item.
     *
     * @param type 1 to 255
     * @param value at most 255 bytes
     */
    public record Item(int type, Bytes value) {
        /** Checks both ranges. */
        public Item {
            if (type < 1 || type > 255 || value.size() > 255) {
                throw new IllegalArgumentException("SDES item " + type + ", " + value.size());
            }
        }

        /** The value as UTF-8. */
        public String text() {
            return new String(value.toArray(), UTF_8);
        }
    }

    static SourceDescription parseBody(WireReader in, int count) throws MalformedPacketException {
        var chunks = new ArrayList<Chunk>(count);
        for (int i = 0; i < count; i++) {
            chunks.add(Chunk.parse(in));
        }
        return new SourceDescription(chunks);
    }

    @Override
    public int sizeBytes() {
        return RtcpHeader.SIZE_BYTES + chunks.stream().mapToInt(Chunk::sizeBytes).sum();
    }

    @Override
    public void writeTo(WireWriter out) {
        RtcpHeader.write(out, chunks.size(), RtcpHeader.SDES, sizeBytes());
        chunks.forEach(chunk -> chunk.writeTo(out));
    }
}
