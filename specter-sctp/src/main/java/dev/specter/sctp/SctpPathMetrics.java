package dev.specter.sctp;

/**
 * What an association knows of its path now. Immutable.
 *
 * @param srttNanos smoothed round-trip time, 0 before the first measurement
 * @param rtoNanos retransmission timeout
 * @param cwndBytes congestion window
 * @param ssthreshBytes slow-start threshold
 * @param flightBytes payload bytes sent and neither acknowledged nor taken for lost
 * @param peerWindowBytes what the peer's window still takes
 * @param localWindowBytes the window we would announce
 * @param unacknowledgedChunks DATA chunks sent and not acknowledged cumulatively
 * @param mtuBytes largest SCTP packet sent
 */
public record SctpPathMetrics(
        long srttNanos,
        long rtoNanos,
        long cwndBytes,
        long ssthreshBytes,
        long flightBytes,
        long peerWindowBytes,
        long localWindowBytes,
        int unacknowledgedChunks,
        int mtuBytes) {}
