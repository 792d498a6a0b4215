package dev.specter.webrtc;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sends what a publisher has; see {@link RtcDataChannel#asSubscriber()}. Asks for a few messages,
 * and for the next few when those are on their way and {@code bufferedAmount} is low. Thread-safe.
 */
final class MessageSubscriber implements Flow.Subscriber<RtcDataChannelMessage> {
    private static final Logger LOG = LoggerFactory.getLogger(MessageSubscriber.class);
    private static final int BATCH = 32;

    private final RtcDataChannel channel;
    private final AtomicReference<Flow.Subscription> subscription = new AtomicReference<>();

    // Guarded by the lock.
    private final Object lock = new Object();
    private final Queue<RtcDataChannelMessage> unsent = new ArrayDeque<>();
    private int wanted;
    private boolean completed;

    MessageSubscriber(RtcDataChannel channel) {
        this.channel = channel;
    }

    @Override
    public void onSubscribe(Flow.Subscription added) {
        Objects.requireNonNull(added);
        if (!subscription.compareAndSet(null, added)) {
            added.cancel(); // rule 2.5
            return;
        }
        channel.onClosing(added::cancel);
        channel.onClose(added::cancel);
        whenSendable();
    }

    @Override
    public void onNext(RtcDataChannelMessage message) {
        Objects.requireNonNull(message);
        synchronized (lock) {
            wanted--;
            unsent.add(message);
            if (unsent.size() == 1 && send() && wanted == 0) {
                whenSendable();
            }
        }
    }

    @Override
    public void onError(Throwable error) {
        LOG.warn("a publisher failed; its data channel closes: {}", error.toString());
        onComplete();
    }

    @Override
    public void onComplete() {
        synchronized (lock) {
            completed = true;
            if (unsent.isEmpty()) {
                close();
            }
        }
    }

    private void whenSendable() {
        channel.whenSendable(DataByteChannel.SEND_MARK_BYTES, this::proceed);
    }

    /** On the callback executor, which keeps calls of the subscription in turn (rule 2.7). */
    private void proceed() {
        if (channel.isOver()) {
            subscription.get().cancel();
            return;
        }
        synchronized (lock) {
            if (!send()) {
                return;
            }
            if (completed) {
                close();
            }
            if (completed || wanted > 0) {
                return;
            }
            wanted = BATCH;
        }
        subscription.get().request(BATCH);
    }

    /** Holding the lock: sends what there is room for; whether that was all. */
    private boolean send() {
        for (RtcDataChannelMessage m = unsent.peek(); m != null; m = unsent.peek()) {
            try {
                channel.sendCopy(m.data(), m.isText());
            } catch (RtcException e) {
                if (e.name() == RtcErrorName.OPERATION_ERROR) {
                    whenSendable();
                } else if (!channel.isOver()) {
                    channel.loop().callback(() -> fail(e));
                }
                return false;
            }
            unsent.remove();
        }
        return true;
    }

    private void fail(RtcException error) {
        subscription.get().cancel();
        channel.fireError(error);
        channel.close();
    }

    private void close() {
        channel.loop().callback(channel::close);
    }
}
