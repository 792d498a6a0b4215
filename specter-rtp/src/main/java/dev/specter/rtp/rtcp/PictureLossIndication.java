package dev.specter.rtp.rtcp;

import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;

/**
 * Picture loss indication, payload-specific feedback with format 1 (RFC 4585, section 6.3.1).
 * Immutable.
 *
 * @param senderSsrc SSRC of the sender of this packet, u32
 * @param mediaSsrc SSRC of the stream that needs a key frame, u32
 */
public record PictureLossIndication(long senderSsrc, long mediaSsrc) implements RtcpPacket {
    static PictureLossIndication parseBody(WireReader in) throws MalformedPacketException {
        return new PictureLossIndication(in.u32(), in.u32());
    }

    @Override
    public int sizeBytes() {
        return RtcpHeader.SIZE_BYTES + 8;
    }

    @Override
    public void writeTo(WireWriter out) {
        RtcpHeader.write(out, RtcpHeader.FMT_PLI, RtcpHeader.PSFB, sizeBytes());
        out.u32(senderSsrc).u32(mediaSsrc);
    }
}
