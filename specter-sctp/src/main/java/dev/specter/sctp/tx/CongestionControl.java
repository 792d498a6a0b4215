package dev.specter.sctp.tx;

/** Congestion window of the one path (RFC 9260, section 7.2). Loop-confined. */
final class CongestionControl {
    private final long initialCwndBytes;
    private final int maxIncreasePackets;
    private int packetBytes;
    private long cwndBytes;
    private long ssthreshBytes = Long.MAX_VALUE / 4;
    private long partialBytesAcked;
    private boolean isInFastRecovery;
    private long fastRecoveryExitTsn;
    private long fastRecoveries;

    /**
     * Makes a window in slow start.
     *
     * @param packetBytes packet size
     * @param initialPackets the initial window
     * @param maxIncreasePackets L of section 7.2.1: growth by one SACK, so that SACKs that answer a
     *     whole burst do not slow the start; bursts are limited elsewhere
     */
    CongestionControl(int packetBytes, int initialPackets, int maxIncreasePackets) {
        this.packetBytes = packetBytes;
        this.maxIncreasePackets = maxIncreasePackets;
        initialCwndBytes = (long) initialPackets * packetBytes;
        cwndBytes = initialCwndBytes;
    }

    /** The largest packet is another one now. */
    void packetBytes(int bytes) {
        packetBytes = bytes;
    }

    long cwndBytes() {
        return cwndBytes;
    }

    long ssthreshBytes() {
        return ssthreshBytes;
    }

    boolean isInFastRecovery() {
        return isInFastRecovery;
    }

    long fastRecoveries() {
        return fastRecoveries;
    }

    /** Whether so many bytes may join those in flight. */
    boolean allows(long flightBytes, int bytes) {
        if (flightBytes == 0) {
            return true;
        }
        // RFC 9260, section 6.1, rule B: up to a packet over cwnd; after T3-rtx one packet only.
        long slackBytes = cwndBytes > packetBytes ? packetBytes - 1 : 0;
        return flightBytes < cwndBytes && flightBytes + bytes <= cwndBytes + slackBytes;
    }

    /**
     * A SACK acknowledged data.
     *
     * @param ackedBytes newly acknowledged
     * @param flightBeforeBytes in flight before the SACK
     * @param isCumulative whether the cumulative TSN moved
     * @param cumulativeTsn it, unwrapped
     * @param isAllAcked whether nothing is outstanding any more
     */
    void onAck(
            long ackedBytes,
            long flightBeforeBytes,
            boolean isCumulative,
            long cumulativeTsn,
            boolean isAllAcked) {
        if (isInFastRecovery && cumulativeTsn >= fastRecoveryExitTsn) {
            isInFastRecovery = false;
        }
        boolean isFullyUsed = flightBeforeBytes + packetBytes > cwndBytes;
        if (cwndBytes <= ssthreshBytes) {
            // RFC 9260, section 7.2.1: slow start.
            if (isCumulative && isFullyUsed && !isInFastRecovery) {
                cwndBytes += Math.min(ackedBytes, (long) maxIncreasePackets * packetBytes);
            }
        } else {
            // RFC 9260, section 7.2.2: congestion avoidance.
            partialBytesAcked += ackedBytes;
            if (partialBytesAcked >= cwndBytes && isFullyUsed && !isInFastRecovery) {
                partialBytesAcked -= cwndBytes;
                cwndBytes += packetBytes;
            }
            partialBytesAcked = Math.min(partialBytesAcked, cwndBytes);
        }
        if (isAllAcked) {
            partialBytesAcked = 0;
        }
    }

    /**
     * Chunks were reported missing often enough (RFC 9260, section 7.2.4).
     *
     * @param highestTsn the highest one sent, whose acknowledgement ends fast recovery
     */
    void onFastRetransmit(long highestTsn) {
        if (isInFastRecovery) {
            return;
        }
        halve();
        cwndBytes = ssthreshBytes;
        partialBytesAcked = 0;
        isInFastRecovery = true;
        fastRecoveryExitTsn = highestTsn;
        fastRecoveries++;
    }

    /** T3-rtx expired (RFC 9260, section 7.2.3). */
    void onTimeout() {
        halve();
        cwndBytes = packetBytes;
        partialBytesAcked = 0;
        isInFastRecovery = false;
    }

    /** Nothing was sent for so many RTOs (RFC 9260, section 7.2.1). */
    void onIdle(long rtos) {
        for (long i = 0; i < rtos && cwndBytes > initialCwndBytes; i++) {
            cwndBytes = Math.max(cwndBytes / 2, initialCwndBytes);
        }
    }

    private void halve() {
        ssthreshBytes = Math.max(cwndBytes / 2, 4L * packetBytes);
    }
}
