package dev.specter.ice.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Random;

class StunPeekFuzzTest {
    private static Optional<String> fragment(byte[] message) {
        return StunPeek.of(ByteBuffer.wrap(message)).flatMap(StunPeek::receiverFragment);
    }

    @Test
    void readsTheFragmentOfEachLength() {
        for (int length = 1; length <= 256; length++) {
            String fragment = "f".repeat(length);
            assertEquals(Optional.of(fragment), fragment(Stuns.request(fragment, length)));
        }
        assertEquals(Optional.empty(), fragment(Stuns.request("f".repeat(257), 1)));
    }

    @Test
    void readsWithinABufferThatHoldsMore() {
        byte[] request = Stuns.request("frag", 7);
        ByteBuffer within = ByteBuffer.allocate(request.length + 10);
        within.position(5).put(request).flip().position(5);
        StunPeek peek = StunPeek.of(within).orElseThrow();
        assertEquals(Optional.of("frag"), peek.receiverFragment());
        assertEquals(new StunPeek.TransactionId(0, 7), peek.transactionId());
        assertTrue(peek.isRequest());
        assertEquals(5, within.position());
    }

    @Test
    void nothingThatArrivesThrows() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        MuxTable table = new MuxTable(new MuxCounters());
        byte[] model = Stuns.request("fragment", 1);
        for (int i = 0; i < 200_000; i++) {
            byte[] datagram;
            if (random.nextBoolean()) {
                datagram = new byte[random.nextInt(64)];
                random.nextBytes(datagram);
            } else {
                datagram = java.util.Arrays.copyOf(model, random.nextInt(model.length + 8));
                for (int flips = random.nextInt(4); flips > 0 && datagram.length > 0; flips--) {
                    datagram[random.nextInt(datagram.length)] = (byte) random.nextInt();
                }
            }
            ByteBuffer buffer = ByteBuffer.wrap(datagram);
            try {
                fragment(datagram);
                table.route(buffer, Stuns.address("192.0.2.1", 1), 0);
                table.admit(new MuxTable.Member() {}, buffer, Stuns.address("192.0.2.1", 1), 0);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
            assertEquals(datagram.length, buffer.remaining(), "seed " + seed);
        }
    }
}
