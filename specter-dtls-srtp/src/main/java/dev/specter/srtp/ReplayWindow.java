package dev.specter.srtp;

import java.util.Arrays;

/** Which of the latest indexes of a stream have been used (RFC 3711, section 3.3.2). */
final class ReplayWindow {
    /** What the window says of an index. */
    enum Verdict {
        /** It has not been used. */
        NEW,
        /** It has been used. */
        SEEN,
        /** It is behind the window. */
        TOO_OLD
    }

    private final long[] used; // a ring of bits
    private long highest;

    /**
     * A window.
     *
     * @param packets its width, a power of two and a multiple of 64
     * @param highest up to which all count as used, or {@link PacketIndex#NONE}
     */
    ReplayWindow(int packets, long highest) {
        used = new long[packets / Long.SIZE];
        this.highest = highest;
        if (highest >= 0) {
            Arrays.fill(used, -1L);
        }
    }

    /** The highest index used so far, or {@link PacketIndex#NONE}. */
    long highest() {
        return highest;
    }

    Verdict check(long index) {
        if (index > highest) {
            return Verdict.NEW;
        }
        if (index < 0 || highest - index >= width()) {
            return Verdict.TOO_OLD;
        }
        return (used[word(index)] & 1L << index) == 0 ? Verdict.NEW : Verdict.SEEN;
    }

    /** Marks an index that {@link #check} has called new. */
    void use(long index) {
        if (index - highest >= width()) {
            Arrays.fill(used, 0);
            highest = index;
        }
        while (highest < index) {
            highest++;
            used[word(highest)] &= ~(1L << highest);
        }
        used[word(index)] |= 1L << index;
    }

    private int width() {
        return used.length * Long.SIZE;
    }

    private int word(long index) {
        return (int) (index / Long.SIZE) & used.length - 1;
    }
}
