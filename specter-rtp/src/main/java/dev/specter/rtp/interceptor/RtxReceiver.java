package dev.specter.rtp.interceptor;

import dev.specter.common.MalformedPacketException;
import dev.specter.rtp.RtpPacket;

/**
 * Restores packets that come as retransmissions (RFC 4588, section 4). What cannot be restored, and
 * the padding that some senders probe with, is dropped.
 */
final class RtxReceiver extends Interceptor {
    RtxReceiver(InterceptorContext context) {
        super(context);
    }

    @Override
    public void handleIncomingRtp(StreamInfo stream, RtpPacket packet, long nowNanos) {
        if (!stream.isRtx(packet.ssrc())) {
            context().deliverRtp(stream, packet, nowNanos);
            return;
        }
        int payloadType = stream.aptOf(packet.payloadType());
        if (payloadType == StreamInfo.NONE) {
            return;
        }
        try {
            RtpPacket original = packet.fromRtx(stream.ssrc(), payloadType);
            context().deliverRtp(stream, original, nowNanos);
        } catch (MalformedPacketException padding) {
            // Dropped: there is nothing in it to restore.
        }
    }
}
