package dev.specter.sctp.dcep;

import dev.specter.sctp.SctpEvent;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Messages that came before there is a channel for them: the peer uses an identifier again before
 * we know that our reset was performed, or a negotiated channel before we made ours. Bounded; they
 * count against the receive window all the while. Loop-confined.
 */
final class HeldMessages {
    private static final int MAX_MESSAGES = 1_024;
    private static final int MAX_BYTES = 256 * 1024;

    private final Map<Integer, ArrayDeque<SctpEvent.MessageReceived>> byStream = new HashMap<>();
    private int count;
    private int bytes;

    /** Keeps a message, if there is room. */
    boolean hold(SctpEvent.MessageReceived message) {
        if (count == MAX_MESSAGES || bytes + message.windowBytes() > MAX_BYTES) {
            return false;
        }
        count++;
        bytes += message.windowBytes();
        byStream.computeIfAbsent(message.streamId(), id -> new ArrayDeque<>()).add(message);
        return true;
    }

    /** The messages of a stream, in order, which are no longer held. */
    ArrayDeque<SctpEvent.MessageReceived> take(int streamId) {
        ArrayDeque<SctpEvent.MessageReceived> messages = byStream.remove(streamId);
        if (messages == null) {
            return new ArrayDeque<>(0);
        }
        count -= messages.size();
        bytes -= messages.stream().mapToInt(SctpEvent.MessageReceived::windowBytes).sum();
        return messages;
    }
}
