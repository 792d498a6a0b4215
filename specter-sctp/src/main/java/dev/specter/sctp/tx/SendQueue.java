package dev.specter.sctp.tx;

import dev.specter.sctp.packet.StreamMap;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Messages that have not been sent whole, by stream, and whose turn it is: weighted fair queueing
 * by message (RFC 8260, section 3.6, without interleaving: a message that has begun is finished
 * first). Loop-confined.
 */
final class SendQueue {
    private final StreamMap<OutStream> streams = new StreamMap<>(OutStream::new);
    private final PriorityQueue<OutStream> schedule =
            new PriorityQueue<>(
                    Comparator.<OutStream>comparingLong(stream -> stream.virtualFinish)
                            .thenComparingInt(stream -> stream.streamId));
    private final ArrayDeque<OutStream> changed = new ArrayDeque<>();
    private final ArrayDeque<OutStream> held = new ArrayDeque<>();
    private OutStream current;
    private long virtualNow;
    private long heldBytes;
    private long messagesExpired;

    /** Bytes of messages that wait or are not acknowledged. */
    long heldBytes() {
        return heldBytes;
    }

    /** Bytes of fragments that were acknowledged or given up. */
    void release(long bytes) {
        heldBytes -= bytes;
    }

    long messagesExpired() {
        return messagesExpired;
    }

    OutStream stream(int streamId) {
        return streams.get(streamId);
    }

    OutStream peekStream(int streamId) {
        return streams.peek(streamId);
    }

    boolean isEmpty() {
        return current == null && schedule.isEmpty();
    }

    void add(OutMessage message) {
        OutStream stream = streams.get(message.streamId);
        stream.queue.add(message);
        heldBytes += message.length;
        if (message.isCounted) {
            stream.bufferedBytes += message.length;
        }
        reschedule(stream);
    }

    /** Puts a stream with messages into the schedule, if it may send and is not there. */
    void reschedule(OutStream stream) {
        if (stream.isScheduled || stream == current || !stream.isOpen() || stream.queue.isEmpty()) {
            return;
        }
        long share = ((long) stream.queue.peek().length << 16) / stream.weight;
        stream.virtualFinish = Math.max(stream.virtualFinish, virtualNow) + share;
        stream.isScheduled = true;
        schedule.add(stream);
    }

    /** The message whose bytes are next, or null; messages that expired unsent go away. */
    OutMessage head(long nowNanos, boolean isPartialAllowed) {
        while (true) {
            if (current == null) {
                current = schedule.poll();
                if (current == null) {
                    return null;
                }
                current.isScheduled = false;
                virtualNow = current.virtualFinish;
            }
            OutMessage message = current.queue.peek();
            boolean isExpired =
                    isPartialAllowed && !message.isStarted() && nowNanos >= message.expiresNanos;
            if (!isExpired) {
                return message;
            }
            messagesExpired++;
            discardHead();
        }
    }

    /** The next bytes of the head went into a fragment. */
    void onFragment(OutMessage message, int bytes) {
        if (!message.isStarted() && !message.isUnordered) {
            message.ssn = current.nextSsn;
            current.nextSsn = current.nextSsn + 1 & 0xFFFF;
        }
        message.fragmented += bytes;
        uncount(current, message, bytes);
        if (message.left() == 0) {
            removeHead();
        }
    }

    /** Gives up what is left of the head. */
    void discardHead() {
        OutMessage message = current.queue.peek();
        heldBytes -= message.left();
        uncount(current, message, message.left());
        message.isAbandoned = true;
        removeHead();
    }

    /** Drops messages that expired before they began, wherever they wait. */
    void expire(long nowNanos) {
        var waiting = new ArrayList<>(schedule);
        if (current != null && !current.queue.peek().isStarted()) {
            waiting.add(current);
        }
        for (OutStream stream : waiting) {
            int before = stream.queue.size();
            stream.queue.removeIf(message -> isExpired(stream, message, nowNanos));
            int removed = before - stream.queue.size();
            messagesExpired += removed;
            countDown(stream, removed);
            if (stream.queue.isEmpty() || !stream.isOpen()) {
                schedule.remove(stream);
                stream.isScheduled = false;
                current = stream == current ? null : current;
            }
        }
    }

    private boolean isExpired(OutStream stream, OutMessage message, long nowNanos) {
        if (message.isStarted() || nowNanos < message.expiresNanos) {
            return false;
        }
        heldBytes -= message.length;
        uncount(stream, message, message.length);
        return true;
    }

    private void removeHead() {
        OutStream stream = current;
        stream.queue.remove();
        countDown(stream, 1);
        current = null;
        reschedule(stream);
    }

    private void uncount(OutStream stream, OutMessage message, int bytes) {
        if (!message.isCounted || bytes == 0) {
            return;
        }
        stream.bufferedBytes -= bytes;
        if (stream.unreportedBytes == 0) {
            changed.add(stream);
        }
        stream.unreportedBytes += bytes;
    }

    /** A stream whose buffered amount fell since it was asked last, or null. */
    OutStream pollChanged() {
        return changed.poll();
    }

    /** Stops a stream behind the messages that wait now (RFC 6525, section 5.1.2). */
    void holdForReset(OutStream stream) {
        if (stream.leftBeforeReset < 0) {
            stream.leftBeforeReset = stream.queue.size();
            if (stream.leftBeforeReset == 0) {
                held.add(stream);
            }
        }
    }

    private void countDown(OutStream stream, int messages) {
        if (stream.leftBeforeReset > 0 && messages > 0) {
            stream.leftBeforeReset = Math.max(0, stream.leftBeforeReset - messages);
            if (stream.leftBeforeReset == 0) {
                held.add(stream);
            }
        }
    }

    /** A stream that came to its hold, or -1. */
    int pollHeld() {
        OutStream stream = held.poll();
        return stream == null ? -1 : stream.streamId;
    }

    /** Lets a stream go on after its reset, with message 0 if it was performed. */
    void resumeAfterReset(OutStream stream, boolean isPerformed) {
        stream.leftBeforeReset = -1;
        if (isPerformed) {
            stream.nextSsn = 0;
        }
        reschedule(stream);
    }
}
