package dev.specter.ice.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Any stream gives the same messages in whatever pieces it comes. */
class StreamDeframerFuzzTest {
    @FuzzTest
    void stream(byte[] data) {
        List<Bytes> whole = messages(data, data.length);
        for (int piece : new int[] {1, 3, 20}) {
            assertEquals(whole, messages(data, piece));
        }
        int total = 0;
        for (Bytes message : whole) {
            total += message.size();
            byte[] bytes = message.toArray();
            if (ChannelData.isChannelData(bytes)) {
                ByteBuffer payload = ChannelData.payload(bytes);
                assertEquals(bytes.length - ChannelData.HEADER_BYTES, payload.remaining());
                byte[] again = ChannelData.of(ChannelData.channel(bytes), payload, false);
                assertEquals(message, Bytes.wrapOwned(again));
            }
        }
        assertTrue(total <= data.length);
    }

    private static List<Bytes> messages(byte[] data, int piece) {
        var deframer = new StreamDeframer();
        List<Bytes> messages = new ArrayList<>();
        try {
            for (int at = 0; at < data.length; at += piece) {
                deframer.handleBytes(ByteBuffer.wrap(data, at, Math.min(piece, data.length - at)));
            }
        } catch (MalformedPacketException e) {
            // The messages before it count.
        }
        for (byte[] m = deframer.pollMessage(); m != null; m = deframer.pollMessage()) {
            messages.add(Bytes.wrapOwned(m));
        }
        return messages;
    }
}
