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
        long firCount) {}
