package dev.specter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.SpecterMessage.Offer;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
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
        assertEquals(java.util.List.of("1", "2"), seen);
    }

    private static void awaitDelivery(Outbox outbox) throws InterruptedException {
        var done = new CountDownLatch(1);
        outbox.afterwards(done::countDown);
        assertTrue(done.await(10, TimeUnit.SECONDS));
    }
}
