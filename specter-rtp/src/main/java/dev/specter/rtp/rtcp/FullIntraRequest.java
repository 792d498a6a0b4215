package dev.specter.rtp.rtcp;

import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;

import java.util.ArrayList;
import java.util.List;

/**
 * Full intra request, payload-specific feedback with format 4 (RFC 5104, section 4.3.1). Immutable.
 *
 * @param senderSsrc SSRC of the sender of this packet, u32
 * @param mediaSsrc 0 by the RFC, whose receivers ignore it, u32
 * @param entries in wire order, not empty
 */
public record FullIntraRequest(long senderSsrc, long mediaSsrc, List<Entry> entries)
        implements RtcpPacket {
    /** Copies the list, which must not be empty. */
    public FullIntraRequest {
        entries = List.copyOf(entries);
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("FIR without entries");
        }
    }

    /**
     * One stream that needs a key frame.
     *
     * @param ssrc of the stream, u32
     * @param sequenceNumber of the request, u8; the same number is the same request again
     */
    public record Entry(long ssrc, int sequenceNumber) {}

    static FullIntraRequest parseBody(WireReader in) throws MalformedPacketException {
        in.require(in.remaining() >= 16 && in.remaining() % 8 == 0, "FIR: length");
        long senderSsrc = in.u32();
        long mediaSsrc = in.u32();
        var entries = new ArrayList<Entry>(in.remaining() / 8);
        while (in.hasRemaining()) {
            entries.add(new Entry(in.u32(), in.u8()));
            in.skip(3);
        }
        return new FullIntraRequest(senderSsrc, mediaSsrc, entries);
    }

    @Override
    public int sizeBytes() {
        return RtcpHeader.SIZE_BYTES + 8 + entries.size() * 8;
    }

    @Override
    public void writeTo(WireWriter out) {
        RtcpHeader.write(out, RtcpHeader.FMT_FIR, RtcpHeader.PSFB, sizeBytes());
        out.u32(senderSsrc).u32(mediaSsrc);
        entries.forEach(e -> out.u32(e.ssrc()).u8(e.sequenceNumber()).zeros(3));
    }
}
