package dev.specter.rtp.interceptor;

import dev.specter.common.Bytes;
import dev.specter.rtp.HeaderExtensions;
import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.ext.HeaderExtensionUri;
import dev.specter.rtp.rtcp.GenericNack;
import dev.specter.rtp.rtcp.RtcpCompound;
import dev.specter.rtp.rtcp.RtcpPacket;
import dev.specter.rtp.send.SendBuffer;
import dev.specter.rtp.send.TokenBucket;

/**
 * Answers generic NACKs from a buffer of sent packets (RFC 4585, section 6.2.1): as RTX where that
 * is negotiated (RFC 4588), else by the same packet again.
 */
final class NackResponder extends Interceptor {
    private final NackResponderOptions options;
    private final SsrcMap<Answering> streams = new SsrcMap<>();

    /**
     * Where the numbers of retransmissions go on if a stream comes again (RFC 3711, section 9.1).
     */
    private final SsrcMap<Integer> lastRtxNumbers = new SsrcMap<>();

    /** A stream whose packets are held. */
    private static final class Answering {
        private final SendBuffer buffer;
        private final TokenBucket budget;
        private StreamInfo info;
        private int ridId;
        private int repairedRidId;
        private int rtxSequenceNumber;

        Answering(NackResponderOptions options, int rtxSequenceNumber) {
            buffer = new SendBuffer(options.bufferPackets());
            budget = new TokenBucket(options.retransmittedShare(), options.burstBytes());
            this.rtxSequenceNumber = rtxSequenceNumber;
        }
    }

    NackResponder(InterceptorContext context, NackResponderOptions options) {
        super(context);
        this.options = options;
    }

    @Override
    public void bindLocalStream(StreamInfo stream, long nowNanos) {
        if (!stream.has(RtcpFeedback.NACK)) {
            unbindLocalStream(stream, nowNanos);
            return;
        }
        Answering answering = streams.get(stream.ssrc());
        if (answering == null) {
            // RFC 3550, section 5.1: the initial sequence number should be random.
            Integer last = lastRtxNumbers.get(stream.ssrc());
            int number = last == null ? context().random().nextInt(0x8000) : last;
            answering = new Answering(options, number);
            streams.put(stream.ssrc(), answering);
        }
        answering.info = stream;
        answering.ridId = stream.extensions().idOrZero(HeaderExtensionUri.RID);
        answering.repairedRidId = stream.extensions().idOrZero(HeaderExtensionUri.REPAIRED_RID);
    }

    @Override
    public void unbindLocalStream(StreamInfo stream, long nowNanos) {
        Answering answering = streams.get(stream.ssrc());
        if (answering != null) {
            streams.remove(stream.ssrc());
            lastRtxNumbers.put(stream.ssrc(), answering.rtxSequenceNumber);
        }
    }

    @Override
    public void handleOutgoingRtp(StreamInfo stream, RtpPacket packet, long nowNanos) {
        Answering answering = streams.get(packet.ssrc());
        if (answering != null) {
            answering.buffer.add(packet, nowNanos);
            answering.budget.earn(packet.sizeBytes());
        }
        context().sendRtp(stream, packet, nowNanos);
    }

    @Override
    public void handleIncomingRtcp(RtcpCompound compound, long nowNanos) {
        for (RtcpPacket packet : compound.packets()) {
            if (packet instanceof GenericNack nack) {
                Answering answering = streams.get(nack.mediaSsrc());
                if (answering != null) {
                    nack.forEachLost(lost -> resend(answering, lost, nowNanos));
                }
            }
        }
        context().deliverRtcp(compound, nowNanos);
    }

    private void resend(Answering answering, int sequenceNumber, long nowNanos) {
        RtpPacket packet = answering.buffer.get(sequenceNumber);
        if (packet == null) {
            return;
        }
        long sinceNanos = nowNanos - answering.buffer.sentNanos(sequenceNumber);
        if (sinceNanos < options.minResendInterval().toNanos()
                || !answering.budget.trySpend(packet.sizeBytes())) {
            return;
        }
        answering.buffer.markResent(sequenceNumber, nowNanos);
        StreamInfo info = answering.info;
        int rtxPayloadType = info.rtxPayloadTypeOf(packet.payloadType());
        if (info.rtxSsrc().isPresent() && rtxPayloadType != StreamInfo.NONE) {
            answering.rtxSequenceNumber = answering.rtxSequenceNumber + 1 & 0xFFFF;
            RtpPacket rtx =
                    packet.toRtx(
                            info.rtxSsrc().getAsLong(),
                            rtxPayloadType,
                            answering.rtxSequenceNumber);
            context().sendRtp(info, repaired(answering, rtx), nowNanos);
        } else {
            context().sendRtp(info, packet, nowNanos);
        }
    }

    /** RFC 8852, section 3.2: in a retransmission the RID stands in the repaired-rid extension. */
    private static RtpPacket repaired(Answering answering, RtpPacket rtx) {
        HeaderExtensions extensions = rtx.extensions();
        if (answering.ridId == 0 || !extensions.contains(answering.ridId)) {
            return rtx;
        }
        Bytes rid = extensions.get(answering.ridId).orElse(Bytes.EMPTY);
        extensions = extensions.without(answering.ridId);
        if (answering.repairedRidId != 0) {
            extensions = extensions.with(answering.repairedRidId, rid);
        }
        return rtx.withExtensions(extensions);
    }
}
