package dev.specter.rtp.interceptor;

/**
 * Counters of a local stream, in the sense of W3C's {@code RTCOutboundRtpStreamStats}. Immutable.
 *
 * @param packetsSent packets, retransmissions included
 * @param bytesSent payload bytes, retransmissions included, headers and padding excluded
 * @param headerBytesSent header and padding bytes
 * @param retransmittedPacketsSent of the packets, those that were retransmissions
 * @param retransmittedBytesSent of the payload bytes, those of retransmissions
 * @param nackCount NACK packets received
 * @param pliCount PLI packets received
 * @param firCount FIR packets received
 */
public record OutboundRtpStats(
        long packetsSent,
        long bytesSent,
        long headerBytesSent,
        long retransmittedPacketsSent,
        long retransmittedBytesSent,
        long nackCount,
        long pliCount,
        long firCount) {
    /** Nothing sent. */
    public static final OutboundRtpStats NONE = new OutboundRtpStats(0, 0, 0, 0, 0, 0, 0, 0);

    /** The sums with those of the stream's time before. */
    public OutboundRtpStats plus(OutboundRtpStats before) {
        return new OutboundRtpStats(
                packetsSent + before.packetsSent,
                bytesSent + before.bytesSent,
                headerBytesSent + before.headerBytesSent,
                retransmittedPacketsSent + before.retransmittedPacketsSent,
                retransmittedBytesSent + before.retransmittedBytesSent,
                nackCount + before.nackCount,
                pliCount + before.pliCount,
                firCount + before.firCount);
    }
}
