package dev.specter.rtp.rtcp;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;

import java.util.ArrayList;
import java.util.List;

/**
 * Sender report, type 200 (RFC 3550, section 6.4.1). Immutable.
 *
 * @param ssrc of the sender, u32
 * @param ntpTimestamp wall time in the NTP format: seconds since 1900 in the upper, their fraction
 *     in the lower 32 bits
 * @param rtpTimestamp the same instant on the stream's clock, u32
 * @param packetCount packets sent since the start, u32
 * @param octetCount bytes of payload sent since the start, u32
 * @param reports what the sender received from others, at most 31
 * @param profileExtension bytes behind the reports, a multiple of 4
 */
public record SenderReport(
        long ssrc,
        long ntpTimestamp,
        long rtpTimestamp,
        long packetCount,
        long octetCount,
        List<ReportBlock> reports,
        Bytes profileExtension)
        implements RtcpPacket {

    /** Copies the list and checks its size. */
    public SenderReport {
        reports = List.copyOf(reports);
        ReceiverReport.check(reports, profileExtension);
    }

    /** A report without a profile extension. */
    public static SenderReport of(
            long ssrc,
            long ntpTimestamp,
            long rtpTimestamp,
            long packetCount,
            long octetCount,
            List<ReportBlock> reports) {
        return new SenderReport(
                ssrc, ntpTimestamp, rtpTimestamp, packetCount, octetCount, reports, Bytes.EMPTY);
    }

    /** The middle 32 bits of the NTP time, by which report blocks refer to this report. */
    public long compactNtpTimestamp() {
        return ntpTimestamp >>> 16 & 0xFFFFFFFFL;
    }

    static SenderReport parseBody(WireReader in, int count) throws MalformedPacketException {
        long ssrc = in.u32();
        long ntp = in.u64();
        long rtp = in.u32();
        long packets = in.u32();
        long octets = in.u32();
        var reports = new ArrayList<ReportBlock>(count);
        for (int i = 0; i < count; i++) {
            reports.add(ReportBlock.parse(in));
        }
        return new SenderReport(ssrc, ntp, rtp, packets, octets, reports, in.rest());
    }

    @Override
    public int sizeBytes() {
        return RtcpHeader.SIZE_BYTES
                + 24
                + reports.size() * ReportBlock.SIZE_BYTES
                + profileExtension.size();
    }

    @Override
    public void writeTo(WireWriter out) {
        RtcpHeader.write(out, reports.size(), RtcpHeader.SR, sizeBytes());
        out.u32(ssrc).u64(ntpTimestamp).u32(rtpTimestamp).u32(packetCount).u32(octetCount);
        reports.forEach(report -> report.writeTo(out));
        out.bytes(profileExtension);
    }
}
