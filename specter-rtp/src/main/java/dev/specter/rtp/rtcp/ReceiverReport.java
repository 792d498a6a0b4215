package dev.specter.rtp.rtcp;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;

import java.util.ArrayList;
import java.util.List;

/**
 * Receiver report, type 201 (RFC 3550, section 6.4.2). Immutable.
 *
 * @param ssrc of the sender of this packet, u32
 * @param reports what it received, at most 31
 * @param profileExtension bytes behind the reports, a multiple of 4
 */
public record ReceiverReport(long ssrc, List<ReportBlock> reports, Bytes profileExtension)
        implements RtcpPacket {
    /** Most report blocks in one packet: the count has 5 bits. */
    public static final int MAX_REPORTS = 31;

    /** Copies the list and checks its size. */
    public ReceiverReport {
        reports = List.copyOf(reports);
        check(reports, profileExtension);
    }

    /** A report without a profile extension. */
    public static ReceiverReport of(long ssrc, List<ReportBlock> reports) {
        return new ReceiverReport(ssrc, reports, Bytes.EMPTY);
    }

    static void check(List<ReportBlock> reports, Bytes profileExtension) {
        if (reports.size() > MAX_REPORTS || profileExtension.size() % 4 != 0) {
            throw new IllegalArgumentException(
                    reports.size() + " reports, extension of " + profileExtension.size());
        }
    }

    static ReceiverReport parseBody(WireReader in, int count) throws MalformedPacketException {
        long ssrc = in.u32();
        var reports = new ArrayList<ReportBlock>(count);
        for (int i = 0; i < count; i++) {
            reports.add(ReportBlock.parse(in));
        }
        return new ReceiverReport(ssrc, reports, in.rest());
    }

    @Override
    public int sizeBytes() {
        return RtcpHeader.SIZE_BYTES
                + 4
                + reports.size() * ReportBlock.SIZE_BYTES
                + profileExtension.size();
    }

    @Override
    public void writeTo(WireWriter out) {
        RtcpHeader.write(out, reports.size(), RtcpHeader.RR, sizeBytes());
        out.u32(ssrc);
        reports.forEach(report -> report.writeTo(out));
        out.bytes(profileExtension);
    }
}
