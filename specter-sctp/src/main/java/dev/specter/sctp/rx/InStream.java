package dev.specter.sctp.rx;

import dev.specter.common.SerialNumbers;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What is known of a stream the peer sends on: whole messages that wait for an earlier one. */
final class InStream {
    /**
     * A whole message that waits for its turn.
     *
     * @param streamedBytes what of it was taken beyond the window
     */
    record Waiting(long ppid, ByteBuffer payload, int streamedBytes) {}

    final int streamId;
    private final boolean isInterleaved;
    private long next; // unwrapped
    private NavigableMap<Long, Waiting> waiting = Collections.emptyNavigableMap();

    InStream(int streamId, boolean isInterleaved) {
        this.streamId = streamId;
        this.isInterleaved = isInterleaved;
    }

    /** The next message's number, unwrapped. */
    long next() {
        return next;
    }

    void next(long number) {
        next = number;
    }

    /** The unwrapped number, near the next one's, of an SSN or MID. */
    long unwrap(long number) {
        return isInterleaved
                ? SerialNumbers.unwrap32(number, next)
                : SerialNumbers.unwrap16((int) number, next);
    }

    /** Keeps a message; gives back another with the same number, which it takes the place of. */
    Waiting keep(long number, Waiting message) {
        if (waiting.isEmpty()) {
            waiting = new TreeMap<>(); // a map of its own once something waits
        }
        return waiting.put(number, message);
    }

    /** The message with this number, which no longer waits, or null. */
    Waiting take(long number) {
        return waiting.isEmpty() ? null : waiting.remove(number);
    }

    /** The lowest number that waits, if it is at most this; else -1. */
    long firstWaiting(long last) {
        return waiting.isEmpty() || waiting.firstKey() > last ? -1 : waiting.firstKey();
    }

    Collection<Waiting> waiting() {
        return waiting.values();
    }
}
