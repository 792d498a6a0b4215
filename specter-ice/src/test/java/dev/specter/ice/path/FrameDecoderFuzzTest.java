package dev.specter.ice.path;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.specter.common.MalformedPacketException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class FrameDecoderFuzzTest {
    private static final int MAX = 4096;

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @Test // RFC 4571, section 2
    void findsFramesHoweverTheStreamIsCut() throws MalformedPacketException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            List<byte[]> sent = new ArrayList<>();
            ByteBuf stream = Unpooled.buffer();
            for (int i = random.nextInt(20); i >= 0; i--) {
                byte[] frame = new byte[random.nextInt(8) == 0 ? 0 : random.nextInt(MAX + 1)];
                random.nextBytes(frame);
                stream.writeShort(frame.length).writeBytes(frame);
                if (frame.length > 0) {
                    sent.add(frame);
                }
            }
            FrameDecoder decoder = new FrameDecoder(MAX);
            List<byte[]> found = new ArrayList<>();
            while (stream.isReadable()) {
                int cut = Math.min(1 + random.nextInt(1500), stream.readableBytes());
                ByteBuf segment = stream.readSlice(cut);
                for (byte[] f = decoder.next(segment); f != null; f = decoder.next(segment)) {
                    found.add(f);
                }
                assertEquals(0, segment.readableBytes(), "seed " + seed);
            }
            assertEquals(sent.size(), found.size(), "seed " + seed);
            for (int i = 0; i < sent.size(); i++) {
                assertArrayEquals(sent.get(i), found.get(i), "seed " + seed);
            }
        }
    }

    @Test
    void aFrameThatIsTooLongEndsIt() throws MalformedPacketException {
        FrameDecoder decoder = new FrameDecoder(4);
        ByteBuf in = Unpooled.wrappedBuffer(bytes(0, 4, 1, 2, 3, 4, 0, 5, 1));
        assertArrayEquals(bytes(1, 2, 3, 4), decoder.next(in));
        assertThrows(MalformedPacketException.class, () -> decoder.next(in));
    }

    @Test
    void takesLongerOnesOnceItMay() throws MalformedPacketException {
        FrameDecoder decoder = new FrameDecoder(1);
        assertNull(decoder.next(Unpooled.wrappedBuffer(bytes(0, 0, 0))));
        decoder.maxBytes(2);
        assertArrayEquals(bytes(8, 9), decoder.next(Unpooled.wrappedBuffer(bytes(2, 8, 9))));
    }
}
