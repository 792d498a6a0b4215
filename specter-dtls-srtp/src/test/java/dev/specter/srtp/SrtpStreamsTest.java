package dev.specter.srtp;

import static dev.specter.srtp.Packets.copy;
import static dev.specter.srtp.Packets.roomy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Many streams in one transport, and SSRCs that come and go. */
class SrtpStreamsTest {
    private static final int KNOWN_PER_STREAM = 64;

    private final Random random = new Random(3);
    private final Packets packets = new Packets(random);

    @ParameterizedTest
    @EnumSource
    void aThousandStreamsGoOnSideBySide(SrtpProfile profile) {
        var keys = new TestKeys(profile, random);
        var sender = new SrtpTransport(keys.client());
        var receiver = new SrtpTransport(keys.server());
        List<ByteBuffer> last = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            last.clear();
            for (int ssrc = 1; ssrc <= 1000; ssrc++) {
                int sequenceNumber = 65_533 + ssrc + round & 0xFFFF;
                ByteBuffer rtp = sealed(sender, packets.rtp(ssrc, sequenceNumber, 50, 0));
                last.add(copy(rtp));
                assertTrue(receiver.unprotectRtp(rtp));
                assertTrue(receiver.unprotectRtcp(sealedRtcp(sender, packets.rtcp(ssrc, 20))));
            }
        }
        last.forEach(replay -> assertFalse(receiver.unprotectRtp(replay)));
        assertEquals(10_000, receiver.counters().packetsUnprotected());
        assertEquals(1000, receiver.counters().replayed());
    }

    @Test
    void streamsThatComeAndGoDoNotDisturbOneThatStays() {
        var keys = new TestKeys(SrtpProfile.AEAD_AES_128_GCM, random);
        var sender = new SrtpTransport(keys.client(), 4);
        var receiver = new SrtpTransport(keys.server(), 4);
        for (int i = 0; i < 200; i++) {
            assertTrue(receiver.unprotectRtp(sealed(sender, packets.rtp(1, 2 * i + 1, 20, 0))));
            assertTrue(receiver.unprotectRtp(sealed(sender, packets.rtp(1000 + i, i, 20, 0))));
            ByteBuffer late = sealed(sender, packets.rtp(1, 2 * i, 20, 0));
            assertTrue(receiver.unprotectRtp(copy(late)), "its window is whole");
            assertFalse(receiver.unprotectRtp(late));
        }
    }

    @Test
    void aForgottenStreamGoesOnAndDoesNotGoBack() {
        var keys = new TestKeys(SrtpProfile.AES_CM_128_HMAC_SHA1_80, random);
        var sender = new SrtpTransport(keys.client(), 2);
        var receiver = new SrtpTransport(keys.server(), 2);
        for (int i = 65_530; i < 65_540; i++) { // into the next rollover
            assertTrue(receiver.unprotectRtp(sealed(sender, packets.rtp(1, i & 0xFFFF, 20, 0))));
        }
        byte[] again = packets.rtp(1, 4, 20, 0);
        ByteBuffer sent = sealed(sender, again);
        ByteBuffer rtcp = sealedRtcp(sender, packets.rtcp(1, 20));
        assertTrue(receiver.unprotectRtp(copy(sent)));
        assertTrue(receiver.unprotectRtcp(copy(rtcp)));
        for (int ssrc = 2; ssrc < 10; ssrc++) {
            assertTrue(receiver.unprotectRtp(sealed(sender, packets.rtp(ssrc, 1, 20, 0))));
            assertTrue(receiver.unprotectRtcp(sealedRtcp(sender, packets.rtcp(ssrc, 20))));
        }
        assertFalse(receiver.unprotectRtp(copy(sent)), "a replay");
        assertFalse(receiver.unprotectRtcp(copy(rtcp)), "a replay");
        assertFalse(sender.protectRtp(roomy(again)), "it cannot be told any more whether it is");
        assertTrue(receiver.unprotectRtp(sealed(sender, packets.rtp(1, 5, 20, 0))));
        assertTrue(receiver.unprotectRtcp(sealedRtcp(sender, packets.rtcp(1, 20))));
        assertEquals(2, receiver.counters().replayed());
        assertEquals(1, sender.counters().refusedToSend());
    }

    @Test
    void replaysOfForgottenStreamsEvictNothing() {
        var keys = new TestKeys(SrtpProfile.AEAD_AES_128_GCM, random);
        var sender = new SrtpTransport(keys.client());
        var receiver = new SrtpTransport(keys.server(), 2);
        List<ByteBuffer> recorded = new ArrayList<>();
        for (int ssrc = 10; ssrc < 30; ssrc++) {
            ByteBuffer packet = sealed(sender, packets.rtp(ssrc, 1, 20, 0));
            recorded.add(copy(packet));
            assertTrue(receiver.unprotectRtp(packet));
        }
        ByteBuffer late = sealed(sender, packets.rtp(1, 1, 20, 0));
        assertTrue(receiver.unprotectRtp(sealed(sender, packets.rtp(1, 2, 20, 0))));
        recorded.forEach(packet -> assertFalse(receiver.unprotectRtp(packet)));
        assertTrue(receiver.unprotectRtp(late), "its window is whole");
    }

    @Test
    void thereIsAnEndToNewStreams() {
        var keys = new TestKeys(SrtpProfile.AEAD_AES_128_GCM, random);
        var sender = new SrtpTransport(keys.client());
        var receiver = new SrtpTransport(keys.server(), 2);
        int known = 2 * KNOWN_PER_STREAM;
        for (int ssrc = 1; ssrc <= known; ssrc++) {
            if (ssrc == known - 1) { // two that come back count once
                assertTrue(receiver.unprotectRtp(sealed(sender, packets.rtp(1, 2, 20, 0))));
                assertTrue(receiver.unprotectRtp(sealed(sender, packets.rtp(2, 2, 20, 0))));
            }
            assertTrue(receiver.unprotectRtp(sealed(sender, packets.rtp(ssrc, 1, 20, 0))));
            assertTrue(receiver.unprotectRtcp(sealedRtcp(sender, packets.rtcp(ssrc, 20))));
        }
        assertFalse(receiver.unprotectRtp(sealed(sender, packets.rtp(known + 1, 1, 20, 0))));
        assertFalse(receiver.unprotectRtcp(sealedRtcp(sender, packets.rtcp(known + 1, 20))));
        assertEquals(2, receiver.counters().refusedStreams());
        for (int ssrc = 1; ssrc <= known; ssrc++) {
            assertTrue(receiver.unprotectRtp(sealed(sender, packets.rtp(ssrc, 3, 20, 0))));
        }
    }

    @Test
    void thereIsAnEndToOurNewStreams() {
        var keys = new TestKeys(SrtpProfile.AEAD_AES_128_GCM, random);
        var sender = new SrtpTransport(keys.client(), 2);
        int known = 2 * KNOWN_PER_STREAM;
        for (int ssrc = 1; ssrc <= known; ssrc++) {
            sealed(sender, packets.rtp(ssrc, 1, 20, 0));
            sealedRtcp(sender, packets.rtcp(ssrc, 20));
        }
        assertFalse(sender.protectRtp(roomy(packets.rtp(known + 1, 1, 20, 0))));
        assertFalse(sender.protectRtcp(roomy(packets.rtcp(known + 1, 20))));
        assertEquals(2, sender.counters().refusedToSend());
    }

    @ParameterizedTest // RFC 3711, section 3.4: the index of a stream goes up by one
    @EnumSource
    void noSrtcpIndexComesTwiceWhateverIsForgotten(SrtpProfile profile) {
        var keys = new TestKeys(profile, random);
        var sender = new SrtpTransport(keys.client(), 2);
        Set<String> used = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            int ssrc = random.nextInt(8);
            ByteBuffer sealed = sealedRtcp(sender, packets.rtcp(ssrc, 20));
            int end = sealed.limit() - (profile.isAead() ? 0 : profile.rtcpTagBytes());
            assertTrue(used.add(ssrc + " " + sealed.getInt(end - 4)));
        }
    }

    @Test // RFC 3711, section 9.2
    void theKeysProtectNoMoreThanTheirShareOfRtcp() throws GeneralSecurityException {
        var keys = new TestKeys(SrtpProfile.AEAD_AES_128_GCM, random).client();
        Transform transform = Transform.of(keys.profile(), keys.localKey(), keys.localSalt());
        var sender = new RtcpSender(transform, 10, RtcpSender.MAX_PACKETS - 2);
        var view = new PacketView();
        assertTrue(sender.protect(rtcp(view, 1)));
        assertTrue(sender.protect(rtcp(view, 2)));
        PacketView refused = rtcp(view, 3);
        int length = refused.length();
        assertFalse(sender.protect(refused));
        assertEquals(length, refused.length());
        assertFalse(sender.protect(rtcp(view, 1)));
    }

    private PacketView rtcp(PacketView view, int ssrc) {
        view.of(roomy(packets.rtcp(ssrc, 20)));
        assertTrue(view.isRtcp());
        return view;
    }

    private static ByteBuffer sealed(SrtpTransport sender, byte[] packet) {
        ByteBuffer buffer = roomy(packet);
        assertTrue(sender.protectRtp(buffer));
        assertNotEquals(packet.length, buffer.remaining());
        return buffer;
    }

    private static ByteBuffer sealedRtcp(SrtpTransport sender, byte[] packet) {
        ByteBuffer buffer = roomy(packet);
        assertTrue(sender.protectRtcp(buffer));
        return buffer;
    }
}
