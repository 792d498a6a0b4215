package dev.specter.rtp.interceptor;

import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.receive.NackGenerator;
import dev.specter.rtp.rtcp.GenericNack;
import dev.specter.rtp.rtcp.ReceiverReport;
import dev.specter.rtp.rtcp.ReportBlock;
import dev.specter.rtp.rtcp.RtcpCompound;
import dev.specter.rtp.rtcp.RtcpPacket;
import dev.specter.rtp.rtcp.SenderReport;

import java.util.List;

/** Asks for lost packets of the remote streams by generic NACK (RFC 4585, section 6.2.1). */
final class NackRequester extends Interceptor {
    /** Losses in one packet, so that it fits a datagram even if each takes an entry of its own. */
    private static final int MAX_PER_PACKET = 200;

    private final SsrcMap<Receiving> streams = new SsrcMap<>();
    private long dueNanos = NEVER;

    /** A stream whose losses are followed. */
    private record Receiving(long ssrc, NackGenerator generator) {}

    NackRequester(InterceptorContext context) {
        super(context);
    }

    @Override
    public void bindRemoteStream(StreamInfo stream, long nowNanos) {
        if (!stream.has(RtcpFeedback.NACK)) {
            streams.remove(stream.ssrc());
        } else if (streams.get(stream.ssrc()) == null) {
            streams.put(stream.ssrc(), new Receiving(stream.ssrc(), new NackGenerator()));
        }
    }

    @Override
    public void unbindRemoteStream(StreamInfo stream, long nowNanos) {
        streams.remove(stream.ssrc());
    }

    @Override
    public void handleIncomingRtp(StreamInfo stream, RtpPacket packet, long nowNanos) {
        Receiving receiving = streams.get(packet.ssrc());
        if (receiving != null) {
            receiving.generator().handlePacket(packet.sequenceNumber(), nowNanos);
            dueNanos = Math.min(dueNanos, receiving.generator().nextTimeoutNanos());
        }
        context().deliverRtp(stream, packet, nowNanos);
    }

    /** Requests follow the round trip time, where reports about our own streams show it. */
    @Override
    public void handleIncomingRtcp(RtcpCompound compound, long nowNanos) {
        for (RtcpPacket packet : compound.packets()) {
            if (packet instanceof ReceiverReport report) {
                report.reports().forEach(block -> measure(block, nowNanos));
            } else if (packet instanceof SenderReport report) {
                report.reports().forEach(block -> measure(block, nowNanos));
            }
        }
        context().deliverRtcp(compound, nowNanos);
    }

    private void measure(ReportBlock block, long nowNanos) {
        long roundTripNanos = context().ntpClock().roundTripNanos(block, nowNanos);
        if (roundTripNanos >= 0) {
            streams.forEach(receiving -> receiving.generator().roundTripTime(roundTripNanos));
        }
    }

    @Override
    public void handleTimeout(long nowNanos) {
        if (nowNanos < dueNanos) {
            return;
        }
        dueNanos = NEVER;
        streams.forEach(
                receiving -> {
                    List<Integer> lost = receiving.generator().takeDue(nowNanos);
                    for (int i = 0; i < lost.size(); i += MAX_PER_PACKET) {
                        List<Integer> part =
                                lost.subList(i, Math.min(lost.size(), i + MAX_PER_PACKET));
                        GenericNack nack =
                                GenericNack.of(context().rtcpSsrc(), receiving.ssrc(), part);
                        context().sendRtcp(RtcpCompound.of(nack), nowNanos);
                    }
                    dueNanos = Math.min(dueNanos, receiving.generator().nextTimeoutNanos());
                });
    }

    @Override
    public long nextTimeoutNanos() {
        return dueNanos;
    }
}
