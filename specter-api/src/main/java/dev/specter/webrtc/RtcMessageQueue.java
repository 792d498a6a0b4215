package dev.specter.webrtc;

import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The messages that have come over a data channel, for an application that takes them one at a time
 * ({@link RtcDataChannel#messageQueue}). Bytes that are not taken count against the window
 * announced to the peer: who takes slowly slows the peer. Thread-safe.
 */
public final class RtcMessageQueue implements AutoCloseable {
    private final MessageDelivery delivery;
    private final Runnable onChange;
    private final Queue<RtcDataChannelMessage> messages = new ConcurrentLinkedQueue<>();

    /** What the channel ended with; null while messages may still come. */
    private volatile Optional<RtcException> end;

    RtcMessageQueue(MessageDelivery delivery, Runnable onChange) {
        this.delivery = delivery;
        this.onChange = onChange;
    }

    /** Takes the next message, whose bytes do not count any more; empty when there is none yet. */
    public Optional<RtcDataChannelMessage> poll() {
        RtcDataChannelMessage message = take();
        if (message != null) {
            release(message);
        }
        return Optional.ofNullable(message);
    }

    /** Whether there is no message now. */
    public boolean isEmpty() {
        return messages.isEmpty();
    }

    /** Whether the last message was taken: the channel has closed, and none will come. */
    public boolean isEnded() {
        return end != null && messages.isEmpty();
    }

    /**
     * What broke the channel, once it has ended, if messages of the peer may be missing for that.
     */
    public Optional<RtcException> error() {
        return Objects.requireNonNullElse(end, Optional.empty());
    }

    /** Takes no more messages; those that are left are for who takes them next. */
    @Override
    public void close() {
        delivery.detach(this);
    }

    /** Takes the next message, or null; its bytes count until it is released. */
    RtcDataChannelMessage take() {
        return messages.poll();
    }

    /** The bytes of a message that was taken do not count any more. */
    void release(RtcDataChannelMessage message) {
        delivery.consumed(message);
    }

    // On the callback executor.

    void add(RtcDataChannelMessage message) {
        messages.add(message);
        onChange.run();
    }

    void end(Optional<RtcException> error) {
        end = error;
        onChange.run();
    }

    void discard() {
        while (poll().isPresent()) {
            // for nobody
        }
    }

    void moveTo(Queue<RtcDataChannelMessage> next) {
        for (RtcDataChannelMessage m = take(); m != null; m = take()) {
            next.add(m);
        }
    }
}
