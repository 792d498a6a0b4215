package dev.specter.rtp.interceptor;

/**
 * Counters of a remote stream, in the sense of W3C's {@code RTCInboundRtpStreamStats}. Immutable.
 *
 * @param packetsReceived packets, retransmissions included
 * @param bytesReceived payload bytes, retransmissions included, headers and padding excluded
 * @param headerBytesReceived header and padding bytes
 * @param retransmittedPacketsReceived of the packets, those that came as RTX
 * @param retransmittedBytesReceived of the payload bytes, those of RTX
 * @param packetsLost by RFC 3550, section 6.4.1; negative where duplicates outnumber losses
 * @param jitterNanos interarrival jitter
 * @param lastPacketReceivedNanos loop time of the last packet, or -1
 * @param nackCount NACK packets sent
 * @param pliCount PLI packets sent
 * @param firCount FIR packets sent
 */
public record InboundRtpStats(
        long packetsReceived,
        long bytesReceived,
        long headerBytesReceived,
        long retransmittedPacketsReceived,
        long retransmittedBytesReceived,
        long packetsLost,
        long jitterNanos,
        long lastPacketReceivedNanos,
        long nackCount,
        long pliCount,
        long firCount) {}
