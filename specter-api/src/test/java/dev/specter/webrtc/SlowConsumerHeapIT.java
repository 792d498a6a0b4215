package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A sender that never stops and a listener that cannot keep up: {@code
 * -Dspecter.slowConsumerSeconds=600} for ten minutes.
 */
class SlowConsumerHeapIT {
    private static final int SECONDS = Integer.getInteger("specter.slowConsumerSeconds", 4);
    private static final int LOOKS = 10;

    /** HotSpot moves everything together in every fourth only. */
    private static final int COLLECTIONS = 4;

    private static final int MESSAGE_BYTES = 16_384;
    private static final long MARK_BYTES = 4 << 20;
    private static final double MOST_GROWTH_MEGABYTES = 8;

    @Test
    void theHeapStaysFlat() throws Exception {
        try (var pair = new Connected()) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            var taken = new AtomicLong();
            channel[1].onMessage(
                    message -> {
                        pause();
                        taken.addAndGet(message.size());
                    });
            var sent = new AtomicLong();
            var writer = new Thread(() -> write(channel[0], sent), "writer");
            writer.setDaemon(true);
            writer.start();
            awaitSteady(() -> sent.get() - taken.get());
            double first = heapMegabytes();
            double highest = first;
            for (int i = 0; i < LOOKS; i++) {
                TimeUnit.MILLISECONDS.sleep(SECONDS * 1_000L / LOOKS);
                highest = Math.max(highest, heapMegabytes());
            }
            writer.interrupt();
            System.out.printf(
                    "slow consumer, %d s: %.1f MB taken; heap in use %.1f MB at first, %.1f MB at"
                            + " most%n",
                    SECONDS, taken.get() / 1e6, first, highest);
            assertTrue(highest < first + MOST_GROWTH_MEGABYTES, first + " MB, then " + highest);
        }
    }

    /** Until all that may wait does: for a second no more waits than before. */
    private static void awaitSteady(LongSupplier waitingBytes) {
        long most = 0;
        long sinceNanos = System.nanoTime();
        while (System.nanoTime() - sinceNanos < TimeUnit.SECONDS.toNanos(1)) {
            long waiting = waitingBytes.getAsLong();
            if (waiting > most) {
                most = waiting;
                sinceNanos = System.nanoTime();
            }
            pause();
        }
    }

    private static void write(RtcDataChannel channel, AtomicLong sent) {
        byte[] message = new byte[MESSAGE_BYTES];
        while (!Thread.currentThread().isInterrupted()) {
            if (channel.readyState() == RtcDataChannelState.OPEN
                    && channel.bufferedAmount() < MARK_BYTES) {
                channel.send(message);
                sent.addAndGet(MESSAGE_BYTES);
            } else {
                pause();
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is in use, without what has been made since and the holes that collections leave. */
    private static double heapMegabytes() {
        double least = Double.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            long bytes =
                    ManagementFactory.getMemoryPoolMXBeans().stream()
                            .filter(pool -> pool.getType() == MemoryType.HEAP)
                            .mapToLong(pool -> pool.getCollectionUsage().getUsed())
                            .sum();
            least = Math.min(least, bytes / 1e6);
        }
        return least;
    }
}
