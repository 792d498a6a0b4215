package dev.specter.rtp.rtcp;

import static dev.specter.rtp.rtcp.TransportFeedback.NOT_RECEIVED;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

class TransportFeedbackTest {
    private static TransportFeedback parse(String hex) throws MalformedPacketException {
        ByteBuffer datagram = ByteBuffer.wrap(Bytes.ofHex(hex).toArray());
        return (TransportFeedback) RtcpCompound.parse(datagram).packets().get(0);
    }

    private static TransportFeedback of(int... deltas) {
        return new TransportFeedback(0x11, 0x22, 0xFFFE, -1, 255, deltas);
    }

    private static void roundTrip(TransportFeedback feedback) throws MalformedPacketException {
        ByteBuffer written = RtcpCompound.of(feedback).write(0);
        assertEquals(feedback.sizeBytes(), written.remaining());
        assertEquals(0, written.remaining() % 4);
        assertEquals(feedback, RtcpCompound.parse(written).packets().get(0));
    }

    @Test // one packet, padded to the word and marked so, as libwebrtc sends it
    void readsARunLengthChunk() throws MalformedPacketException {
        TransportFeedback feedback =
                parse("afcd0005" + "fa17fa17" + "43032fa0" + "00990001" + "3de80217" + "20019401");
        assertEquals(0xFA17FA17L, feedback.senderSsrc());
        assertEquals(0x43032FA0L, feedback.mediaSsrc());
        assertEquals(153, feedback.baseSequenceNumber());
        assertEquals(4057090, feedback.referenceTime());
        assertEquals(23, feedback.feedbackCount());
        assertArrayEquals(new int[] {0x94}, feedback.deltas());
    }

    @Test
    void readsVectorChunks() throws MalformedPacketException {
        // One-bit vector 1 0 1 and eleven symbols beyond the count; deltas 4 and 5.
        TransportFeedback oneBit =
                parse("8fcd0005" + "00000001" + "00000002" + "00010003" + "00000000" + "a8000405");
        assertArrayEquals(new int[] {4, NOT_RECEIVED, 5}, oneBit.deltas());
        // Two-bit vector 2 1 0: a large delta of -1, a small one of 6.
        TransportFeedback twoBits =
                parse(
                        "8fcd0006"
                                + "00000001"
                                + "00000002"
                                + "00010003"
                                + "00000000"
                                + "e400ffff"
                                + "06000000");
        assertArrayEquals(new int[] {-1, 6, NOT_RECEIVED}, twoBits.deltas());
    }

    @Test
    void writesTheChunkThatTakesMost() throws MalformedPacketException {
        assertEquals(4 + 16 + 2 + 1 + 1, of(5).sizeBytes());
        int[] lost = new int[8191];
        Arrays.fill(lost, NOT_RECEIVED);
        assertEquals(24, of(lost).sizeBytes());
        roundTrip(of(lost));
        roundTrip(of(Arrays.copyOf(lost, 8000)));
        // Seven symbols of which the eighth is large: they need the two-bit chunk.
        roundTrip(of(1, NOT_RECEIVED, 1, 1, NOT_RECEIVED, 1, 1, 300, 1, 1, 1));
        roundTrip(of(-32768, 32767, 255, 256, 0, -1));
    }

    @Test
    void everyRandomFeedbackIsReadBack() throws MalformedPacketException {
        var random = new SplittableRandom(15);
        for (int i = 0; i < 3000; i++) {
            int[] deltas = new int[random.nextInt(1, 200)];
            int style = random.nextInt(4);
            for (int j = 0; j < deltas.length; j++) {
                deltas[j] =
                        switch (random.nextInt(style + 2)) {
                            case 0, 1 -> random.nextInt(256);
                            case 2 -> NOT_RECEIVED;
                            default -> random.nextInt(-32768, 32768);
                        };
                if (j > 0 && random.nextInt(3) == 0) {
                    deltas[j] = deltas[j - 1];
                }
            }
            roundTrip(of(deltas));
        }
    }

    @Test
    void rejectsWhatEndsEarly() {
        for (String bad :
                new String[] {
                    "8fcd0003" + "00000001" + "00000002" + "00010001", // no reference time
                    "8fcd0004" + "00000001" + "00000002" + "00010000" + "00000000", // no packets
                    "8fcd0004" + "00000001" + "00000002" + "00010001" + "00000000", // no chunk
                    "8fcd0005" + "00000001" + "00000002" + "00010009" + "00000000" + "20090000",
                    "8fcd0005" + "00000001" + "00000002" + "0001ffff" + "00000000" + "00010001"
                }) {
            assertThrows(MalformedPacketException.class, () -> parse(bad), bad);
        }
    }

    @Test
    void aRunOfNoneMakesNoEndlessLoop() {
        // A run length of 0 takes a chunk and gives nothing; the bytes run out.
        assertThrows(
                MalformedPacketException.class,
                () ->
                        parse(
                                "8fcd0005"
                                        + "00000001"
                                        + "00000002"
                                        + "00010001"
                                        + "00000000"
                                        + "00000000"));
    }

    @Test
    void isImmutable() {
        int[] deltas = {1, 2};
        TransportFeedback feedback = of(deltas);
        deltas[0] = 9;
        feedback.deltas()[1] = 9;
        assertEquals(of(1, 2), feedback);
        assertEquals(of(1, 2).hashCode(), feedback.hashCode());
        assertThrows(IllegalArgumentException.class, TransportFeedbackTest::of);
        assertThrows(IllegalArgumentException.class, () -> of(40_000));
    }
}
