package dev.specter.rtp.rtcp;

import dev.specter.common.Bytes;
import dev.specter.common.WireWriter;

/**
 * A packet of a type or format that is not known here, kept as it came. Immutable.
 *
 * @param count the 5 bits behind version and padding: a count or a feedback format
 * @param type the packet type, u8
 * @param body everything behind the four bytes of header, a multiple of 4 bytes
 */
public record UnknownRtcpPacket(int count, int type, Bytes body) implements RtcpPacket {
    /** Checks the ranges. */
    public UnknownRtcpPacket {
        if (count < 0 || count > 31 || type < 0 || type > 255 || body.size() % 4 != 0) {
            throw new IllegalArgumentException("RTCP: count, type or size");
        }
    }

    @Override
    public int sizeBytes() {
        return RtcpHeader.SIZE_BYTES + body.size();
    }

    @Override
    public void writeTo(WireWriter out) {
        RtcpHeader.write(out, count, type, sizeBytes());
        out.bytes(body);
    }
}
