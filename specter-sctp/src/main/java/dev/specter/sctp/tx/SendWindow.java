package dev.specter.sctp.tx;

/**
 * Whether new data may leave: the peer's window, the congestion window and the limit on bursts (RFC
 * 9260, section 6.1, rules A, B and D). Loop-confined.
 */
final class SendWindow {
    private final CongestionControl congestion;
    private final RtoEstimator rto;
    private final int maxBurstPackets;
    private int packetBytes;
    private long peerWindowBytes;
    private long burstBytes;
    private long lastSentNanos;
    private boolean isProbing;
    private boolean isAnswered;

    SendWindow(
            CongestionControl congestion, RtoEstimator rto, int maxBurstPackets, int packetBytes) {
        this.congestion = congestion;
        this.rto = rto;
        this.maxBurstPackets = maxBurstPackets;
        this.packetBytes = packetBytes;
    }

    /** Changes the largest packet. */
    void packetBytes(int bytes) {
        packetBytes = bytes;
        congestion.packetBytes(bytes);
    }

    /** Takes the window that the peer announced, in bytes. */
    void announced(long windowBytes) {
        peerWindowBytes = windowBytes;
    }

    /** What the peer announced last, in bytes. */
    long peerBytes() {
        return peerWindowBytes;
    }

    /** Whether the one chunk is in flight that may be although the window is shut. */
    boolean isProbing() {
        return isProbing;
    }

    /** A SACK came. */
    void onAnswer() {
        isAnswered = true;
    }

    /** A SACK acknowledged so many bytes. */
    void onProgress(long ackedBytes) {
        burstBytes = Math.max(burstBytes, 2 * ackedBytes + maxBurstBytes());
        isProbing = false;
    }

    /** The window probe is taken for lost. */
    void endProbe() {
        isProbing = false;
    }

    /** A chunk leaves, be it new or not. */
    void onSent(long nowNanos) {
        lastSentNanos = nowNanos;
    }

    /** So many bytes left for the first time. */
    void onNew(int bytes) {
        burstBytes -= bytes;
    }

    /**
     * Whether new data may leave.
     *
     * @param length its bytes
     * @param flightBytes in flight
     * @param isPrivileged whether only the peer's window counts
     */
    boolean allows(int length, long flightBytes, boolean isPrivileged, long nowNanos) {
        if (flightBytes == 0) {
            congestion.onIdle((nowNanos - lastSentNanos) / rto.rtoNanos());
            burstBytes = Math.max(burstBytes, maxBurstBytes());
            // Rule A: one chunk may be in flight whatever the window is.
            isProbing |= peerWindowBytes < length;
            return true;
        }
        return length <= peerWindowBytes - flightBytes
                && (isPrivileged || burstBytes >= length && congestion.allows(flightBytes, length));
    }

    /** Whether the peer's window is shut, so that an expiry of T3-rtx says nothing of the path. */
    boolean isShut() {
        return isProbing || peerWindowBytes < packetBytes;
    }

    /** Whether any SACK came since this was asked last (rule A: probes answered are no errors). */
    boolean takeAnswered() {
        boolean was = isAnswered;
        isAnswered = false;
        return was;
    }

    private long maxBurstBytes() {
        return (long) maxBurstPackets * packetBytes;
    }
}
