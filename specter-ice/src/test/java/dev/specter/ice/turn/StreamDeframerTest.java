package dev.specter.ice.turn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.ice.stun.StunAttribute;
import dev.specter.ice.stun.StunClass;
import dev.specter.ice.stun.StunMethod;
import dev.specter.ice.stun.StunWriter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** RFC 8656, section 12.5. */
class StreamDeframerTest {
    private static byte[] message(Random random, int size) {
        byte[] payload = new byte[size];
        random.nextBytes(payload);
        if (random.nextBoolean()) {
            return ChannelData.of(
                    ChannelData.FIRST_CHANNEL + random.nextInt(4096),
                    ByteBuffer.wrap(payload),
                    true);
        }
        return StunWriter.message(
                        StunClass.INDICATION,
                        StunMethod.SEND,
                        Bytes.ofHex("000102030405060708090a0b"),
                        size + 60)
                .attribute(StunAttribute.DATA, ByteBuffer.wrap(payload))
                .finish();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void findsTheMessagesWhereverTheStreamIsCut(long seed) throws Exception {
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        List<byte[]> sent = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            byte[] message = message(random, i == 7 ? 65_000 : random.nextInt(3000));
            stream.write(message);
            int unpadded = ChannelData.isChannelData(message) ? 4 + length(message) : 0;
            sent.add(unpadded == 0 ? message : Arrays.copyOf(message, unpadded));
        }
        byte[] all = stream.toByteArray();
        StreamDeframer deframer = new StreamDeframer();
        List<byte[]> found = new ArrayList<>();
        int offset = 0;
        while (offset < all.length) {
            int count = Math.min(all.length - offset, 1 + random.nextInt(2000));
            deframer.handleBytes(ByteBuffer.wrap(all, offset, count));
            for (byte[] m = deframer.pollMessage(); m != null; m = deframer.pollMessage()) {
                found.add(m);
            }
            offset += count;
        }
        assertArrayEquals(sent.toArray(), found.toArray());
    }

    private static int length(byte[] message) {
        return (message[2] & 0xFF) << 8 | message[3] & 0xFF;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5353482d322e30", // SSH-2.0
                "5000000100", // a reserved channel
                "80000000",
                "0001000300", // a length that is no multiple of four
                "000100002112a44300000000" // another cookie
            })
    void refusesOtherStreams(String hex) {
        StreamDeframer deframer = new StreamDeframer();
        byte[] bytes = Bytes.ofHex(hex).toArray();
        assertThrows(
                MalformedPacketException.class, () -> deframer.handleBytes(ByteBuffer.wrap(bytes)));
    }

    @Test
    void waitsForTheRest() throws Exception {
        StreamDeframer deframer = new StreamDeframer();
        deframer.handleBytes(ByteBuffer.wrap(Bytes.ofHex("40000003010203").toArray()));
        assertNull(deframer.pollMessage());
        deframer.handleBytes(ByteBuffer.wrap(new byte[] {0}));
        assertArrayEquals(Bytes.ofHex("40000003010203").toArray(), deframer.pollMessage());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void nothingButMalformedPacketExceptionComesOutOfNoise(long seed) {
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] noise = new byte[1 + random.nextInt(60)];
            random.nextBytes(noise);
            noise[0] &= 0x7F;
            refused += isRefused(noise) ? 1 : 0;
        }
        assertTrue(refused > 10_000 && refused < 20_000, "refused " + refused);
    }

    private static boolean isRefused(byte[] bytes) {
        try {
            new StreamDeframer().handleBytes(ByteBuffer.wrap(bytes));
            return false;
        } catch (MalformedPacketException e) {
            return true;
        }
    }
}
