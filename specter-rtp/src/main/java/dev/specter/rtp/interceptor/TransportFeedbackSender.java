package dev.specter.rtp.interceptor;

import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.ext.HeaderExtensionUri;
import dev.specter.rtp.receive.ArrivalRecorder;
import dev.specter.rtp.rtcp.RtcpCompound;
import dev.specter.rtp.rtcp.TransportFeedback;

import java.time.Duration;

/**
 * Tells the sender when its packets arrived (draft-holmer-rmcat-transport-wide-cc-extensions-01),
 * so that it can estimate the bandwidth, for streams that negotiated feedback and extension.
 */
final class TransportFeedbackSender extends Interceptor {
    private final long intervalNanos;
    private final SsrcMap<Integer> extensionIds = new SsrcMap<>();
    private final ArrivalRecorder recorder = new ArrivalRecorder();
    private long mediaSsrc;
    private long dueNanos = NEVER;

    TransportFeedbackSender(InterceptorContext context, Duration interval) {
        super(context);
        intervalNanos = interval.toNanos();
    }

    @Override
    public void bindRemoteStream(StreamInfo stream, long nowNanos) {
        int id = stream.extensions().idOrZero(HeaderExtensionUri.TRANSPORT_CC);
        if (id == 0 || !stream.has(RtcpFeedback.TRANSPORT_CC)) {
            extensionIds.remove(stream.ssrc());
        } else {
            extensionIds.put(stream.ssrc(), id);
        }
    }

    @Override
    public void unbindRemoteStream(StreamInfo stream, long nowNanos) {
        extensionIds.remove(stream.ssrc());
    }

    @Override
    public void handleIncomingRtp(StreamInfo stream, RtpPacket packet, long nowNanos) {
        Integer id = extensionIds.get(stream.ssrc());
        int number = id == null ? -1 : packet.extensions().u16(id);
        if (number >= 0) {
            recorder.handlePacket(number, nowNanos);
            mediaSsrc = stream.ssrc();
            dueNanos = Math.min(dueNanos, nowNanos + intervalNanos);
        }
        context().deliverRtp(stream, packet, nowNanos);
    }

    @Override
    public void handleTimeout(long nowNanos) {
        if (nowNanos < dueNanos) {
            return;
        }
        dueNanos = NEVER;
        for (TransportFeedback feedback : recorder.takeFeedback(context().rtcpSsrc(), mediaSsrc)) {
            context().sendRtcp(RtcpCompound.of(feedback), nowNanos);
        }
    }

    @Override
    public long nextTimeoutNanos() {
        return dueNanos;
    }
}
