package dev.specter.ice.stun;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;

import java.util.Arrays;

/** Any bytes as a STUN message, and as the challenge of a server. */
class StunFuzzTest {
    private static final byte[] KEY = {1, 2, 3, 4};
    private static final Bytes ID = Bytes.ofHex("000102030405060708090a0b");
    private static final int[] ADDRESSES = {
        StunAttribute.MAPPED_ADDRESS,
        StunAttribute.XOR_MAPPED_ADDRESS,
        StunAttribute.XOR_PEER_ADDRESS,
        StunAttribute.XOR_RELAYED_ADDRESS,
        StunAttribute.ALTERNATE_SERVER
    };

    @FuzzTest
    void message(byte[] data) {
        read(data);
        read(repaired(data));
    }

    /** The same with a cookie and a length field that are right: without, little gets further. */
    private static byte[] repaired(byte[] data) {
        byte[] message = Arrays.copyOf(data, Math.max(20, data.length & ~3));
        message[0] &= 0x3F;
        message[2] = (byte) (message.length - 20 >> 8);
        message[3] = (byte) (message.length - 20);
        message[4] = 0x21;
        message[5] = 0x12;
        message[6] = (byte) 0xA4;
        message[7] = 0x42;
        return message;
    }

    private static void read(byte[] bytes) {
        StunFrame frame;
        try {
            frame = StunFrame.parse(bytes);
        } catch (MalformedPacketException e) {
            return;
        }
        assertArrayEquals(bytes, frame.bytes());
        assertEquals(
                (bytes[0] & 0xFF) << 8 | bytes[1] & 0xFF,
                frame.messageClass().type(frame.method()));
        frame.hasIntegrity(KEY);
        frame.hasIntegritySha256(KEY);
        frame.receiverFragment();
        frame.errorReason();
        assertTrue(frame.errorCode() >= 0 && frame.errorCode() <= 7 * 100 + 255);
        assertTrue(frame.priority() >= 0 && frame.priority() <= 0xFFFFFFFFL);
        assertTrue(frame.unknownRequired().size() <= bytes.length / 4);
        frame.lifetimeSeconds().ifPresent(s -> assertTrue(s >= 0 && s <= 0xFFFFFFFFL));
        frame.mappedAddress();
        for (int type : ADDRESSES) {
            frame.address(type);
            frame.xorAddresses(type);
        }
        challenge(frame);
    }

    /** What a server says of realm and nonce makes a request that the server's key verifies. */
    private static void challenge(StunFrame frame) {
        var auth = new LongTermAuth(new LongTermCredential("us\u00e9r", "p\u00e4ss"));
        if (!auth.handleChallenge(frame)) {
            return;
        }
        int capacity = StunFrame.HEADER_BYTES + auth.sizeBytes() + 8;
        StunWriter request = StunWriter.message(StunClass.REQUEST, 3, ID, capacity);
        auth.sign(request);
        try {
            StunFrame signed = StunFrame.parse(request.fingerprint());
            assertTrue(signed.isSigned() && auth.hasIntegrity(signed));
        } catch (MalformedPacketException e) {
            throw new AssertionError("we wrote what nobody can read", e);
        }
        assertTrue(!auth.handleChallenge(frame), "the same challenge twice makes a loop");
    }
}
