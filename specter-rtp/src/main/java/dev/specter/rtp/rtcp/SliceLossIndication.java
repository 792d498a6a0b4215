package dev.specter.rtp.rtcp;

import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;

import java.util.ArrayList;
import java.util.List;

/**
 * Slice loss indication, payload-specific feedback with format 2 (RFC 4585, section 6.3.2).
 * Immutable.
 *
 * @param senderSsrc SSRC of the sender of this packet, u32
 * @param mediaSsrc SSRC of the stream with the losses, u32
 * @param entries in wire order, not empty
 */
public record SliceLossIndication(long senderSsrc, long mediaSsrc, List<Entry> entries)
        implements RtcpPacket {
    /** Copies the list, which must not be empty. */
    public SliceLossIndication {
        entries = List.copyOf(entries);
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("SLI without entries");
        }
    }

    /**
     * A run of lost macroblocks.
     *
     * @param first address of the first one, 13 bits
     * @param number how many, 13 bits
     * @param pictureId low 6 bits of the picture's id
     */
    public record Entry(int first, int number, int pictureId) {}

    static SliceLossIndication parseBody(WireReader in) throws MalformedPacketException {
        in.require(in.remaining() >= 12, "SLI: length");
        long senderSsrc = in.u32();
        long mediaSsrc = in.u32();
        var entries = new ArrayList<Entry>(in.remaining() / 4);
        while (in.hasRemaining()) {
            long word = in.u32();
            entries.add(
                    new Entry((int) (word >> 19), (int) (word >> 6) & 0x1FFF, (int) word & 0x3F));
        }
        return new SliceLossIndication(senderSsrc, mediaSsrc, entries);
    }

    @Override
    public int sizeBytes() {
        return RtcpHeader.SIZE_BYTES + 8 + entries.size() * 4;
    }

    @Override
    public void writeTo(WireWriter out) {
        RtcpHeader.write(out, RtcpHeader.FMT_SLI, RtcpHeader.PSFB, sizeBytes());
        out.u32(senderSsrc).u32(mediaSsrc);
        for (Entry e : entries) {
            out.u32((long) e.first() << 19 | (long) e.number() << 6 | e.pictureId());
        }
    }
}
