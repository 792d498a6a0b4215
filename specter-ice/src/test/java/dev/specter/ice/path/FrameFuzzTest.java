package dev.specter.ice.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import java.util.ArrayList;
import java.util.List;

/** Any stream gives the same frames in whatever pieces it comes (RFC 4571). */
class FrameFuzzTest {
    private static final int MAX_BYTES = 1_500;

    @FuzzTest
    void stream(byte[] data) {
        List<Bytes> whole = frames(data, data.length);
        for (int piece : new int[] {1, 2, 7}) {
            assertEquals(whole, frames(data, piece));
        }
        int total = 0;
        for (Bytes frame : whole) {
            assertTrue(frame.size() > 0 && frame.size() <= MAX_BYTES);
            total += FrameDecoder.LENGTH_BYTES + frame.size();
        }
        assertTrue(total <= data.length);
    }

    private static List<Bytes> frames(byte[] data, int piece) {
        var decoder = new FrameDecoder(MAX_BYTES);
        List<Bytes> frames = new ArrayList<>();
        try {
            for (int at = 0; at < data.length; at += piece) {
                ByteBuf in = Unpooled.wrappedBuffer(data, at, Math.min(piece, data.length - at));
                for (byte[] frame = decoder.next(in); frame != null; frame = decoder.next(in)) {
                    frames.add(Bytes.wrapOwned(frame));
                }
            }
        } catch (MalformedPacketException e) {
            // The frames before it count.
        }
        return frames;
    }
}
