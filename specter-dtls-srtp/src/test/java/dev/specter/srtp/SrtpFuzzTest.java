package dev.specter.srtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;

import dev.specter.testkit.FuzzInput;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;

/** Any bytes to an SRTP receiver: refused. What its peer sealed passes between them, once. */
class SrtpFuzzTest {
    private static final List<SrtpProfile> PROFILES = List.of(SrtpProfile.values());
    private static final int MAX_STEPS = 60;

    @FuzzTest
    void receiver(byte[] data) {
        var input = new FuzzInput(data);
        SrtpProfile profile = PROFILES.get(input.below(PROFILES.size()));
        var random = new Random(1);
        var keys = new TestKeys(profile, random);
        var client = new SrtpTransport(keys.client(), 4);
        var server = new SrtpTransport(keys.server(), 4);
        var packets = new Packets(random);
        int sequenceNumber = 65_530;
        for (int step = 0; step < MAX_STEPS && input.hasRemaining(); step++) {
            boolean rtcp = input.isOdd();
            byte[] packet =
                    rtcp
                            ? packets.rtcp(1, 20)
                            : packets.rtp(1, ++sequenceNumber & 0xFFFF, 20, input.below(4));
            ByteBuffer sealed = Packets.roomy(packet);
            assertTrue(rtcp ? client.protectRtcp(sealed) : client.protectRtp(sealed));
            if (input.isOdd()) {
                refuse(server, changed(input, Packets.bytes(sealed)));
            } else {
                refuse(server, input.block());
            }
            assertTrue(unprotect(server, rtcp, sealed.duplicate()), "a forgery locks the peer out");
            assertEquals(ByteBuffer.wrap(packet), trimmed(sealed, packet.length));
            assertFalse(unprotect(server, rtcp, again(client, rtcp, packet)), "a replay");
        }
    }

    private static ByteBuffer trimmed(ByteBuffer sealed, int size) {
        return sealed.duplicate().limit(sealed.position() + size);
    }

    /** The same packet once more: the sender refuses, or the receiver must. */
    private static ByteBuffer again(SrtpTransport client, boolean rtcp, byte[] packet) {
        ByteBuffer buffer = Packets.roomy(packet);
        if (!rtcp) {
            client.protectRtp(buffer);
            return buffer;
        }
        return ByteBuffer.wrap(packet);
    }

    private static byte[] changed(FuzzInput input, byte[] packet) {
        int at = input.u16() % packet.length;
        int bits = input.u8();
        packet[at] ^= (byte) (bits == 0 ? 1 : bits);
        return packet;
    }

    private static void refuse(SrtpTransport server, byte[] bytes) {
        assertFalse(server.unprotectRtp(Packets.roomy(bytes)), "a forgery passes");
        assertFalse(server.unprotectRtcp(Packets.roomy(bytes)), "a forgery passes");
    }

    private static boolean unprotect(SrtpTransport server, boolean rtcp, ByteBuffer packet) {
        return rtcp ? server.unprotectRtcp(packet) : server.unprotectRtp(packet);
    }
}
