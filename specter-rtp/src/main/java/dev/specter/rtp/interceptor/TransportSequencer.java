package dev.specter.rtp.interceptor;

import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.ext.HeaderExtensionUri;

/**
 * Numbers all outgoing packets of the transport, retransmissions included
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01, section 2), where the extension is
 * negotiated.
 */
final class TransportSequencer extends Interceptor {
    private final SsrcMap<Integer> extensionIds = new SsrcMap<>();
    private int next;

    TransportSequencer(InterceptorContext context) {
        super(context);
    }

    @Override
    public void bindLocalStream(StreamInfo stream, long nowNanos) {
        int id = stream.extensions().idOrZero(HeaderExtensionUri.TRANSPORT_CC);
        if (id == 0) {
            extensionIds.remove(stream.ssrc());
        } else {
            extensionIds.put(stream.ssrc(), id);
        }
    }

    @Override
    public void unbindLocalStream(StreamInfo stream, long nowNanos) {
        extensionIds.remove(stream.ssrc());
    }

    @Override
    public void handleOutgoingRtp(StreamInfo stream, RtpPacket packet, long nowNanos) {
        Integer id = extensionIds.get(stream.ssrc());
        RtpPacket numbered = packet;
        if (id != null) {
            numbered = packet.withExtensions(packet.extensions().withU16(id, next));
            next = next + 1 & 0xFFFF;
        }
        context().sendRtp(stream, numbered, nowNanos);
    }
}
