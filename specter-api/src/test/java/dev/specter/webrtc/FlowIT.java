package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sctp.SctpOptions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Data channels as publishers and subscribers. {@link FlowTckIT} has the rules. */
@Timeout(60)
class FlowIT {
    private static final long SECONDS = 20;
    private static final int WINDOW_BYTES = 300_000;

    private static class Probe implements Flow.Subscriber<RtcDataChannelMessage> {
        final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
        final BlockingQueue<RtcDataChannelMessage> messages = new LinkedBlockingQueue<>();
        final CompletableFuture<Void> end = new CompletableFuture<>();

        @Override
        public void onSubscribe(Flow.Subscription added) {
            subscription.complete(added);
        }

        @Override
        public void onNext(RtcDataChannelMessage message) {
            messages.add(message);
        }

        @Override
        public void onError(Throwable error) {
            end.completeExceptionally(error);
        }

        @Override
        public void onComplete() {
            end.complete(null);
        }

        void request(long count) {
            subscription.orTimeout(SECONDS, TimeUnit.SECONDS).join().request(count);
        }

        String next() throws InterruptedException {
            return messages.poll(SECONDS, TimeUnit.SECONDS).text();
        }

        Throwable failure() {
            return end.handle((v, e) -> e).orTimeout(SECONDS, TimeUnit.SECONDS).join();
        }
    }

    private static Connected smallWindow() {
        SctpOptions options = SctpOptions.builder().receiveWindowBytes(WINDOW_BYTES).build();
        return new Connected(WebRtc.builder().sctp(options));
    }

    @Test
    void withoutDemandThePeerIsStoppedByTheWindow() throws Exception {
        try (var pair = smallWindow()) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            var probe = new Probe();
            channel[1].asPublisher().subscribe(probe);
            int messages = 200;
            for (int i = 0; i < messages; i++) {
                channel[0].send(new byte[10_000]);
            }
            probe.request(3);
            for (int i = 0; i < 3; i++) {
                probe.next();
            }
            TimeUnit.MILLISECONDS.sleep(500);
            assertTrue(probe.messages.isEmpty(), "more than was asked for");
            assertTrue(channel[0].bufferedAmount() > 1_500_000, "the window did not stop it");
            probe.request(Long.MAX_VALUE);
            for (int i = 3; i < messages; i++) {
                probe.next();
            }
            channel[0].close();
            probe.end.get(SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void theNextSubscriberGetsWhatTheLastOneLeft() throws Exception {
        try (var pair = new Connected()) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            channel[0].send("a");
            channel[0].send("b");
            Flow.Publisher<RtcDataChannelMessage> publisher = channel[1].asPublisher();
            var first = new Probe();
            publisher.subscribe(first);
            var refused = new Probe();
            publisher.subscribe(refused);
            assertInstanceOf(RtcException.class, refused.failure());
            first.request(1);
            assertEquals("a", first.next());
            first.subscription.join().cancel();
            var second = new Probe();
            publisher.subscribe(second);
            second.request(10);
            assertEquals("b", second.next());
            assertTrue(first.messages.isEmpty());
        }
    }

    @Test
    void anErrorOfTheChannelIsOneOfThePublisher() throws Exception {
        try (var pair = new Connected()) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            var probe = new Probe();
            channel[1].asPublisher().subscribe(probe);
            probe.request(1);
            pair.a.close(); // aborts the association
            assertInstanceOf(RtcException.class, probe.failure());
        }
    }

    @Test
    void aSlowEndSlowsAWholeChainOfChannels() throws Exception {
        try (var pair = smallWindow()) {
            RtcDataChannel[] first = pair.openChannel(RtcDataChannelInit.defaults());
            RtcDataChannel[] second = pair.openChannel(RtcDataChannelInit.defaults());
            first[1].asPublisher().subscribe(second[1].asSubscriber()); // forwards back
            var probe = new Probe();
            second[0].asPublisher().subscribe(probe);
            var source = new SubmissionPublisher<RtcDataChannelMessage>(Runnable::run, 4);
            source.subscribe(first[0].asSubscriber());
            int messages = 400;
            var submitted = new AtomicInteger();
            var producer =
                    new Thread(
                            () -> {
                                for (int i = 0; i < messages; i++) {
                                    source.submit(
                                            RtcDataChannelMessage.of(ByteBuffer.allocate(10_000)));
                                    submitted.incrementAndGet();
                                }
                                source.submit(RtcDataChannelMessage.of("last"));
                                source.close();
                            });
            producer.setDaemon(true);
            producer.start();
            TimeUnit.MILLISECONDS.sleep(700);
            assertTrue(submitted.get() < 300, submitted + " messages went off");
            probe.request(Long.MAX_VALUE);
            for (int i = 0; i < messages; i++) {
                assertEquals(10_000, probe.messages.poll(SECONDS, TimeUnit.SECONDS).size());
            }
            RtcDataChannelMessage last = probe.messages.poll(SECONDS, TimeUnit.SECONDS);
            assertTrue(last.isText());
            assertEquals("last", last.text());
            probe.end.get(SECONDS, TimeUnit.SECONDS); // the source's end, through both channels
        }
    }

    @Test
    void aMessageLargerThanThePeerTakesBreaksTheChannel() throws Exception {
        try (var pair = new Connected()) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            var error = new CompletableFuture<RtcException>();
            channel[0].onError(error::complete);
            try (var source = new SubmissionPublisher<RtcDataChannelMessage>()) {
                source.subscribe(channel[0].asSubscriber());
                source.submit(RtcDataChannelMessage.of(ByteBuffer.allocate(300_000)));
                assertEquals(RtcErrorName.TYPE_ERROR, error.get(SECONDS, TimeUnit.SECONDS).name());
                Connected.awaitClosed(channel[0]);
            }
        }
    }

    @Test
    void theEndOfTheChannelCancelsItsSubscription() throws Exception {
        try (var pair = new Connected()) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            try (var source = new SubmissionPublisher<RtcDataChannelMessage>()) {
                source.subscribe(channel[0].asSubscriber());
                assertEquals(1, source.getNumberOfSubscribers());
                channel[1].close();
                Connected.awaitClosed(channel[0]);
                while (source.hasSubscribers()) {
                    TimeUnit.MILLISECONDS.sleep(5);
                }
            }
        }
    }

    private static boolean isRefused(Probe probe) throws InterruptedException {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (probe.messages.isEmpty() && !probe.end.isDone()) {
            assertTrue(System.nanoTime() < endNanos, "neither taken nor refused");
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return probe.end.isDone();
    }

    @Test
    void aSubscriberThatThrowsIsCancelledAndTheNextGoesOn() throws Exception {
        try (var pair = new Connected()) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            List<String> seen = Collections.synchronizedList(new ArrayList<>());
            var broken =
                    new Probe() {
                        @Override
                        public void onNext(RtcDataChannelMessage message) {
                            seen.add(message.text());
                            throw new IllegalStateException("on purpose");
                        }
                    };
            channel[1].asPublisher().subscribe(broken);
            broken.request(5);
            channel[0].send("a");
            channel[0].send("b");
            Probe next;
            do { // as long as the other is there, nobody else is let in
                next = new Probe();
                channel[1].asPublisher().subscribe(next);
                next.request(5);
            } while (isRefused(next));
            assertEquals("b", next.next());
            assertEquals(List.of("a"), seen);
        }
    }
}
