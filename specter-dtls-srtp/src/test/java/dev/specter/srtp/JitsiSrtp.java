package dev.specter.srtp;

import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jitsi.srtp.SrtpPolicy;
import org.jitsi.srtp.crypto.Aes;
import org.jitsi.utils.ByteArrayBuffer;
import org.jitsi.utils.logging2.LoggerImpl;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.logging.Level;
import java.util.logging.Logger;

/** One stream of one direction as jitsi-srtp does it, to compare with. */
final class JitsiSrtp {
    private static final int HMAC_SHA1_KEY_BYTES = 20;
    private static final int ROOM_BYTES = 64; // without it, GCM leaves the packet unencrypted

    private static final Logger LIBRARY = Logger.getLogger("org.jitsi.srtp"); // not collected

    static {
        LIBRARY.setLevel(Level.SEVERE);
        Aes.setFactoryClassName(Aes.SunJCECipherFactory.class.getName()); // no contest of seconds
    }

    private final SrtpCryptoContext rtp;
    private final SrtcpCryptoContext rtcp;

    private JitsiSrtp(
            boolean sender, SrtpProfile profile, byte[] masterKey, byte[] masterSalt, int ssrc)
            throws GeneralSecurityException {
        var factory =
                new SrtpContextFactory(
                        sender,
                        masterKey,
                        masterSalt,
                        policy(profile, profile.rtpTagBytes()),
                        policy(profile, profile.rtcpTagBytes()),
                        new LoggerImpl(JitsiSrtp.class.getName()));
        rtp = factory.deriveContext(ssrc, 0);
        rtcp = factory.deriveControlContext(ssrc);
    }

    static JitsiSrtp sender(SrtpProfile profile, byte[] masterKey, byte[] masterSalt, int ssrc)
            throws GeneralSecurityException {
        return new JitsiSrtp(true, profile, masterKey, masterSalt, ssrc);
    }

    static JitsiSrtp receiver(SrtpProfile profile, byte[] masterKey, byte[] masterSalt, int ssrc)
            throws GeneralSecurityException {
        return new JitsiSrtp(false, profile, masterKey, masterSalt, ssrc);
    }

    byte[] protectRtp(byte[] packet) throws GeneralSecurityException {
        var buffer = new Buffer(packet);
        return buffer.result(rtp.transformPacket(buffer));
    }

    byte[] unprotectRtp(byte[] packet) throws GeneralSecurityException {
        var buffer = new Buffer(packet);
        return buffer.result(rtp.reverseTransformPacket(buffer, false));
    }

    byte[] protectRtcp(byte[] packet) throws GeneralSecurityException {
        var buffer = new Buffer(packet);
        return buffer.result(rtcp.transformPacket(buffer));
    }

    byte[] unprotectRtcp(byte[] packet) throws GeneralSecurityException {
        var buffer = new Buffer(packet);
        return buffer.result(rtcp.reverseTransformPacket(buffer));
    }

    private static SrtpPolicy policy(SrtpProfile profile, int tagBytes) {
        return profile.isAead()
                ? new SrtpPolicy(
                        SrtpPolicy.AESGCM_ENCRYPTION,
                        profile.keyBytes(),
                        SrtpPolicy.NULL_AUTHENTICATION,
                        0,
                        tagBytes,
                        profile.saltBytes())
                : new SrtpPolicy(
                        SrtpPolicy.AESCM_ENCRYPTION,
                        profile.keyBytes(),
                        SrtpPolicy.HMACSHA1_AUTHENTICATION,
                        HMAC_SHA1_KEY_BYTES,
                        tagBytes,
                        profile.saltBytes());
    }

    /** A packet as jitsi-srtp wants to see it. */
    private static final class Buffer implements ByteArrayBuffer {
        private final byte[] array;
        private int length;

        Buffer(byte[] packet) {
            array = Arrays.copyOf(packet, packet.length + ROOM_BYTES);
            length = packet.length;
        }

        byte[] result(SrtpErrorStatus status) {
            if (status != SrtpErrorStatus.OK) {
                throw new AssertionError(status);
            }
            return Arrays.copyOf(array, length);
        }

        @Override
        public byte[] getBuffer() {
            return array;
        }

        @Override
        public int getOffset() {
            return 0;
        }

        @Override
        public int getLength() {
            return length;
        }

        @Override
        public void setLength(int newLength) {
            length = newLength;
        }

        @Override
        public void setOffset(int newOffset) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isInvalid() {
            return false;
        }

        @Override
        public void readRegionToBuff(int from, int count, byte[] target) {
            System.arraycopy(array, from, target, 0, count);
        }

        @Override
        public void grow(int howMuch) {
            // the room is there
        }

        @Override
        public void append(byte[] data, int count) {
            System.arraycopy(data, 0, array, length, count);
            length += count;
        }

        @Override
        public void shrink(int count) {
            length -= count;
        }
    }
}
