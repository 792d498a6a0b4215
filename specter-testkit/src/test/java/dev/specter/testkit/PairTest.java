package dev.specter.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

class PairTest {
    /** Sends one numbered datagram each millisecond and remembers when each of the peer's came. */
    private static final class Ticker implements Endpoint {
        private static final long TICK_NANOS = 1_000_000;

        private final ArrayDeque<ByteBuffer> outputs = new ArrayDeque<>();
        private final List<Integer> received = new ArrayList<>();
        private long dueNanos;
        private int next;

        @Override
        public void handleDatagram(ByteBuffer datagram, long nowNanos) {
            received.add(datagram.getInt());
        }

        @Override
        public ByteBuffer pollOutput() {
            return outputs.poll();
        }

        @Override
        public void handleTimeout(long nowNanos) {
            outputs.add(ByteBuffer.allocate(4).putInt(next++).flip());
            dueNanos = nowNanos + TICK_NANOS;
        }

        @Override
        public long nextTimeoutNanos() {
            return dueNanos;
        }
    }

    private static Pair<Ticker, Ticker> pair(LinkProfile profile) {
        return new Pair<>(new Ticker(), new Ticker(), profile, 7);
    }

    @Test
    void deliversEverythingInOrderOnAPerfectPath() {
        var pair = pair(LinkProfile.PERFECT);
        pair.runFor(Duration.ofMillis(9));
        assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), pair.z().received);
        assertEquals(pair.z().received, pair.a().received);
    }

    @Test
    void losesDelaysAndReordersAsTold() {
        var pair =
                pair(
                        LinkProfile.PERFECT
                                .withLoss(0.2)
                                .withDelay(Duration.ofMillis(50))
                                .withJitter(Duration.ofMillis(10)));
        pair.runFor(Duration.ofMillis(49));
        assertTrue(pair.z().received.isEmpty());
        pair.runFor(Duration.ofSeconds(1));
        int count = pair.z().received.size();
        assertTrue(count > 700 && count < 900, "received " + count);
        assertFalse(
                pair.z().received.equals(pair.z().received.stream().sorted().toList()),
                "nothing was reordered");
    }

    @Test
    void dropsTheNextDatagramsOnly() {
        var pair = pair(LinkProfile.PERFECT);
        pair.aToZ().dropNext(2);
        pair.runFor(Duration.ofMillis(4));
        assertEquals(List.of(2, 3, 4), pair.z().received);
    }
}
