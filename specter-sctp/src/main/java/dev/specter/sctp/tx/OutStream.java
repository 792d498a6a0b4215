package dev.specter.sctp.tx;

import java.util.ArrayDeque;

/** A stream we send on: its waiting messages, its place in the schedule and a reset that waits. */
final class OutStream {
    static final int DEFAULT_WEIGHT = 256;

    final int streamId;
    final ArrayDeque<OutMessage> queue = new ArrayDeque<>(4);
    int weight = DEFAULT_WEIGHT;
    long bufferedBytes;

    /** Bytes that left since the last event about it. */
    long unreportedBytes;

    /** What the schedule is sorted by. */
    long scheduleKey;

    /** Whether it is in the schedule, or set aside until another message is finished. */
    boolean isScheduled;

    /** Messages that leave before the stream is reset; negative without a reset. */
    int leftBeforeReset = -1;

    private long nextOrdered;
    private long nextUnordered;

    OutStream(int streamId) {
        this.streamId = streamId;
    }

    /** The number of the next message: SSN and MID are its low bits. */
    long takeNumber(boolean isUnordered) {
        return isUnordered ? nextUnordered++ : nextOrdered++;
    }

    /** Begins anew with message 0. */
    void reset() {
        nextOrdered = 0;
        nextUnordered = 0;
    }

    /** Whether it may send: no reset stands before its next message. */
    boolean isOpen() {
        return leftBeforeReset != 0;
    }
}
