package dev.specter.rtp.interceptor;

import dev.specter.rtp.rtcp.ReceiverReport;
import dev.specter.rtp.rtcp.RtcpCompound;
import dev.specter.rtp.rtcp.RtcpPacket;
import dev.specter.rtp.rtcp.SenderReport;
import dev.specter.rtp.rtcp.SourceDescription;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Makes RTCP that leaves the chain a datagram that the RFCs allow. Immutable. */
final class RtcpFraming {
    private static final int MAX_CHUNKS = 31;

    private final String cname;
    private final long rtcpSsrc;
    private final boolean isReducedSize;

    RtcpFraming(ChainOptions options) {
        cname = options.cname();
        rtcpSsrc = options.rtcpSsrc();
        isReducedSize = options.isReducedSize();
    }

    /**
     * Adds what is missing.
     *
     * <p>RFC 3550, section 6.1: the first packet of a compound must be a report, and the CNAME must
     * be in each. RFC 5506, section 3.4.2: with reduced size, feedback may go without both.
     */
    RtcpCompound complete(RtcpCompound compound) {
        List<RtcpPacket> packets = compound.packets();
        boolean startsWithReport = reportSsrc(packets.get(0)) >= 0;
        boolean hasCname = packets.stream().anyMatch(SourceDescription.class::isInstance);
        if (startsWithReport ? hasCname : isReducedSize) {
            return compound;
        }
        var complete = new ArrayList<RtcpPacket>(packets.size() + 2);
        Set<Long> sources = new LinkedHashSet<>();
        int i = 0;
        if (startsWithReport) {
            for (; i < packets.size() && reportSsrc(packets.get(i)) >= 0; i++) {
                complete.add(packets.get(i));
                sources.add(reportSsrc(packets.get(i)));
            }
        } else {
            complete.add(ReceiverReport.of(rtcpSsrc, List.of()));
            sources.add(rtcpSsrc);
        }
        if (!hasCname) {
            complete.add(description(sources));
        }
        complete.addAll(packets.subList(i, packets.size()));
        return new RtcpCompound(complete);
    }

    private static long reportSsrc(RtcpPacket packet) {
        if (packet instanceof SenderReport report) {
            return report.ssrc();
        }
        return packet instanceof ReceiverReport report ? report.ssrc() : -1;
    }

    private SourceDescription description(Set<Long> sources) {
        return new SourceDescription(
                sources.stream()
                        .limit(MAX_CHUNKS)
                        .map(ssrc -> SourceDescription.cname(ssrc, cname).chunks().get(0))
                        .toList());
    }
}
