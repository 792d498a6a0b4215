package dev.specter.rtp.receive;

import dev.specter.common.SerialNumbers;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Finds the losses of one remote stream and says when to ask for them (RFC 4585, section 6.2): soon
 * after a gap shows, then at intervals, a few times each. Loop-confined.
 */
public final class NackGenerator {
    /** Deadline when nothing is missing. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final long REORDER_NANOS = 5_000_000;
    private static final long MIN_RETRY_NANOS = 20_000_000;
    private static final int MAX_TRIES = 10;
    private static final int MAX_MISSING = 1000;

    /** Missing packets in the order of their sequence numbers. */
    private final List<Missing> missing = new ArrayList<>();

    private long retryNanos = 100_000_000;
    private long highest = -1;
    private long dueNanos = NEVER;
    private long givenUp;

    /** One packet that has not come. */
    private static final class Missing {
        private final long sequence;
        private long dueNanos;
        private int tries;

        Missing(long sequence, long dueNanos) {
            this.sequence = sequence;
            this.dueNanos = dueNanos;
        }
    }

    /** Makes one that misses nothing. */
    public NackGenerator() {}

    /** Sets the round trip time, which the intervals follow; 100 ms until then. */
    public void roundTripTime(long newRttNanos) {
        retryNanos = Math.max(MIN_RETRY_NANOS, newRttNanos + newRttNanos / 2);
    }

    /**
     * Notes a packet, restored retransmissions included.
     *
     * @param sequenceNumber u16
     * @param nowNanos when it came
     */
    public void handlePacket(int sequenceNumber, long nowNanos) {
        if (highest < 0) {
            highest = sequenceNumber + 0x10000L; // room to unwrap downwards
            return;
        }
        long sequence = SerialNumbers.unwrap16(sequenceNumber, highest);
        if (sequence <= highest) {
            remove(sequence);
            return;
        }
        if (sequence - highest > MAX_MISSING) {
            forgetAll(); // not a gap but a new start
        } else {
            for (long lost = highest + 1; lost < sequence; lost++) {
                missing.add(new Missing(lost, nowNanos + REORDER_NANOS));
                dueNanos = Math.min(dueNanos, nowNanos + REORDER_NANOS);
            }
            while (missing.size() > MAX_MISSING) {
                missing.remove(0);
                givenUp++;
            }
        }
        highest = sequence;
    }

    private void remove(long sequence) {
        int low = 0;
        int high = missing.size() - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            long there = missing.get(middle).sequence;
            if (there == sequence) {
                missing.remove(middle);
                dueNanos = missing.isEmpty() ? NEVER : dueNanos;
                return;
            }
            if (there < sequence) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
    }

    private void forgetAll() {
        givenUp += missing.size();
        missing.clear();
        dueNanos = NEVER;
    }

    /** When {@link #takeDue} is wanted next, or {@link #NEVER}. */
    public long nextTimeoutNanos() {
        return dueNanos;
    }

    /**
     * The packets to ask for now; each of them counts as asked for.
     *
     * @param nowNanos the time
     * @return sequence numbers in ascending order (over a wrap, too)
     */
    public List<Integer> takeDue(long nowNanos) {
        if (nowNanos < dueNanos) {
            return List.of();
        }
        var due = new ArrayList<Integer>();
        dueNanos = NEVER;
        for (Iterator<Missing> i = missing.iterator(); i.hasNext(); ) {
            Missing packet = i.next();
            if (packet.dueNanos <= nowNanos) {
                if (packet.tries == MAX_TRIES) {
                    i.remove();
                    givenUp++;
                    continue;
                }
                packet.tries++;
                packet.dueNanos = nowNanos + retryNanos;
                due.add((int) packet.sequence & 0xFFFF);
            }
            dueNanos = Math.min(dueNanos, packet.dueNanos);
        }
        return due;
    }

    /** Packets missing now. */
    public int missingCount() {
        return missing.size();
    }

    /** Packets given up since the start: only a key frame repairs the picture. */
    public long givenUpCount() {
        return givenUp;
    }
}
