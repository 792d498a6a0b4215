package dev.specter.sctp.tx;

/**
 * A probe where acknowledgements stay away, before T3-rtx would take everything for lost (RFC 8985,
 * section 7). Loop-confined.
 */
final class TailLossProbe {
    private static final long NEVER = Long.MAX_VALUE;

    /** How long peers may hold back the SACK for a single packet (RFC 9260, section 6.2). */
    private static final long MAX_SACK_DELAY_NANOS = 200_000_000L;

    private static final long SLACK_NANOS = 2_000_000;

    private long dueNanos = NEVER;
    private boolean isWanted;

    /** TSN of a probe that was sent before, whose fate is not known yet; or -1. */
    private long repeatedTsn = -1;

    /** TSN of the last probe: until it is acknowledged there is no other. */
    private long probedTsn = -1;

    private long probes;

    /**
     * Starts or restarts the wait, unless a probe is on its way (RFC 8985, section 7.2).
     *
     * @param isSingle whether one packet only is in flight, whose SACK may be held back
     * @param t3DueNanos it is no use later than this
     */
    void schedule(boolean isSingle, long srttNanos, long t3DueNanos, long nowNanos) {
        if (probedTsn >= 0 || srttNanos == 0) {
            return;
        }
        long delayNanos = isSingle ? MAX_SACK_DELAY_NANOS : SLACK_NANOS;
        long due = nowNanos + 2 * srttNanos + delayNanos;
        dueNanos = due < t3DueNanos ? due : NEVER;
    }

    /** Nothing is outstanding: there is nothing to probe for. */
    void pause() {
        dueNanos = NEVER;
        isWanted = false;
    }

    /** T3-rtx expired. */
    void stop() {
        pause();
        probedTsn = -1;
        repeatedTsn = -1;
    }

    long dueNanos() {
        return dueNanos;
    }

    /** The time has come: the next chunk that leaves is the probe. */
    void fire() {
        dueNanos = NEVER;
        isWanted = true;
    }

    boolean isWanted() {
        return isWanted;
    }

    /** The probe left, or there is none. */
    void onSent(OutChunk probe) {
        isWanted = false;
        if (probe != null) {
            probes++;
            probedTsn = probe.tsn;
            repeatedTsn = probe.sends > 0 ? probe.tsn : -1;
        }
    }

    /**
     * A SACK came (RFC 8985, section 7.4.2).
     *
     * @param cumulativeTsn what it acknowledges
     * @param duplicates TSNs that it reports as received twice: then nothing was lost
     * @return whether the probe repaired a loss: something sent after it has arrived, and it was
     *     not a duplicate
     */
    boolean onAck(long cumulativeTsn, int duplicates) {
        if (cumulativeTsn >= probedTsn) {
            probedTsn = -1;
        }
        if (repeatedTsn < 0) {
            return false;
        }
        boolean isRepaired = duplicates == 0 && cumulativeTsn > repeatedTsn;
        if (isRepaired || duplicates > 0) {
            repeatedTsn = -1;
        }
        return isRepaired;
    }

    long probes() {
        return probes;
    }
}
