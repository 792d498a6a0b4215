package dev.specter.rtp.rtcp;

import dev.specter.common.MalformedPacketException;
import dev.specter.common.SerialNumbers;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Generic NACK, transport-layer feedback with format 1 (RFC 4585, section 6.2.1). Immutable.
 *
 * @param senderSsrc SSRC of the sender of this packet, u32
 * @param mediaSsrc SSRC of the stream with the losses, u32
 * @param entries in wire order, not empty
 */
public record GenericNack(long senderSsrc, long mediaSsrc, List<Entry> entries)
        implements RtcpPacket {
    /** Copies the list, which must not be empty. */
    public GenericNack {
        entries = List.copyOf(entries);
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("NACK without entries");
        }
    }

    /**
     * A lost packet and which of the 16 after it are lost too.
     *
     * @param pid sequence number, u16
     * @param blp bitmask; its lowest bit stands for {@code pid + 1}
     */
    public record Entry(int pid, int blp) {}

    /**
     * A NACK of these packets.
     *
     * @param senderSsrc SSRC of the sender of this packet, u32
     * @param mediaSsrc SSRC of the stream, u32
     * @param lost sequence numbers in ascending order (over a wrap, too), not empty
     * @return the packet with as few entries as the order allows
     */
    public static GenericNack of(long senderSsrc, long mediaSsrc, List<Integer> lost) {
        var entries = new ArrayList<Entry>();
        for (int i = 0; i < lost.size(); ) {
            int pid = lost.get(i++);
            int blp = 0;
            while (i < lost.size()) {
                int distance = SerialNumbers.distance16(lost.get(i), pid);
                if (distance < 1 || distance > 16) {
                    break;
                }
                blp |= 1 << distance - 1;
                i++;
            }
            entries.add(new Entry(pid, blp));
        }
        return new GenericNack(senderSsrc, mediaSsrc, entries);
    }

    /** Calls for each lost sequence number, in wire order. */
    public void forEachLost(IntConsumer action) {
        for (Entry entry : entries) {
            action.accept(entry.pid());
            for (int i = 0; i < 16; i++) {
                if ((entry.blp() & 1 << i) != 0) {
                    action.accept(SerialNumbers.plus16(entry.pid(), i + 1));
                }
            }
        }
    }

    static GenericNack parseBody(WireReader in) throws MalformedPacketException {
        in.require(in.remaining() >= 12, "generic NACK: length");
        long senderSsrc = in.u32();
        long mediaSsrc = in.u32();
        var entries = new ArrayList<Entry>(in.remaining() / 4);
        while (in.hasRemaining()) {
            entries.add(new Entry(in.u16(), in.u16()));
        }
        return new GenericNack(senderSsrc, mediaSsrc, entries);
    }

    @Override
    public int sizeBytes() {
        return RtcpHeader.SIZE_BYTES + 8 + entries.size() * 4;
    }

    @Override
    public void writeTo(WireWriter out) {
        RtcpHeader.write(out, RtcpHeader.FMT_NACK, RtcpHeader.RTPFB, sizeBytes());
        out.u32(senderSsrc).u32(mediaSsrc);
        entries.forEach(e -> out.u16(e.pid()).u16(e.blp()));
    }
}
