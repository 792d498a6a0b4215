package dev.specter.sctp.tx;

import java.util.ArrayDeque;

/** A stream we send on: its waiting messages, its place in the schedule and a reset that waits. */
final class OutStream {
    static final int DEFAULT_WEIGHT = 256;

    final int streamId;
    final ArrayDeque<OutMessage> queue = new ArrayDeque<>(4);
    int nextSsn;
    int weight = DEFAULT_WEIGHT;
    long virtualFinish;
    long bufferedBytes;

    /** Bytes that left since the last event about it. */
    long unreportedBytes;

    /** Whether it is in the schedule. */
    boolean isScheduled;

    /** Messages that leave before the stream is reset; negative without a reset. */
    int leftBeforeReset = -1;

    OutStream(int streamId) {
        this.streamId = streamId;
    }

    /** Whether it may send: no reset stands before its next message. */
    boolean isOpen() {
        return leftBeforeReset != 0;
    }
}
