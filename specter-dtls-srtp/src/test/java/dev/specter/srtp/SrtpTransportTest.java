package dev.specter.srtp;

import static dev.specter.srtp.Packets.bytes;
import static dev.specter.srtp.Packets.copy;
import static dev.specter.srtp.Packets.roomy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

class SrtpTransportTest {
    private static final int SSRC = 0xCAFE0001;

    private final Random random = new Random(7);

    @ParameterizedTest
    @EnumSource
    void protectsAsTheRfcsSayAndUnprotectsAgain(SrtpProfile profile) {
        var ends = new Ends(profile);
        long roc = 0;
        int sequenceNumber = 65_000;
        for (int i = 0; i < 1500; i++) {
            byte[] packet = rtp(SSRC, sequenceNumber, random.nextInt(1200), random.nextInt(4));
            ByteBuffer buffer = roomy(packet);
            assertTrue(ends.client.protectRtp(buffer));
            assertArrayEquals(
                    ReferenceSrtp.protectRtp(profile, ends.key, ends.salt, packet, roc),
                    bytes(buffer));
            assertTrue(ends.server.unprotectRtp(buffer));
            assertArrayEquals(packet, bytes(buffer));
            if (++sequenceNumber > 0xFFFF) {
                sequenceNumber = 0;
                roc++;
            }
        }
        assertEquals(1, roc);
        assertEquals(1500, ends.client.counters().packetsProtected());
        assertEquals(1500, ends.server.counters().packetsUnprotected());
    }

    @ParameterizedTest
    @EnumSource
    void protectsRtcpAsTheRfcsSayAndUnprotectsAgain(SrtpProfile profile) {
        var ends = new Ends(profile);
        for (int index = 0; index < 200; index++) {
            byte[] packet = rtcp(SSRC, 4 * random.nextInt(100));
            ByteBuffer buffer = roomy(packet);
            assertTrue(ends.client.protectRtcp(buffer));
            assertArrayEquals(
                    ReferenceSrtp.protectRtcp(profile, ends.key, ends.salt, packet, index),
                    bytes(buffer));
            assertTrue(ends.server.unprotectRtcp(buffer));
            assertArrayEquals(packet, bytes(buffer));
        }
    }

    @ParameterizedTest
    @EnumSource
    void worksInTheMiddleOfAnArray(SrtpProfile profile) {
        var ends = new Ends(profile);
        byte[] packet = rtp(SSRC, 1, 100, 0);
        byte[] array = new byte[400];
        Arrays.fill(array, (byte) 0x55);
        System.arraycopy(packet, 0, array, 77, packet.length);
        var buffer = ByteBuffer.wrap(array, 50, 350).slice();
        buffer.position(27).limit(27 + packet.length);
        assertTrue(ends.client.protectRtp(buffer));
        assertEquals(27, buffer.position());
        assertEquals(packet.length + profile.rtpTagBytes(), buffer.remaining());
        assertEquals(0x55, array[76]);
        assertEquals(0x55, array[77 + packet.length + profile.rtpTagBytes()]);
        assertTrue(ends.server.unprotectRtp(buffer));
        assertArrayEquals(packet, bytes(buffer));
    }

    @ParameterizedTest
    @EnumSource
    void refusesToSendWithoutRoomForTheTag(SrtpProfile profile) {
        var ends = new Ends(profile);
        byte[] packet = rtp(SSRC, 1, 100, 0);
        var tight = ByteBuffer.wrap(packet.clone());
        assertThrows(IllegalArgumentException.class, () -> ends.client.protectRtp(tight));
        assertArrayEquals(packet, tight.array());
        var shorter = ByteBuffer.allocate(packet.length + profile.rtpTagBytes() - 1);
        shorter.put(packet).flip();
        assertThrows(IllegalArgumentException.class, () -> ends.client.protectRtp(shorter));
        var tightRtcp = ByteBuffer.wrap(rtcp(SSRC, 20));
        assertThrows(IllegalArgumentException.class, () -> ends.client.protectRtcp(tightRtcp));
    }

    @ParameterizedTest
    @EnumSource
    void dropsReplays(SrtpProfile profile) {
        var ends = new Ends(profile);
        ByteBuffer sealed = ends.sealed(rtp(SSRC, 10, 50, 0));
        ByteBuffer sealedRtcp = ends.sealedRtcp(rtcp(SSRC, 20));
        assertTrue(ends.server.unprotectRtp(copy(sealed)));
        assertFalse(ends.server.unprotectRtp(copy(sealed)));
        assertTrue(ends.server.unprotectRtcp(copy(sealedRtcp)));
        assertFalse(ends.server.unprotectRtcp(copy(sealedRtcp)));
        assertEquals(2, ends.server.counters().replayed());
        assertEquals(2, ends.server.counters().packetsUnprotected());
    }

    @Test // RFC 3711, section 3.3.2: a window of at least 64
    void acceptsReorderingWithinTheWindowOnly() {
        var ends = new Ends(SrtpProfile.AEAD_AES_128_GCM);
        ByteBuffer[] sealed = new ByteBuffer[1100];
        for (int i = 0; i < sealed.length; i++) {
            sealed[i] = ends.sealed(rtp(SSRC, 65_500 + i & 0xFFFF, 20, 0));
        }
        assertTrue(ends.server.unprotectRtp(copy(sealed[0])));
        assertTrue(ends.server.unprotectRtp(copy(sealed[1099])));
        for (int i = 1098; i > 75; i--) {
            assertTrue(ends.server.unprotectRtp(copy(sealed[i])), "packet " + i);
        }
        for (int i = 75; i >= 0; i--) {
            assertFalse(ends.server.unprotectRtp(copy(sealed[i])), "packet " + i);
        }
        assertEquals(76, ends.server.counters().tooOld());
        assertEquals(0, ends.server.counters().replayed());
    }

    @Test
    void acceptsReorderedRtcpWithinTheWindowOnly() {
        var ends = new Ends(SrtpProfile.AEAD_AES_128_GCM);
        ByteBuffer[] sealed = new ByteBuffer[200];
        for (int i = 0; i < sealed.length; i++) {
            sealed[i] = ends.sealedRtcp(rtcp(SSRC, 20));
        }
        for (int i = 199; i > 71; i--) {
            assertTrue(ends.server.unprotectRtcp(copy(sealed[i])), "packet " + i);
        }
        assertFalse(ends.server.unprotectRtcp(copy(sealed[71])));
        assertFalse(ends.server.unprotectRtcp(copy(sealed[100])));
        assertEquals(1, ends.server.counters().tooOld());
        assertEquals(1, ends.server.counters().replayed());
    }

    @ParameterizedTest
    @EnumSource
    void dropsWhatHasBeenTamperedWith(SrtpProfile profile) {
        var ends = new Ends(profile);
        ByteBuffer sealed = ends.sealed(rtp(SSRC, 100, 60, 1));
        for (int bit = 0; bit < sealed.remaining() * 8; bit++) {
            ByteBuffer bad = copy(sealed);
            flip(bad, bit);
            assertFalse(ends.server.unprotectRtp(bad), "bit " + bit);
        }
        ByteBuffer sealedRtcp = ends.sealedRtcp(rtcp(SSRC, 24));
        for (int bit = 0; bit < sealedRtcp.remaining() * 8; bit++) {
            ByteBuffer bad = copy(sealedRtcp);
            flip(bad, bit);
            assertFalse(ends.server.unprotectRtcp(bad), "RTCP bit " + bit);
        }
        assertTrue(ends.server.unprotectRtp(sealed), "failures leave no trace");
        assertTrue(ends.server.unprotectRtcp(sealedRtcp), "failures leave no trace");
    }

    @ParameterizedTest
    @EnumSource
    void survivesGarbage(SrtpProfile profile) {
        var ends = new Ends(profile);
        for (int i = 0; i < 20_000; i++) {
            byte[] garbage = new byte[random.nextInt(80)];
            random.nextBytes(garbage);
            if (garbage.length > 0) {
                garbage[0] = (byte) (0x80 | garbage[0] & 0x3F);
            }
            assertFalse(ends.server.unprotectRtp(ByteBuffer.wrap(garbage.clone())));
            assertFalse(ends.server.unprotectRtcp(ByteBuffer.wrap(garbage)));
        }
        assertTrue(ends.server.unprotectRtp(ends.sealed(rtp(SSRC, 1, 10, 0))));
    }

    @ParameterizedTest
    @EnumSource
    void dropsWhatHasBeenCutShort(SrtpProfile profile) {
        var ends = new Ends(profile);
        ByteBuffer sealed = ends.sealed(rtp(SSRC, 100, 60, 3));
        ByteBuffer sealedRtcp = ends.sealedRtcp(rtcp(SSRC, 24));
        for (int bytes = 0; bytes < sealed.limit(); bytes++) {
            assertFalse(ends.server.unprotectRtp(copy(sealed.duplicate().limit(bytes))));
        }
        for (int bytes = 0; bytes < sealedRtcp.limit(); bytes++) {
            assertFalse(ends.server.unprotectRtcp(copy(sealedRtcp.duplicate().limit(bytes))));
        }
        SrtpCounters dropped = ends.server.counters();
        assertEquals(
                sealed.limit() + sealedRtcp.limit(),
                dropped.malformed() + dropped.failedAuthentication());
        assertTrue(ends.server.unprotectRtp(sealed), "failures leave no trace");
        assertTrue(ends.server.unprotectRtcp(sealedRtcp), "failures leave no trace");
    }

    @ParameterizedTest // RFC 3711, section 3.3.1
    @EnumSource
    void findsTheRolloverCounterWhenTheFirstPacketsAreLost(SrtpProfile profile) {
        var ends = new Ends(profile);
        for (int i = 65_530; i < 65_536; i++) {
            ends.sealed(rtp(SSRC, i, 20, 0));
        }
        ByteBuffer afterWrap = ends.sealed(rtp(SSRC, 3, 20, 0));
        ByteBuffer next = ends.sealed(rtp(SSRC, 4, 20, 0));
        assertTrue(ends.server.unprotectRtp(afterWrap));
        assertTrue(ends.server.unprotectRtp(next));
    }

    @ParameterizedTest
    @EnumSource
    void findsTheRolloverCounterAfterALongOutage(SrtpProfile profile) {
        var ends = new Ends(profile);
        assertTrue(ends.server.unprotectRtp(ends.sealed(rtp(SSRC, 10_000, 20, 0))));
        int sequenceNumber = 10_000;
        for (int lost = 0; lost < 4; lost++) { // 80,000 packets
            sequenceNumber += 20_000;
            ends.sealed(rtp(SSRC, sequenceNumber & 0xFFFF, 20, 0));
        }
        // The estimate is one rollover short, so the first packet only shows that it fails.
        assertFalse(ends.server.unprotectRtp(ends.sealed(rtp(SSRC, 24_465, 20, 0))));
        for (int i = 24_466; i < 24_500; i++) {
            byte[] packet = rtp(SSRC, i, 20, 0);
            ByteBuffer sealed = ends.sealed(packet);
            assertTrue(ends.server.unprotectRtp(copy(sealed)), "packet " + i);
            assertFalse(ends.server.unprotectRtp(sealed), "replay of packet " + i);
        }
        assertEquals(1, ends.server.counters().failedAuthentication());
        assertEquals(34, ends.server.counters().replayed());
    }

    @Test
    void takesLatePacketsFromBeforeTheWrap() {
        var ends = new Ends(SrtpProfile.AEAD_AES_128_GCM);
        ByteBuffer before = ends.sealed(rtp(SSRC, 65_535, 20, 0));
        ByteBuffer after = ends.sealed(rtp(SSRC, 0, 20, 0));
        assertTrue(ends.server.unprotectRtp(after));
        assertTrue(ends.server.unprotectRtp(before));
    }

    @ParameterizedTest
    @EnumSource
    void forgedStreamsNeitherMakeNorEvictAny(SrtpProfile profile) {
        var ends = new Ends(profile, 4);
        assertTrue(ends.server.unprotectRtp(ends.sealed(rtp(1, 1, 20, 0))));
        for (int i = 0; i < 5000; i++) {
            byte[] forged = rtp(random.nextInt(), random.nextInt(0x10000), 60, 0);
            assertFalse(ends.server.unprotectRtp(ByteBuffer.wrap(forged)));
        }
        assertEquals(5000, ends.server.counters().failedAuthentication());
        assertEquals(0, ends.server.counters().refusedStreams());
        assertTrue(ends.server.unprotectRtp(ends.sealed(rtp(1, 2, 20, 0))));
        assertTrue(ends.server.unprotectRtp(ends.sealed(rtp(2, 50_000, 20, 0))));
        assertTrue(ends.server.unprotectRtp(ends.sealed(rtp(3, 7, 20, 0))));
    }

    @ParameterizedTest // RFC 7714, section 8.4; RFC 3711, section 9.1
    @EnumSource
    void neverProtectsTwoDifferentPacketsAlike(SrtpProfile profile) {
        var ends = new Ends(profile);
        byte[] packet = rtp(SSRC, 500, 100, 0);
        byte[] first = bytes(ends.sealed(packet));
        assertTrue(ends.client.protectRtp(roomy(rtp(SSRC, 501, 100, 0))));
        assertArrayEquals(first, bytes(ends.sealed(packet)), "sent again unchanged");
        assertArrayEquals(first, bytes(ends.sealed(packet)), "and again, with the same nonce");
        byte[] other = packet.clone();
        other[20] ^= 1;
        ByteBuffer refused = roomy(other);
        assertFalse(ends.client.protectRtp(refused));
        for (byte b : bytes(refused)) {
            assertEquals(0, b, "nothing is left of what must not be sent");
        }
        assertFalse(ends.client.protectRtp(roomy(rtp(SSRC, 501 - 1024, 100, 0))));
        assertEquals(2, ends.client.counters().refusedToSend());
        assertTrue(ends.client.protectRtp(roomy(rtp(SSRC, 499, 100, 0))), "late, but new");
    }

    @Test // RFC 3711, section 3.4: the E flag
    void dropsRtcpThatIsNotEncrypted() {
        for (SrtpProfile profile : SrtpProfile.values()) {
            var ends = new Ends(profile);
            ByteBuffer sealed = ends.sealedRtcp(rtcp(SSRC, 20));
            int flag = sealed.limit() - 4 - (profile.isAead() ? 0 : profile.rtcpTagBytes());
            sealed.put(flag, (byte) (sealed.get(flag) & 0x7F));
            assertFalse(ends.server.unprotectRtcp(sealed));
            assertEquals(1, ends.server.counters().malformed());
        }
    }

    @Test
    void refusesWhatIsNoRtp() {
        var ends = new Ends(SrtpProfile.AEAD_AES_128_GCM);
        assertFalse(ends.client.protectRtp(roomy(new byte[11])));
        assertFalse(ends.client.protectRtcp(roomy(new byte[] {(byte) 0x80, 0, 0})));
        byte[] tooManyCsrcs = rtp(SSRC, 1, 10, 0);
        tooManyCsrcs[0] |= 0x0F;
        assertFalse(ends.client.protectRtp(roomy(tooManyCsrcs)));
        byte[] tooLong = rtp(SSRC, 1, 0x10000, 0); // key stream would run into the next packet's
        assertFalse(ends.client.protectRtp(roomy(tooLong)));
        assertEquals(4, ends.client.counters().refusedToSend());
        assertFalse(ends.server.unprotectRtp(ByteBuffer.wrap(tooLong)));
        assertFalse(ends.server.unprotectRtp(ByteBuffer.wrap(rtp(SSRC, 1, 15, 0))), "no tag");
        assertFalse(ends.server.unprotectRtcp(ByteBuffer.wrap(rtcp(SSRC, 19))), "no tag, no index");
        assertEquals(3, ends.server.counters().malformed());
    }

    @ParameterizedTest
    @EnumSource
    void protectsTheLongestPacketAndTheShortest(SrtpProfile profile) {
        var ends = new Ends(profile);
        byte[] longest = rtp(SSRC, 1, 0xFFFF - 12 - profile.rtpTagBytes(), 0);
        ByteBuffer sealed = ends.sealed(longest);
        assertEquals(0xFFFF, sealed.remaining());
        assertTrue(ends.server.unprotectRtp(sealed));
        assertArrayEquals(longest, bytes(sealed));
        byte[] shortest = rtp(SSRC, 2, 0, 0);
        sealed = ends.sealed(shortest);
        assertTrue(ends.server.unprotectRtp(sealed));
        assertArrayEquals(shortest, bytes(sealed));
    }

    @Test // RFC 5764, section 4.2
    void splitsExportedKeys() {
        SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;
        byte[] material = new byte[profile.keyingMaterialBytes()];
        for (int i = 0; i < material.length; i++) {
            material[i] = (byte) i;
        }
        SrtpKeys client = SrtpKeys.ofClient(profile, material);
        SrtpKeys server = SrtpKeys.ofServer(profile, material);
        assertEquals("000102030405060708090a0b0c0d0e0f", client.localKey().toHex());
        assertEquals("101112131415161718191a1b1c1d1e1f", client.remoteKey().toHex());
        assertEquals("202122232425262728292a2b", client.localSalt().toHex());
        assertEquals("2c2d2e2f3031323334353637", client.remoteSalt().toHex());
        assertEquals(client.localKey(), server.remoteKey());
        assertEquals(client.localSalt(), server.remoteSalt());
        assertEquals(client.remoteKey(), server.localKey());
        assertEquals(client.remoteSalt(), server.localSalt());
        assertEquals("SrtpKeys[AEAD_AES_128_GCM]", client.toString());
        assertThrows(
                IllegalArgumentException.class,
                () -> SrtpKeys.ofClient(SrtpProfile.AES_CM_128_HMAC_SHA1_80, material));
    }

    /** Two ends of one connection. */
    private final class Ends {
        private final byte[] key;
        private final byte[] salt;
        private final SrtpTransport client;
        private final SrtpTransport server;

        Ends(SrtpProfile profile) {
            this(profile, SrtpTransport.DEFAULT_MAX_STREAMS);
        }

        Ends(SrtpProfile profile, int maxStreams) {
            var keys = new TestKeys(profile, random);
            key = keys.masterKey();
            salt = keys.masterSalt();
            client = new SrtpTransport(keys.client(), maxStreams);
            server = new SrtpTransport(keys.server(), maxStreams);
        }

        ByteBuffer sealed(byte[] packet) {
            ByteBuffer buffer = roomy(packet);
            assertTrue(client.protectRtp(buffer));
            return copy(buffer);
        }

        ByteBuffer sealedRtcp(byte[] packet) {
            ByteBuffer buffer = roomy(packet);
            assertTrue(client.protectRtcp(buffer));
            return copy(buffer);
        }
    }

    private byte[] rtp(int ssrc, int sequenceNumber, int payloadBytes, int csrcs) {
        return new Packets(random).rtp(ssrc, sequenceNumber, payloadBytes, csrcs);
    }

    private byte[] rtcp(int ssrc, int bodyBytes) {
        return new Packets(random).rtcp(ssrc, bodyBytes);
    }

    private static void flip(ByteBuffer buffer, int bit) {
        buffer.put(bit / 8, (byte) (buffer.get(bit / 8) ^ 1 << bit % 8));
    }
}
