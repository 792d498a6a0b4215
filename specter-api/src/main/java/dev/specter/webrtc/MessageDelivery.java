package dev.specter.webrtc;

import dev.specter.webrtc.loop.Listeners;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Hands the messages of a data channel to its listeners, or to the one queue in their place, and
 * holds them while there is neither; what has been taken is given back to the window announced to
 * the peer. Thread-safe; what delivers runs on the callback executor.
 */
final class MessageDelivery {
    private final RtcDataChannel channel;
    private final DataChannels channels;
    private final Listeners<Consumer<? super RtcDataChannelMessage>> listeners = new Listeners<>();

    /** Takes the messages in place of listeners, or null. */
    private final AtomicReference<RtcMessageQueue> queue = new AtomicReference<>();

    /** Closed by us: what comes now, or has not been delivered, is for nobody. */
    private volatile boolean discards;

    // Confined to the callback executor.
    private final ArrayDeque<RtcDataChannelMessage> held = new ArrayDeque<>(1);
    private boolean ended;
    private Optional<RtcException> endError = Optional.empty();

    MessageDelivery(RtcDataChannel channel, DataChannels channels) {
        this.channel = channel;
        this.channels = channels;
    }

    /** See {@link RtcDataChannel#onMessage}. */
    RtcListenerRegistration onMessage(Consumer<? super RtcDataChannelMessage> listener) {
        if (queue.get() != null) {
            throw new RtcException(RtcErrorName.INVALID_STATE_ERROR, "a queue takes the messages");
        }
        RtcListenerRegistration registration = listeners.add(listener);
        channels.loop().callback(this::deliverHeld);
        return registration;
    }

    /** See {@link RtcDataChannel#messageQueue}. */
    RtcMessageQueue attachQueue(Runnable onChange) {
        var added = new RtcMessageQueue(this, Objects.requireNonNull(onChange));
        if (!listeners.isEmpty() || !queue.compareAndSet(null, added)) {
            throw new RtcException(
                    RtcErrorName.INVALID_STATE_ERROR, "something takes the messages already");
        }
        channels.loop().callback(this::deliverHeld);
        return added;
    }

    /** Any thread: a queue is not read any more; what is in it is for the next consumer. */
    void detach(RtcMessageQueue open) {
        if (!channels.loop().inCallback()) {
            channels.loop().callback(() -> detach(open));
        } else if (queue.compareAndSet(open, null)) {
            open.moveTo(held);
            if (discards) {
                discardHeld();
            }
            deliverHeld();
        }
    }

    /** Any thread: the application has taken a message. */
    void consumed(RtcDataChannelMessage message) {
        channels.consumed(channel, message.windowBytes());
    }

    /** On the loop: what comes from now on is for nobody. */
    void discardNext() {
        discards = true;
    }

    boolean discards() {
        return discards;
    }

    /** What is for nobody takes no window that the peer may need to finish. */
    void discardHeld() {
        held.forEach(this::consumed);
        held.clear();
        RtcMessageQueue open = queue.get();
        if (open != null) {
            open.discard();
        }
    }

    void deliver(RtcDataChannelMessage message) {
        if (discards) {
            consumed(message);
        } else if (held.isEmpty() && !listeners.isEmpty()) {
            fire(message);
        } else {
            held.add(message);
            deliverHeld();
        }
    }

    private void deliverHeld() {
        while (!listeners.isEmpty() && !held.isEmpty()) {
            fire(held.remove());
        }
        RtcMessageQueue open = queue.get();
        if (open == null) {
            return;
        }
        while (!held.isEmpty()) {
            open.add(held.remove());
        }
        if (ended) {
            open.end(endError);
        }
    }

    private void fire(RtcDataChannelMessage message) {
        listeners.fire(listener -> listener.accept(message));
        consumed(message);
    }

    /** Nothing comes any more. */
    void end(Optional<RtcException> error) {
        ended = true;
        endError = error;
        deliverHeld();
    }
}
