package dev.specter.sctp.packet;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Mutated chunks parse or are malformed; nothing else comes out. */
class ChunkFuzzTest {
    private static final int ROUNDS = 60_000;

    @Test
    void survivesMutations() {
        var random = new SplittableRandom(20);
        var samples = Samples.chunks();
        int parsed = 0;
        int malformed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Chunk sample = samples.get(round % samples.size());
            WireWriter out = WireWriter.allocate(sample.paddedSize());
            sample.writeTo(out);
            byte[] bytes = mutate(out.finish().array(), random);
            try {
                WireReader in = WireReader.of(bytes);
                while (in.hasRemaining()) {
                    Chunk chunk = Chunk.parse(in);
                    // What was read can be written: forwarding and echoing never fail.
                    WireWriter again = WireWriter.allocate(chunk.paddedSize());
                    chunk.writeTo(again);
                    parsed++;
                }
            } catch (MalformedPacketException e) {
                malformed++;
            } catch (RuntimeException e) {
                throw new AssertionError("round " + round + ": " + Arrays.toString(bytes), e);
            }
        }
        assertTrue(parsed > ROUNDS / 10 && malformed > ROUNDS / 10, parsed + " " + malformed);
    }

    private static byte[] mutate(byte[] bytes, SplittableRandom random) {
        byte[] mutated = bytes.clone();
        int changes = random.nextInt(1, 5);
        for (int i = 0; i < changes && mutated.length > 0; i++) {
            int at = random.nextInt(mutated.length);
            switch (random.nextInt(5)) {
                case 0 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> mutated[at] = (byte) random.nextInt();
                case 2 -> mutated = Arrays.copyOf(mutated, at);
                case 3 -> mutated[Math.min(at, 3)] = (byte) random.nextInt(-3, 40);
                default -> {
                    byte[] longer = Arrays.copyOf(mutated, mutated.length + random.nextInt(9));
                    ByteBuffer.wrap(longer).put(at, (byte) 0xFF);
                    mutated = longer;
                }
            }
        }
        return mutated;
    }
}
