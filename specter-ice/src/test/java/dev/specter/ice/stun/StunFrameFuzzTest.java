package dev.specter.ice.stun;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Random;

class StunFrameFuzzTest {
    private static final long SEED = 20260101;
    private static final byte[] KEY = {1, 2, 3, 4};

    @Test
    void nothingButMalformedPacketExceptionComesOutOfMutatedMessages() {
        Random random = new Random(SEED);
        System.out.println("seed " + SEED);
        byte[] good =
                StunWriter.binding(StunClass.REQUEST, Bytes.ofHex("000102030405060708090a0b"))
                        .username("abcd:efgh")
                        .priority(1)
                        .role(true, 2)
                        .useCandidate()
                        .integrity(KEY)
                        .fingerprint();
        int read = 0;
        for (int round = 0; round < 100_000; round++) {
            byte[] bad = Arrays.copyOf(good, good.length - 4 * random.nextInt(8));
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            // Without this, the length field alone would refuse most of them.
            bad[3] = (byte) (bad.length - 20);
            read += parse(bad) ? 1 : 0;
        }
        assertTrue(read > 1000, "read " + read);
    }

    @Test
    void nothingButMalformedPacketExceptionComesOutOfRandomBytes() {
        Random random = new Random(SEED);
        for (int round = 0; round < 50_000; round++) {
            byte[] noise = new byte[random.nextInt(100)];
            random.nextBytes(noise);
            parse(noise);
        }
    }

    private static boolean parse(byte[] bytes) {
        try {
            StunFrame frame = StunFrame.parse(bytes);
            frame.hasIntegrity(KEY);
            frame.receiverFragment();
            frame.unknownRequired();
            return true;
        } catch (MalformedPacketException e) {
            return false;
        }
    }
}
