package dev.specter.rtp.receive;

import dev.specter.common.SerialNumbers;
import dev.specter.rtp.rtcp.TransportFeedback;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Arrival times by transport-wide sequence number, as transport-wide feedback reports them
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01, section 3). A packet that comes after its
 * number was reported as lost is reported again. Loop-confined.
 */
public final class ArrivalRecorder {
    /** How many numbers back arrivals are remembered; a power of two. */
    private static final int WINDOW = 2048;

    /** Numbers in one feedback packet: 400 take at most about 920 bytes. */
    private static final int MAX_PER_FEEDBACK = 400;

    private static final int REFERENCE_TICKS =
            (int) (TransportFeedback.REFERENCE_UNIT_NANOS / TransportFeedback.DELTA_UNIT_NANOS);

    private final long[] sequences = new long[WINDOW];
    private final long[] arrivalTicks = new long[WINDOW];
    private long highest = -1;
    private long nextToReport;
    private long firstPending = Long.MAX_VALUE;
    private int feedbackCount;

    /** Makes one that knows no arrivals. */
    public ArrivalRecorder() {
        Arrays.fill(sequences, -1);
    }

    /**
     * Notes an arrival.
     *
     * @param sequenceNumber transport-wide, u16
     * @param nowNanos when it came
     */
    public void handlePacket(int sequenceNumber, long nowNanos) {
        if (highest < 0) {
            highest = sequenceNumber + 0x10000L; // room to unwrap downwards
            nextToReport = highest;
        }
        long sequence = SerialNumbers.unwrap16(sequenceNumber, highest);
        int slot = (int) sequence & WINDOW - 1;
        if (sequence <= highest - WINDOW || sequences[slot] == sequence) {
            return; // too old, or a duplicate
        }
        sequences[slot] = sequence;
        arrivalTicks[slot] = nowNanos / TransportFeedback.DELTA_UNIT_NANOS;
        highest = Math.max(highest, sequence);
        firstPending = Math.min(firstPending, sequence);
    }

    /** Whether something came that was not reported yet. */
    public boolean hasPending() {
        return firstPending != Long.MAX_VALUE;
    }

    /**
     * Reports all that is pending.
     *
     * @param senderSsrc SSRC of the reports, u32
     * @param mediaSsrc SSRC of one of the streams, u32
     * @return feedback packets in order, empty where nothing is pending
     */
    public List<TransportFeedback> takeFeedback(long senderSsrc, long mediaSsrc) {
        if (!hasPending()) {
            return List.of();
        }
        var feedback = new ArrayList<TransportFeedback>();
        long from = Math.max(Math.min(firstPending, nextToReport), highest - WINDOW + 1);
        while (from <= highest) {
            from = build(from, senderSsrc, mediaSsrc, feedback);
        }
        nextToReport = highest + 1;
        firstPending = Long.MAX_VALUE;
        return feedback;
    }

    private boolean arrived(long sequence) {
        return sequences[(int) sequence & WINDOW - 1] == sequence;
    }

    private long ticksOf(long sequence) {
        return arrivalTicks[(int) sequence & WINDOW - 1];
    }

    /** Builds one packet from a number on and returns the number behind its last one. */
    private long build(long from, long senderSsrc, long mediaSsrc, List<TransportFeedback> out) {
        long first = from;
        while (!arrived(first)) {
            first++; // ends at the highest, which has arrived
        }
        // A run of losses longer than a packet is reported in the packets before its end.
        long reference = Math.floorDiv(ticksOf(first), REFERENCE_TICKS);
        long lastTicks = reference * REFERENCE_TICKS;
        long end = Math.min(highest + 1, from + MAX_PER_FEEDBACK);
        int[] deltas = new int[(int) (end - from)];
        int count = 0;
        for (long sequence = from; sequence < end; sequence++) {
            int delta = TransportFeedback.NOT_RECEIVED;
            if (arrived(sequence)) {
                long ticks = ticksOf(sequence) - lastTicks;
                if (ticks != (short) ticks) {
                    break; // 16 bits do not hold it: a new packet has a new reference time
                }
                delta = (int) ticks;
                lastTicks += ticks;
            }
            deltas[count++] = delta;
        }
        out.add(
                new TransportFeedback(
                        senderSsrc,
                        mediaSsrc,
                        (int) from & 0xFFFF,
                        (int) reference << 8 >> 8,
                        feedbackCount,
                        Arrays.copyOf(deltas, count)));
        feedbackCount = feedbackCount + 1 & 0xFF;
        return from + count;
    }
}
