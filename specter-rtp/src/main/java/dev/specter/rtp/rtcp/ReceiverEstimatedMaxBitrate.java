package dev.specter.rtp.rtcp;

import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;

import java.util.ArrayList;
import java.util.List;

/**
 * REMB: the bit rate a receiver believes in, application layer feedback in payload-specific format
 * 15 (draft-alvestrand-rmcat-remb-03, section 2). Immutable.
 *
 * @param senderSsrc SSRC of the sender of this packet, u32
 * @param mediaSsrc 0 by the draft, u32
 * @param bitrateBps bits a second, 0 or more; the wire keeps its 18 highest bits
 * @param ssrcs the streams it holds for together, u32 each, at most 255
 */
public record ReceiverEstimatedMaxBitrate(
        long senderSsrc, long mediaSsrc, long bitrateBps, List<Long> ssrcs) implements RtcpPacket {
    static final long IDENTIFIER = 0x52454D42; // "REMB"

    /** Copies the list and checks the ranges. */
    public ReceiverEstimatedMaxBitrate {
        ssrcs = List.copyOf(ssrcs);
        if (bitrateBps < 0 || ssrcs.size() > 255) {
            throw new IllegalArgumentException("REMB: bit rate or number of sources");
        }
    }

    static ReceiverEstimatedMaxBitrate parseBody(WireReader in) throws MalformedPacketException {
        long senderSsrc = in.u32();
        long mediaSsrc = in.u32();
        in.require(in.u32() == IDENTIFIER, "REMB: identifier");
        int count = in.u8();
        int word = in.u24();
        int exponent = word >> 18;
        long mantissa = word & 0x3FFFF;
        in.require(exponent <= Long.numberOfLeadingZeros(mantissa) - 1, "REMB: bit rate");
        in.require(in.remaining() >= count * 4, "REMB: sources");
        var ssrcs = new ArrayList<Long>(count);
        for (int i = 0; i < count; i++) {
            ssrcs.add(in.u32());
        }
        return new ReceiverEstimatedMaxBitrate(senderSsrc, mediaSsrc, mantissa << exponent, ssrcs);
    }

    @Override
    public int sizeBytes() {
        return RtcpHeader.SIZE_BYTES + 16 + ssrcs.size() * 4;
    }

    @Override
    public void writeTo(WireWriter out) {
        RtcpHeader.write(out, RtcpHeader.FMT_AFB, RtcpHeader.PSFB, sizeBytes());
        int exponent = Math.max(0, 46 - Long.numberOfLeadingZeros(bitrateBps));
        out.u32(senderSsrc).u32(mediaSsrc).u32(IDENTIFIER).u8(ssrcs.size());
        out.u24(exponent << 18 | (int) (bitrateBps >> exponent));
        ssrcs.forEach(out::u32);
    }
}
