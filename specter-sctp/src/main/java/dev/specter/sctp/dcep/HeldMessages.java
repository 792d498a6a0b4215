package dev.specter.sctp.dcep;

import dev.specter.sctp.SctpEvent;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Messages that came before there is a channel for them: the peer uses an identifier again before
 * we know that our reset was performed, or a negotiated channel before we made ours. Bounded; they
 * count against the receive window all the while. Loop-confined.
 */
final class HeldMessages {
    private static final int MAX_MESSAGES = 1_024;
    private static final int MAX_BYTES = 256 * 1024;

    private final Map<Integer, ArrayDeque<SctpEvent>> byStream = new HashMap<>();
    private int count;
    private int bytes;

    /** Keeps a message, if there is room. */
    boolean hold(SctpEvent.MessageReceived message) {
        if (count == MAX_MESSAGES || bytes + message.windowBytes() > MAX_BYTES) {
            return false;
        }
        bytes += message.windowBytes();
        add(message.streamId(), message);
        return true;
    }

    /** Keeps the reset of a stream behind its messages, if there is room. */
    void holdReset(int streamId) {
        if (count < MAX_MESSAGES) {
            add(streamId, new SctpEvent.IncomingStreamsReset(List.of(streamId)));
        }
    }

    private void add(int streamId, SctpEvent event) {
        count++;
        byStream.computeIfAbsent(streamId, id -> new ArrayDeque<>()).add(event);
    }

    /** The messages and resets of a stream, in order, which are no longer held. */
    ArrayDeque<SctpEvent> take(int streamId) {
        ArrayDeque<SctpEvent> events = byStream.remove(streamId);
        if (events == null) {
            return new ArrayDeque<>(0);
        }
        count -= events.size();
        for (SctpEvent event : events) {
            bytes -= event instanceof SctpEvent.MessageReceived m ? m.windowBytes() : 0;
        }
        return events;
    }
}
