package dev.specter.rtp.send;

/**
 * Bounds retransmission to a share of what was sent before: each byte of media earns its share of a
 * byte of retransmission, up to a burst. Loop-confined.
 */
public final class TokenBucket {
    private final double earnedPerByte;
    private final double burstBytes;
    private double tokens;

    /**
     * Makes a full bucket.
     *
     * @param earnedPerByte bytes of retransmission per byte of media, 0 or more
     * @param burstBytes what can be saved up
     */
    public TokenBucket(double earnedPerByte, int burstBytes) {
        this.earnedPerByte = earnedPerByte;
        this.burstBytes = burstBytes;
        this.tokens = burstBytes;
    }

    /** Earns by media sent. */
    public void earn(int mediaBytes) {
        tokens = Math.min(burstBytes, tokens + mediaBytes * earnedPerByte);
    }

    /** Spends on a retransmission; false, and nothing spent, where it is too much. */
    public boolean trySpend(int bytes) {
        if (tokens < bytes) {
            return false;
        }
        tokens -= bytes;
        return true;
    }
}
