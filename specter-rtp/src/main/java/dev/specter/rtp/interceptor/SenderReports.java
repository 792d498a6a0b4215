package dev.specter.rtp.interceptor;

import dev.specter.common.SerialNumbers;
import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.rtcp.RtcpCompound;
import dev.specter.rtp.rtcp.RtcpPacket;
import dev.specter.rtp.rtcp.SenderReport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Sends sender reports for the local streams (RFC 3550, section 6.4.1). */
final class SenderReports extends Interceptor {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** SR packets in one datagram: 28 bytes each and 60 of SDES chunk, well below 1,200 bytes. */
    private static final int MAX_PER_COMPOUND = 12;

    private final ReportTimer timer;
    private final SsrcMap<Sent> streams = new SsrcMap<>();

    /** What was sent of one stream. */
    private static final class Sent {
        private StreamInfo info;
        private long packets;
        private long octets;
        private long timestamp;
        private long timestampNanos;
        private int silentReports;
    }

    SenderReports(InterceptorContext context, Duration interval) {
        super(context);
        timer = new ReportTimer(context.random(), interval);
    }

    @Override
    public void bindLocalStream(StreamInfo stream, long nowNanos) {
        Sent sent = streams.get(stream.ssrc());
        if (sent == null) {
            sent = new Sent();
            streams.put(stream.ssrc(), sent);
        }
        sent.info = stream;
    }

    @Override
    public void unbindLocalStream(StreamInfo stream, long nowNanos) {
        streams.remove(stream.ssrc());
    }

    @Override
    public void handleOutgoingRtp(StreamInfo stream, RtpPacket packet, long nowNanos) {
        Sent sent = streams.get(packet.ssrc()); // not RTX: it has no reports of its own
        if (sent != null) {
            count(sent, packet, nowNanos);
        }
        context().sendRtp(stream, packet, nowNanos);
    }

    private void count(Sent sent, RtpPacket packet, long nowNanos) {
        boolean isFirst = sent.packets == 0;
        if (isFirst || SerialNumbers.isAfter32(packet.timestamp(), sent.timestamp)) {
            sent.timestamp = packet.timestamp();
            sent.timestampNanos = nowNanos;
        }
        sent.silentReports = 0;
        if (isFirst || timer.dueNanos() == NEVER) {
            timer.hurry(nowNanos);
        }
        sent.packets++;
        sent.octets += packet.payloadSizeBytes();
    }

    @Override
    public void handleTimeout(long nowNanos) {
        if (nowNanos < timer.dueNanos()) {
            return;
        }
        var reports = new ArrayList<RtcpPacket>();
        // RFC 3550, section 6.4: SR if data was sent since the last report or the one before.
        streams.forEach(
                sent -> {
                    if (sent.packets > 0 && sent.silentReports++ < 2) {
                        reports.add(report(sent, nowNanos));
                    }
                });
        if (reports.isEmpty()) {
            timer.stop();
            return;
        }
        timer.restart(nowNanos);
        for (int i = 0; i < reports.size(); i += MAX_PER_COMPOUND) {
            int end = Math.min(reports.size(), i + MAX_PER_COMPOUND);
            context().sendRtcp(new RtcpCompound(reports.subList(i, end)), nowNanos);
        }
    }

    private SenderReport report(Sent sent, long nowNanos) {
        long elapsed = nowNanos - sent.timestampNanos;
        long rate = sent.info.clockRateHz();
        long ticks =
                elapsed / NANOS_PER_SECOND * rate
                        + elapsed % NANOS_PER_SECOND * rate / NANOS_PER_SECOND;
        return SenderReport.of(
                sent.info.ssrc(),
                context().ntpClock().ntpTimestamp(nowNanos),
                SerialNumbers.plus32(sent.timestamp, ticks),
                sent.packets & 0xFFFFFFFFL,
                sent.octets & 0xFFFFFFFFL,
                List.of());
    }

    @Override
    public long nextTimeoutNanos() {
        return timer.dueNanos();
    }
}
