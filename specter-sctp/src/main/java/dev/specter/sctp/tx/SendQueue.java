package dev.specter.sctp.tx;

import dev.specter.sctp.StreamScheduling;
import dev.specter.sctp.packet.StreamMap;

import java.util.ArrayDeque;
import java.util.ArrayList;

/**
 * Messages that have not been sent whole, by stream, and whose turn it is (RFC 8260, section 3).
 * Without interleaving a message that has begun is finished first. Loop-confined.
 */
final class SendQueue {
    private final StreamMap<OutStream> streams = new StreamMap<>(OutStream::new);
    private final Schedule schedule;
    private final ArrayDeque<OutStream> changed = new ArrayDeque<>(1);
    private final ArrayDeque<OutStream> held = new ArrayDeque<>(1);
    private OutStream current;
    private boolean isInterleaved;
    private int fragmentBytes = Integer.MAX_VALUE;
    private long maxBegunBytes;
    private long begunBytes;
    private long nextOrder;
    private long heldBytes;
    private long messagesExpired;

    SendQueue(StreamScheduling scheduling) {
        schedule = new Schedule(scheduling);
    }

    /**
     * From now on fragments of several messages alternate.
     *
     * @param newFragmentBytes the most that a fragment has
     * @param newMaxBegunBytes messages are not begun beyond this sum, one excepted, so that those
     *     that have begun fit the receiver's window and it never waits for what it cannot take
     */
    void interleave(int newFragmentBytes, long newMaxBegunBytes) {
        isInterleaved = true;
        fragmentBytes = newFragmentBytes;
        maxBegunBytes = newMaxBegunBytes;
    }

    /** A fragment has at most so many bytes from now on. */
    void fragmentBytes(int bytes) {
        fragmentBytes = bytes;
    }

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
        message.order = nextOrder++;
        stream.queue.add(message);
        heldBytes += message.length;
        if (message.isCounted) {
            stream.bufferedBytes += message.length;
        }
        reschedule(stream);
    }

    /** Puts a stream with messages into the schedule, if it may send and is not there. */
    private void reschedule(OutStream stream) {
        if (stream.isScheduled || stream == current || !stream.isOpen() || stream.queue.isEmpty()) {
            return;
        }
        schedule.add(stream, Math.min(stream.queue.peek().left(), fragmentBytes));
    }

    /** The message whose bytes are next, or null; messages that expired unsent go away. */
    OutMessage head(long nowNanos, boolean isPartialAllowed) {
        while (true) {
            if (current == null) {
                current = schedule.poll();
                if (current == null) {
                    return null;
                }
            }
            OutMessage message = current.queue.peek();
            boolean isExpired =
                    isPartialAllowed && !message.isStarted() && nowNanos >= message.expiresNanos;
            if (isExpired) {
                messagesExpired++;
                discard(message);
            } else if (mustWait(message)) {
                schedule.setAside(current);
                current = null;
            } else {
                return message;
            }
        }
    }

    private boolean mustWait(OutMessage message) {
        return isInterleaved
                && !message.isStarted()
                && message.length > fragmentBytes
                && begunBytes > 0
                && begunBytes + message.length > maxBegunBytes;
    }

    /** The next bytes of the head went into a fragment. */
    void onFragment(OutMessage message, int bytes) {
        OutStream stream = current;
        if (!message.isStarted()) {
            if (isInterleaved || !message.isUnordered) {
                message.number = stream.takeNumber(message.isUnordered);
            }
            begunBytes += message.length;
        }
        message.fragmented += bytes;
        message.fragments++;
        uncount(stream, message, bytes);
        if (message.left() == 0) {
            removeHead(stream);
        } else if (isInterleaved) {
            current = null;
            reschedule(stream);
        }
    }

    /** Gives up what is left of a message that is the first of its stream. */
    void discard(OutMessage message) {
        OutStream stream = streams.get(message.streamId);
        heldBytes -= message.left();
        uncount(stream, message, message.left());
        removeHead(stream);
    }

    /** Drops messages that expired before they began, wherever they wait. */
    void expire(long nowNanos) {
        var waiting = new ArrayList<OutStream>();
        schedule.copyTo(waiting);
        if (current != null) {
            waiting.add(current);
        }
        for (OutStream stream : waiting) {
            int before = stream.queue.size();
            stream.queue.removeIf(message -> isExpired(stream, message, nowNanos));
            int removed = before - stream.queue.size();
            messagesExpired += removed;
            countDown(stream, removed);
            leaveIfIdle(stream);
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

    private void removeHead(OutStream stream) {
        OutMessage message = stream.queue.remove();
        if (message.isStarted()) {
            begunBytes -= message.length;
            schedule.readmit();
        }
        countDown(stream, 1);
        current = stream == current ? null : current;
        leaveIfIdle(stream);
        reschedule(stream);
    }

    private void leaveIfIdle(OutStream stream) {
        if (stream.isOpen() && !stream.queue.isEmpty()) {
            return;
        }
        if (stream == current) {
            current = null;
        } else if (stream.isScheduled) {
            schedule.remove(stream);
        }
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
            stream.reset();
        }
        reschedule(stream);
    }
}
