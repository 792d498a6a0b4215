package dev.specter.srtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;

import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES in counter mode with HMAC-SHA1 (RFC 3711, sections 4.1.1 and 4.2.1). */
final class CounterModeTransform extends Transform {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int IV_BYTES = 16;
    private static final int WORD_BYTES = 4;

    private final Session rtp;
    private final Session rtcp;
    private final ByteBuffer word = ByteBuffer.allocate(WORD_BYTES);
    private byte[] scratch = {};

    CounterModeTransform(SrtpProfile profile, SessionKeys.Source rtp, SessionKeys.Source rtcp) {
        this.rtp = new Session(rtp, profile.rtpTagBytes());
        this.rtcp = new Session(rtcp, profile.rtcpTagBytes());
    }

    @Override
    long sealRtp(PacketView packet, long index) throws GeneralSecurityException {
        crypt(rtp, packet, index);
        byte[] tag = rtpTag(packet, packet.length(), index);
        packet.append(tag, rtp.tagBytes);
        return (long) LONGS.get(tag, 0);
    }

    @Override
    long sealRtpAgain(PacketView packet, long index) throws GeneralSecurityException {
        return sealRtp(packet, index);
    }

    @Override
    boolean openRtp(PacketView packet, long index) throws GeneralSecurityException {
        int end = packet.length() - rtp.tagBytes;
        if (!packet.matches(end, rtpTag(packet, end, index), rtp.tagBytes)) {
            return false;
        }
        packet.setLength(end);
        crypt(rtp, packet, index);
        return true;
    }

    @Override
    void sealRtcp(PacketView packet, int index) throws GeneralSecurityException {
        crypt(rtcp, packet, index);
        packet.append(word.putInt(0, ENCRYPTED_FLAG | index).array(), WORD_BYTES);
        packet.append(rtcp.tag(packet, packet.length()), rtcp.tagBytes);
    }

    @Override
    int rtcpWord(PacketView packet) {
        return packet.i32(packet.length() - rtcp.tagBytes - WORD_BYTES);
    }

    @Override
    boolean openRtcp(PacketView packet) throws GeneralSecurityException {
        int index = rtcpWord(packet) & ~ENCRYPTED_FLAG;
        int end = packet.length() - rtcp.tagBytes;
        if (!packet.matches(end, rtcp.tag(packet, end), rtcp.tagBytes)) {
            return false;
        }
        packet.setLength(end - WORD_BYTES);
        crypt(rtcp, packet, index);
        return true;
    }

    /** RFC 3711, section 4.2: the rollover counter is authenticated with the packet, not sent. */
    private byte[] rtpTag(PacketView packet, int end, long index) throws GeneralSecurityException {
        word.putInt(0, (int) (index >>> 16));
        Mac mac = rtp.mac();
        mac.update(packet.array(), packet.offset(), end);
        mac.update(word.array());
        return mac.doFinal();
    }

    /** Encrypts or decrypts what is behind the header (RFC 3711, section 4.1.1). */
    private void crypt(Session session, PacketView packet, long index)
            throws GeneralSecurityException {
        int from = packet.offset() + packet.headerBytes();
        int bytes = packet.length() - packet.headerBytes();
        if (scratch.length < bytes) {
            scratch = new byte[2 * Integer.highestOneBit(bytes)];
        }
        session.init(packet.ssrc(), index);
        // Within one array, the JDK would copy what goes in into an array made for the purpose.
        session.cipher.update(packet.array(), from, bytes, scratch, 0);
        System.arraycopy(scratch, 0, packet.array(), from, bytes);
    }

    /** The session keys of one protocol with their cipher and MAC. */
    private static final class Session {
        private final SessionKeys.Source keys;
        private final int tagBytes;
        private final byte[] iv = new byte[IV_BYTES];
        private Cipher cipher;
        private Mac mac;
        private SecretKeySpec key;
        private byte[] salt;

        Session(SessionKeys.Source keys, int tagBytes) {
            this.keys = keys;
            this.tagBytes = tagBytes;
        }

        private void prepare() throws GeneralSecurityException {
            SessionKeys session = keys.derive();
            key = session.aesKey();
            salt = session.salt().toArray();
            mac = session.newMac();
            cipher = Cipher.getInstance("AES/CTR/NoPadding");
        }

        /** IV = (salt * 2^16) XOR (SSRC * 2^64) XOR (index * 2^16). */
        void init(int ssrc, long index) throws GeneralSecurityException {
            if (cipher == null) {
                prepare();
            }
            System.arraycopy(salt, 0, iv, 0, salt.length);
            mix(iv, 4, ssrc, index);
            cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(iv));
        }

        Mac mac() throws GeneralSecurityException {
            if (cipher == null) {
                prepare();
            }
            return mac;
        }

        byte[] tag(PacketView packet, int end) throws GeneralSecurityException {
            mac().update(packet.array(), packet.offset(), end);
            return mac.doFinal();
        }
    }
}
