package dev.specter.sctp.rx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sctp.packet.DataChunk;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.Random;

class FragmentRunTest {
    private static DataChunk chunk(byte[] bytes) {
        return new DataChunk(0, 0, 1, 1, 51, ByteBuffer.wrap(bytes));
    }

    @Test
    void tinyFragmentsDoNotStayApart() {
        var random = new Random(5);
        var expected = new StringBuilder();
        FragmentRun run = null;
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = new byte[random.nextInt(20) == 0 ? 600 : 1 + random.nextInt(3)];
            random.nextBytes(bytes);
            String part = text(ByteBuffer.wrap(bytes));
            DataChunk chunk = chunk(bytes);
            if (run == null) {
                run = new FragmentRun(chunk, 10_000, chunk.payload());
                expected.append(part);
            } else if (random.nextBoolean()) {
                run.append(chunk, chunk.payload());
                expected.append(part);
            } else {
                run.prepend(chunk, chunk.payload());
                expected.insert(0, part);
            }
            int large = run.bytes / 256;
            assertTrue(run.bufferCount() <= 16 + 2 * large, run.bufferCount() + " buffers");
        }
        assertEquals(expected.toString(), text(run.assemble()));
        assertEquals(4_999, run.last - run.first);
    }

    private static String text(ByteBuffer bytes) {
        var text = new StringBuilder();
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            text.append((char) (bytes.get(i) & 0xFF));
        }
        return text.toString();
    }
}
