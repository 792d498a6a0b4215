package dev.specter.sctp.rx;

import dev.specter.sctp.packet.SackChunk.GapBlock;

import java.util.ArrayList;
import java.util.List;

/**
 * Which TSNs have come: the cumulative one and, as a ring of bits, those beyond it (RFC 9260,
 * section 6.2). Loop-confined.
 */
public final class DataTracker {
    private static final int INITIAL_BITS = 64;
    private static final int MAX_DUPLICATES = 64;

    /** What a TSN is. */
    public enum Verdict {
        /** It has not come yet. */
        NEW,
        /** It has come, or was skipped. */
        DUPLICATE,
        /** It is further ahead than we keep track. */
        TOO_FAR
    }

    private final int reorderWindow;
    private long[] words = new long[INITIAL_BITS / 64];
    private long cumulativeTsn;
    private long highestTsn;
    private final List<Long> duplicates = new ArrayList<>();

    /**
     * Makes a tracker.
     *
     * @param initialTsn the peer's first TSN, unwrapped
     * @param reorderWindow TSNs beyond the cumulative one that are tracked, up to 65,535
     */
    public DataTracker(long initialTsn, int reorderWindow) {
        this.reorderWindow = reorderWindow;
        cumulativeTsn = initialTsn - 1;
        highestTsn = cumulativeTsn;
    }

    /** The last TSN before which none is missing. */
    public long cumulativeTsn() {
        return cumulativeTsn;
    }

    /** The largest TSN that came; the cumulative one if none is beyond it. */
    public long highestTsn() {
        return highestTsn;
    }

    /** Whether a TSN is missing below another that came. */
    public boolean hasGap() {
        return highestTsn > cumulativeTsn;
    }

    /** What this TSN is, before {@link #accept}. */
    public Verdict check(long tsn) {
        if (tsn <= cumulativeTsn) {
            return Verdict.DUPLICATE;
        }
        if (tsn > cumulativeTsn + reorderWindow) {
            return Verdict.TOO_FAR;
        }
        return tsn <= highestTsn && isSet(tsn) ? Verdict.DUPLICATE : Verdict.NEW;
    }

    /** Takes a new TSN. */
    public void accept(long tsn) {
        if (tsn == cumulativeTsn + 1) {
            cumulativeTsn = tsn;
            if (highestTsn < tsn) {
                highestTsn = tsn;
            } else {
                clear(tsn);
                advance();
            }
            return;
        }
        ensureCapacity(tsn - cumulativeTsn);
        set(tsn);
        highestTsn = Math.max(highestTsn, tsn);
    }

    /** Remembers a duplicate for the next SACK; some of a flood are forgotten. */
    public void addDuplicate(long tsn) {
        if (duplicates.size() < MAX_DUPLICATES) {
            duplicates.add(tsn & 0xFFFFFFFFL);
        }
    }

    /**
     * Takes everything up to a TSN for received (RFC 3758, section 3.6).
     *
     * @return whether the cumulative TSN moved
     */
    public boolean forwardTo(long newCumulativeTsn) {
        if (newCumulativeTsn <= cumulativeTsn) {
            return false;
        }
        long clearTo = Math.min(newCumulativeTsn, highestTsn);
        for (long tsn = cumulativeTsn + 1; tsn <= clearTo; tsn++) {
            clear(tsn);
        }
        cumulativeTsn = newCumulativeTsn;
        highestTsn = Math.max(highestTsn, newCumulativeTsn);
        advance();
        return true;
    }

    /** The runs of TSNs beyond the cumulative one, at most so many, lowest first. */
    public List<GapBlock> gapBlocks(int max) {
        if (!hasGap() || max <= 0) {
            return List.of();
        }
        var blocks = new ArrayList<GapBlock>();
        long tsn = next(cumulativeTsn + 1, true);
        while (tsn <= highestTsn && blocks.size() < max) {
            long end = next(tsn, false) - 1;
            blocks.add(new GapBlock((int) (tsn - cumulativeTsn), (int) (end - cumulativeTsn)));
            tsn = next(end + 1, true);
        }
        return blocks;
    }

    /** Duplicates since the last call, at most so many; the rest is forgotten. */
    public List<Long> takeDuplicates(int max) {
        if (duplicates.isEmpty()) {
            return List.of();
        }
        var taken =
                List.copyOf(duplicates.subList(0, Math.min(Math.max(max, 0), duplicates.size())));
        duplicates.clear();
        return taken;
    }

    private void advance() {
        while (cumulativeTsn < highestTsn && isSet(cumulativeTsn + 1)) {
            cumulativeTsn++;
            clear(cumulativeTsn);
        }
    }

    /** The first TSN at or after one that came, or did not; {@code highestTsn + 1} if none. */
    private long next(long from, boolean received) {
        long tsn = from;
        while (tsn <= highestTsn) {
            long word = words[index(tsn)];
            long left = (received ? word : ~word) >>> (tsn & 63);
            if (left != 0) {
                return Math.min(tsn + Long.numberOfTrailingZeros(left), highestTsn + 1);
            }
            tsn = (tsn | 63) + 1;
        }
        return highestTsn + 1;
    }

    private int index(long tsn) {
        return (int) (tsn >>> 6) & words.length - 1;
    }

    private boolean isSet(long tsn) {
        return (words[index(tsn)] >>> (tsn & 63) & 1) != 0;
    }

    private void set(long tsn) {
        words[index(tsn)] |= 1L << (tsn & 63);
    }

    private void clear(long tsn) {
        words[index(tsn)] &= ~(1L << (tsn & 63));
    }

    private void ensureCapacity(long distance) {
        // One word more, since the window need not begin at the first bit of a word.
        if (distance + 64 < (long) words.length * 64) {
            return;
        }
        long[] old = words;
        int size = old.length;
        while (distance + 64 >= (long) size * 64) {
            size *= 2;
        }
        words = new long[size];
        for (long tsn = cumulativeTsn + 1; tsn <= highestTsn; tsn++) {
            if ((old[(int) (tsn >>> 6) & old.length - 1] >>> (tsn & 63) & 1) != 0) {
                set(tsn);
            }
        }
    }
}
