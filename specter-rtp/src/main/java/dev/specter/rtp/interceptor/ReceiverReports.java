package dev.specter.rtp.interceptor;

import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.receive.ReceiveStatistics;
import dev.specter.rtp.rtcp.ReceiverReport;
import dev.specter.rtp.rtcp.ReportBlock;
import dev.specter.rtp.rtcp.RtcpCompound;
import dev.specter.rtp.rtcp.RtcpPacket;
import dev.specter.rtp.rtcp.SenderReport;

import java.time.Duration;
import java.util.ArrayList;

/** Sends receiver reports about the remote streams (RFC 3550, section 6.4.2). */
final class ReceiverReports extends Interceptor {
    private final ReportTimer timer;
    private final SsrcMap<Received> streams = new SsrcMap<>();

    /** What was received of one stream. */
    private static final class Received {
        private final StreamInfo info;
        private final ReceiveStatistics statistics;
        private long lastSenderReport;
        private long lastSenderReportNanos;
        private boolean isNew = true;

        Received(StreamInfo info) {
            this.info = info;
            this.statistics = new ReceiveStatistics(info.clockRateHz());
        }
    }

    ReceiverReports(InterceptorContext context, Duration interval) {
        super(context);
        timer = new ReportTimer(context.random(), interval);
    }

    @Override
    public void bindRemoteStream(StreamInfo stream, long nowNanos) {
        Received known = streams.get(stream.ssrc());
        if (known == null || known.info.clockRateHz() != stream.clockRateHz()) {
            streams.put(stream.ssrc(), new Received(stream));
        }
    }

    @Override
    public void unbindRemoteStream(StreamInfo stream, long nowNanos) {
        streams.remove(stream.ssrc());
    }

    @Override
    public void handleIncomingRtp(StreamInfo stream, RtpPacket packet, long nowNanos) {
        Received received = streams.get(packet.ssrc());
        if (received != null) {
            received.statistics.handlePacket(packet.sequenceNumber(), packet.timestamp(), nowNanos);
            if (received.isNew) {
                received.isNew = false;
                timer.hurry(nowNanos);
            } else if (timer.dueNanos() == NEVER) {
                timer.restart(nowNanos);
            }
        }
        context().deliverRtp(stream, packet, nowNanos);
    }

    @Override
    public void handleIncomingRtcp(RtcpCompound compound, long nowNanos) {
        for (RtcpPacket packet : compound.packets()) {
            if (packet instanceof SenderReport report) {
                Received received = streams.get(report.ssrc());
                if (received != null) {
                    received.lastSenderReport = report.compactNtpTimestamp();
                    received.lastSenderReportNanos = nowNanos;
                }
            }
        }
        context().deliverRtcp(compound, nowNanos);
    }

    @Override
    public void handleTimeout(long nowNanos) {
        if (nowNanos < timer.dueNanos()) {
            return;
        }
        var blocks = new ArrayList<ReportBlock>();
        // RFC 3550, section 6.4: a block for each source heard since the last report.
        streams.forEach(
                received -> {
                    if (received.statistics.hasNews()) {
                        blocks.add(block(received, nowNanos));
                    }
                });
        if (blocks.isEmpty()) {
            timer.stop();
            return;
        }
        timer.restart(nowNanos);
        for (int i = 0; i < blocks.size(); i += ReceiverReport.MAX_REPORTS) {
            int end = Math.min(blocks.size(), i + ReceiverReport.MAX_REPORTS);
            ReceiverReport report = ReceiverReport.of(context().rtcpSsrc(), blocks.subList(i, end));
            context().sendRtcp(RtcpCompound.of(report), nowNanos);
        }
    }

    private static ReportBlock block(Received received, long nowNanos) {
        boolean hasReport = received.lastSenderReport != 0;
        long delayNanos = nowNanos - received.lastSenderReportNanos;
        return received.statistics.takeReport(
                received.info.ssrc(),
                received.lastSenderReport,
                hasReport ? NtpClock.compactOfNanos(delayNanos) : 0);
    }

    @Override
    public long nextTimeoutNanos() {
        return timer.dueNanos();
    }
}
