package dev.specter.sctp.tx;

import dev.specter.sctp.tx.RetransmissionQueue.SackResult;

/**
 * Loss detection by time (RFC 8985, section 6, for the chunks of SCTP): what was sent before
 * something that has arrived, by more than a reordering window, is lost. Loop-confined.
 */
final class Rack {
    private static final long NEVER = Long.MAX_VALUE;

    /** RFC 8985, section 7.2: a path's round-trip time may change; old minima are forgotten. */
    private static final long MIN_RTT_SPAN_NANOS = 30_000_000_000L;

    private static final int KEPT_RECOVERIES = 16;

    private final RetransmissionQueue outstanding;
    private long newestOrder = -1;
    private long rttNanos;

    /** The least round-trip times of this span of time and of the one before. */
    private long minRttNanos = NEVER;

    private long previousMinRttNanos = NEVER;
    private long spanEndNanos;
    private boolean isReorderingSeen;
    private int windowFactor = 1;
    private int recoveriesLeft;
    private long growthAllowedNanos;
    private long dueNanos = NEVER;

    Rack(RetransmissionQueue outstanding) {
        this.outstanding = outstanding;
    }

    /**
     * Takes what a SACK told.
     *
     * @param duplicates TSNs that the peer received twice: what we sent again was not lost
     * @param srttNanos smoothed round-trip time
     */
    void onSack(SackResult result, int duplicates, long srttNanos, long nowNanos) {
        isReorderingSeen |= result.isReordered;
        if (duplicates > 0 && nowNanos >= growthAllowedNanos) {
            // Step 4: once a round trip, for the next recoveries.
            windowFactor++;
            recoveriesLeft = KEPT_RECOVERIES;
            growthAllowedNanos = nowNanos + srttNanos;
        }
        if (result.newestOrder < 0) {
            return;
        }
        long elapsedNanos = nowNanos - result.newestSentNanos;
        if (result.isNewestRetransmitted && elapsedNanos < minRttNanos()) {
            return; // Step 2: the answer is to the first transmission.
        }
        if (!result.isNewestRetransmitted) {
            measureMin(elapsedNanos, nowNanos);
        }
        if (result.newestOrder > newestOrder) {
            newestOrder = result.newestOrder;
            rttNanos = elapsedNanos;
        }
    }

    private void measureMin(long sampleNanos, long nowNanos) {
        if (nowNanos >= spanEndNanos) {
            previousMinRttNanos = minRttNanos;
            minRttNanos = NEVER;
            spanEndNanos = nowNanos + MIN_RTT_SPAN_NANOS;
        }
        minRttNanos = Math.min(minRttNanos, sampleNanos);
    }

    private long minRttNanos() {
        return Math.min(minRttNanos, previousMinRttNanos);
    }

    /**
     * Marks what is lost by now.
     *
     * @param isRecovering whether a loss is being repaired
     * @return whether anything is newly lost
     */
    boolean detect(boolean isRecovering, long srttNanos, long nowNanos) {
        dueNanos = NEVER;
        if (newestOrder < 0) {
            return false;
        }
        long windowNanos = windowNanos(isRecovering, srttNanos);
        long limitNanos = rttNanos + windowNanos;
        boolean isLoss = outstanding.loseSentBefore(newestOrder, nowNanos - limitNanos);
        OutChunk next = outstanding.sentFirst();
        if (next != null && next.sendOrder < newestOrder) {
            dueNanos = next.sentNanos + limitNanos;
        }
        return isLoss;
    }

    /** RFC 8985, section 6.2, step 4. */
    private long windowNanos(boolean isRecovering, long srttNanos) {
        if (!isReorderingSeen && (isRecovering || outstanding.ackedBeyond() >= 3)) {
            return 0;
        }
        return Math.min(windowFactor * (minRttNanos() / 4), srttNanos);
    }

    /** A loss has been repaired. */
    void onRecovered() {
        if (recoveriesLeft > 0 && --recoveriesLeft == 0) {
            windowFactor = 1;
        }
    }

    /** T3-rtx expired: everything was taken for lost. */
    void stop() {
        dueNanos = NEVER;
    }

    /** When {@link #detect} is wanted although no SACK came. */
    long dueNanos() {
        return dueNanos;
    }
}
