package dev.specter.webrtc;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Publishes the messages of a data channel; see {@link RtcDataChannel#asPublisher()}. */
final class MessagePublisher implements Flow.Publisher<RtcDataChannelMessage> {
    private static final Logger LOG = LoggerFactory.getLogger(MessagePublisher.class);
    private static final int MESSAGES_PER_TURN = 256;

    private final RtcDataChannel channel;

    MessagePublisher(RtcDataChannel channel) {
        this.channel = channel;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super RtcDataChannelMessage> subscriber) {
        Objects.requireNonNull(subscriber);
        channel.loop().callback(() -> new Subscription(channel, subscriber).start());
    }

    /** One subscriber's; signals on the callback executor alone. Thread-safe. */
    private static final class Subscription implements Flow.Subscription {
        private final RtcDataChannel channel;
        private final AtomicLong demand = new AtomicLong();
        private final AtomicBoolean scheduled = new AtomicBoolean();
        private volatile boolean cancelled;
        private volatile boolean askedWrongly;

        // Confined to the callback executor; the subscriber is null after the last signal.
        private Flow.Subscriber<? super RtcDataChannelMessage> subscriber;
        private RtcMessageQueue queue;

        Subscription(
                RtcDataChannel channel, Flow.Subscriber<? super RtcDataChannelMessage> subscriber) {
            this.channel = channel;
            this.subscriber = subscriber;
        }

        void start() {
            RtcException refusal = null;
            try {
                queue = channel.messageQueue(this::schedule);
            } catch (RtcException e) {
                refusal = e;
            }
            // Reactive Streams, rule 1.9: onSubscribe comes before any other signal.
            try {
                subscriber.onSubscribe(this);
            } catch (RuntimeException e) {
                broken(e);
                return;
            }
            if (refusal != null) {
                fail(refusal);
            }
        }

        @Override
        public void request(long count) {
            if (count <= 0) {
                askedWrongly = true;
            } else {
                demand.accumulateAndGet(count, Subscription::sum);
            }
            schedule();
        }

        /** Rule 3.17: as many as can be counted is as good as unbounded. */
        private static long sum(long one, long other) {
            return one + other < 0 ? Long.MAX_VALUE : one + other;
        }

        @Override
        public void cancel() {
            cancelled = true;
            schedule();
        }

        private void schedule() {
            if (scheduled.compareAndSet(false, true)) {
                channel.loop().callback(this::drain);
            }
        }

        private void drain() {
            scheduled.set(false);
            for (int i = 0; subscriber != null; i++) {
                if (cancelled) {
                    end();
                } else if (askedWrongly) {
                    // Rule 3.9.
                    fail(new IllegalArgumentException("demand must be positive (rule 3.9)"));
                } else if (queue.isEnded()) {
                    finish();
                } else if (demand.get() == 0 || queue.isEmpty()) {
                    return;
                } else if (i == MESSAGES_PER_TURN) {
                    schedule(); // others have callbacks too
                    return;
                } else {
                    deliver();
                }
            }
        }

        private void deliver() {
            RtcDataChannelMessage message = queue.take();
            demand.decrementAndGet();
            try {
                subscriber.onNext(message);
            } catch (RuntimeException e) {
                broken(e);
            } finally {
                queue.release(message);
            }
        }

        private void finish() {
            if (queue.error().isPresent()) {
                fail(queue.error().get());
            } else {
                end().onComplete();
            }
        }

        private void fail(Throwable error) {
            end().onError(error);
        }

        /** Rule 2.13: who throws has cancelled. */
        private void broken(RuntimeException e) {
            LOG.error("a subscriber threw; its subscription is cancelled", e);
            end();
        }

        /** The subscription is over. */
        private Flow.Subscriber<? super RtcDataChannelMessage> end() {
            cancelled = true;
            Flow.Subscriber<? super RtcDataChannelMessage> last = subscriber;
            subscriber = null; // rule 3.13: no reference is kept
            if (queue != null) {
                queue.close();
            }
            return last;
        }
    }
}
