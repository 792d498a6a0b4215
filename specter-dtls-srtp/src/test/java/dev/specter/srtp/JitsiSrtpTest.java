package dev.specter.srtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Random;

/** Another implementation understands our packets, and we understand its. */
class JitsiSrtpTest {
    private static final int SSRC = 0x7EAD0001;
    private static final int PACKETS = 500;

    private final Random random = new Random(11);

    @ParameterizedTest
    @EnumSource
    void rtpFromUs(SrtpProfile profile) throws GeneralSecurityException {
        var packets = new Packets(random);
        var keys = new TestKeys(profile, random);
        var ours = new SrtpTransport(keys.client());
        var theirs = JitsiSrtp.receiver(profile, keys.masterKey(), keys.masterSalt(), SSRC);
        for (int i = 0; i < PACKETS; i++) {
            byte[] packet = packets.rtp(SSRC, 65_300 + i & 0xFFFF);
            ByteBuffer buffer = Packets.roomy(packet);
            assertTrue(ours.protectRtp(buffer));
            assertArrayEquals(packet, theirs.unprotectRtp(Packets.bytes(buffer)), "packet " + i);
        }
    }

    @ParameterizedTest
    @EnumSource
    void rtpFromThem(SrtpProfile profile) throws GeneralSecurityException {
        var packets = new Packets(random);
        var keys = new TestKeys(profile, random);
        var ours = new SrtpTransport(keys.server());
        var theirs = JitsiSrtp.sender(profile, keys.masterKey(), keys.masterSalt(), SSRC);
        for (int i = 0; i < PACKETS; i++) {
            byte[] packet = packets.rtp(SSRC, 65_300 + i & 0xFFFF);
            ByteBuffer buffer = ByteBuffer.wrap(theirs.protectRtp(packet));
            assertTrue(ours.unprotectRtp(buffer), "packet " + i);
            assertArrayEquals(packet, Packets.bytes(buffer));
        }
    }

    @ParameterizedTest
    @EnumSource
    void rtcpFromUs(SrtpProfile profile) throws GeneralSecurityException {
        var packets = new Packets(random);
        var keys = new TestKeys(profile, random);
        var ours = new SrtpTransport(keys.client());
        var theirs = JitsiSrtp.receiver(profile, keys.masterKey(), keys.masterSalt(), SSRC);
        for (int i = 0; i < PACKETS; i++) {
            byte[] packet = packets.rtcp(SSRC);
            ByteBuffer buffer = Packets.roomy(packet);
            assertTrue(ours.protectRtcp(buffer));
            assertArrayEquals(packet, theirs.unprotectRtcp(Packets.bytes(buffer)), "packet " + i);
        }
    }

    @ParameterizedTest
    @EnumSource
    void rtcpFromThem(SrtpProfile profile) throws GeneralSecurityException {
        var packets = new Packets(random);
        var keys = new TestKeys(profile, random);
        var ours = new SrtpTransport(keys.server());
        var theirs = JitsiSrtp.sender(profile, keys.masterKey(), keys.masterSalt(), SSRC);
        for (int i = 0; i < PACKETS; i++) {
            byte[] packet = packets.rtcp(SSRC);
            ByteBuffer buffer = ByteBuffer.wrap(theirs.protectRtcp(packet));
            assertTrue(ours.unprotectRtcp(buffer), "packet " + i);
            assertArrayEquals(packet, Packets.bytes(buffer));
        }
    }
}
