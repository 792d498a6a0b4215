package dev.specter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.SpecterMessage.Offer;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class OutboxTest {
    private final PeerConnection pc =
            Specter.init(SpecterConfig.of()).peerConnection(UUID.randomUUID());

    @Test
    void deliversInOrderAndOneAtATime() throws InterruptedException {
        var seen = new ArrayList<SpecterMessage>(); // not safe for two threads
        var outbox = new Outbox(seen::add);
        var expected = new ArrayList<SpecterMessage>();
        for (int i = 0; i < 1000; i++) {
            expected.add(new Offer(pc, String.valueOf(i)));
        }
        expected.forEach(outbox::post);
        awaitDelivery(outbox);
        assertEquals(expected, seen);
    }

    @Test
    void anOwnerThatThrowsGetsTheNextMessageAllTheSame() throws InterruptedException {
        var seen = new ArrayList<String>();
        var outbox =
                new Outbox(
                        message -> {
                            seen.add(((Offer) message).json());
                            throw new IllegalStateException("thrown on purpose");
                        });
        outbox.post(new Offer(pc, "1"));
        outbox.post(new Offer(pc, "2"));
        awaitDelivery(outbox);
        assertEquals(List.of("1", "2"), seen);
    }

    @Test
    void whoBringsTooMuchDataWaitsUntilTheOwnerHasTakenIt() throws InterruptedException {
        var mayTake = new CountDownLatch(1);
        var outbox = new Outbox(message -> awaitUninterruptibly(mayTake));
        outbox.post(data(17 << 20));
        Thread waiting = startWaiting(outbox);
        mayTake.countDown();
        waiting.join(10_000);
        assertEquals(Thread.State.TERMINATED, waiting.getState());
    }

    @Test
    void nobodyWaitsForAnOwnerWhoseSpecterIsClosed() throws InterruptedException {
        var mayTake = new CountDownLatch(1);
        var outbox = new Outbox(message -> awaitUninterruptibly(mayTake));
        outbox.post(data(17 << 20));
        Thread waiting = startWaiting(outbox);
        outbox.release();
        waiting.join(10_000);
        assertEquals(Thread.State.TERMINATED, waiting.getState());
        mayTake.countDown();
    }

    /** A thread that waits for room. */
    private static Thread startWaiting(Outbox outbox) {
        var thread = new Thread(outbox::awaitRoom, "waiting");
        thread.start();
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            assertTrue(thread.isAlive(), "it did not wait");
            Thread.onSpinWait();
        }
        return thread;
    }

    private SpecterMessage data(int bytes) {
        return new SpecterMessage.DataChannelMessage(
                pc, pc.specter().dataChannel(UUID.randomUUID()), false, ByteBuffer.allocate(bytes));
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitDelivery(Outbox outbox) throws InterruptedException {
        var done = new CountDownLatch(1);
        outbox.afterwards(done::countDown);
        assertTrue(done.await(10, TimeUnit.SECONDS));
    }
}
