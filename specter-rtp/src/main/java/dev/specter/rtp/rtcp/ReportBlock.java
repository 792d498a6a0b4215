package dev.specter.rtp.rtcp;

import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;

/**
 * What a receiver says of one source, in sender and receiver reports (RFC 3550, section 6.4.1).
 * Immutable.
 *
 * @param ssrc the source it is about, u32
 * @param fractionLost of the packets since the previous report, in 1/256, u8
 * @param cumulativeLost since the start, duplicates subtracted; signed 24 bits
 * @param highestSequence highest sequence number received, with the count of its cycles in the
 *     upper 16 bits, u32
 * @param jitter interarrival jitter in units of the timestamp, u32
 * @param lastSenderReport the middle 32 bits of the NTP time of the last sender report, or 0
 * @param delaySinceLastSenderReport since it came, in 1/65,536 s, or 0, u32
 */
public record ReportBlock(
        long ssrc,
        int fractionLost,
        int cumulativeLost,
        long highestSequence,
        long jitter,
        long lastSenderReport,
        long delaySinceLastSenderReport) {
    static final int SIZE_BYTES = 24;

    /** Checks the signed 24 bits of the loss count. */
    public ReportBlock {
        if (cumulativeLost < -0x800000 || cumulativeLost > 0x7FFFFF) {
            throw new IllegalArgumentException("cumulative lost: " + cumulativeLost);
        }
    }

    static ReportBlock parse(WireReader in) throws MalformedPacketException {
        long ssrc = in.u32();
        int fraction = in.u8();
        int lost = in.u24() << 8 >> 8;
        return new ReportBlock(ssrc, fraction, lost, in.u32(), in.u32(), in.u32(), in.u32());
    }

    void writeTo(WireWriter out) {
        out.u32(ssrc).u8(fractionLost).u24(cumulativeLost).u32(highestSequence);
        out.u32(jitter).u32(lastSenderReport).u32(delaySinceLastSenderReport);
    }
}
