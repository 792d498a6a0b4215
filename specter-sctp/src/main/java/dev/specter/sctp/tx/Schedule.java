package dev.specter.sctp.tx;

import dev.specter.sctp.StreamScheduling;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Streams with something to send, in the order of their turns (RFC 8260, section 3). */
final class Schedule {
    private final StreamScheduling scheduling;
    private final PriorityQueue<OutStream> streams =
            new PriorityQueue<>(
                    Comparator.<OutStream>comparingLong(stream -> stream.scheduleKey)
                            .thenComparingInt(stream -> stream.streamId));
    private final ArrayDeque<OutStream> aside = new ArrayDeque<>(0);
    private long turn;
    private long virtualNow;

    Schedule(StreamScheduling scheduling) {
        this.scheduling = scheduling;
    }

    boolean isEmpty() {
        return streams.isEmpty() && aside.isEmpty();
    }

    /**
     * Puts a stream in.
     *
     * @param stream it, with its next message at the head
     * @param bytes what it sends in its turn
     */
    void add(OutStream stream, int bytes) {
        stream.scheduleKey =
                switch (scheduling) {
                    case WEIGHTED_FAIR ->
                            Math.max(stream.scheduleKey, virtualNow)
                                    + ((long) bytes << 16) / stream.weight;
                    case ROUND_ROBIN -> turn++;
                    case FIRST_COME -> stream.queue.peek().order;
                };
        stream.isScheduled = true;
        streams.add(stream);
    }

    /** Takes out the stream whose turn it is, or null. */
    OutStream poll() {
        OutStream stream = streams.poll();
        if (stream != null) {
            stream.isScheduled = false;
            virtualNow = stream.scheduleKey;
        }
        return stream;
    }

    /** Sets a stream aside whose turn it was and which has to wait for another's message. */
    void setAside(OutStream stream) {
        stream.isScheduled = true;
        aside.add(stream);
    }

    /** Streams set aside get their turns back. */
    void readmit() {
        streams.addAll(aside);
        aside.clear();
    }

    void remove(OutStream stream) {
        if (!streams.remove(stream)) {
            aside.remove(stream);
        }
        stream.isScheduled = false;
    }

    void copyTo(Collection<OutStream> all) {
        all.addAll(streams);
        all.addAll(aside);
    }
}
