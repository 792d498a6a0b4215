package dev.specter.rtp.file;

/**
 * Where the packets of a page stand in time, by the page's granule position: the number of samples
 * up to the end of its last packet (RFC 7845, section 4).
 */
final class OpusClock {
    /** Some 90 years: as many samples as nanoseconds can count. */
    private static final long MAX_SAMPLES = 1L << 47;

    /** Added to granule positions: what came before this stream, less its first position. */
    private long shift;

    private boolean started;
    private long now;
    private long pageEnd;

    OpusClock(long beginSamples) {
        this.now = beginSamples;
    }

    /** Begins with a page's first packet; durations in samples, at least one. */
    void beginPage(long granulePosition, int[] durations, boolean isLastPage)
            throws MediaFileException {
        require(granulePosition >= 0 && granulePosition <= MAX_SAMPLES, "granule position");
        long total = 0;
        for (int duration : durations) {
            total += duration;
        }
        if (!started) {
            started = true;
            long begin = granulePosition - total;
            // Section 4.5: less than the packets' samples only where the end is trimmed.
            require(begin >= 0 || isLastPage, "granule position less than the packets' samples");
            shift = now - Math.max(0, begin);
        }
        long end = granulePosition + shift;
        require(end <= MAX_SAMPLES, "granule position");
        now = Math.max(now, end - total);
        pageEnd = isLastPage ? end : now + total;
    }

    /** Goes on to the end of a packet; false if it is trimmed as a whole. */
    boolean advance(int durationSamples) {
        boolean isHeard = now < pageEnd;
        now = Math.max(now, Math.min(pageEnd, now + durationSamples));
        return isHeard;
    }

    /** Up to the end of the last packet. */
    long endSamples() {
        return now;
    }

    long nowNanos() {
        return now * 62_500 / 3; // a sample of 48 kHz
    }

    private static void require(boolean condition, String what) throws MediaFileException {
        if (!condition) {
            throw new MediaFileException("Opus in Ogg: " + what);
        }
    }
}
