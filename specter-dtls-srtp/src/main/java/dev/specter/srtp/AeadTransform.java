package dev.specter.srtp;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES in Galois/counter mode (RFC 7714). */
final class AeadTransform extends Transform {
    private static final int TAG_BYTES = 16;
    private static final int IV_BYTES = 12;
    private static final int WORD_BYTES = 4;

    private final Session rtp;
    private final Session rtcp;
    private final ByteBuffer word = ByteBuffer.allocate(WORD_BYTES);

    AeadTransform(SessionKeys.Source rtp, SessionKeys.Source rtcp) {
        this.rtp = new Session(rtp);
        this.rtcp = new Session(rtcp);
    }

    @Override
    long sealRtp(PacketView packet, long index) throws GeneralSecurityException {
        int end = packet.length();
        rtp.init(Cipher.ENCRYPT_MODE, packet, index);
        rtp.encrypt(packet);
        return packet.i64(end);
    }

    @Override
    long sealRtpAgain(PacketView packet, long index) throws GeneralSecurityException {
        // The JDK refuses the IV that it has had last, not knowing that this is the same packet.
        rtp.init(Cipher.ENCRYPT_MODE, packet, PacketIndex.END - 1 - index);
        return sealRtp(packet, index);
    }

    @Override
    boolean openRtp(PacketView packet, long index) throws GeneralSecurityException {
        rtp.init(Cipher.DECRYPT_MODE, packet, index);
        return rtp.decrypt(packet, packet.length());
    }

    // RFC 7714, section 9.2: flag and index are authenticated behind the header, and sent behind
    // the tag.
    @Override
    void sealRtcp(PacketView packet, int index) throws GeneralSecurityException {
        word.putInt(0, ENCRYPTED_FLAG | index);
        rtcp.init(Cipher.ENCRYPT_MODE, packet, index);
        rtcp.cipher.updateAAD(word.array());
        rtcp.encrypt(packet);
        packet.append(word.array(), WORD_BYTES);
    }

    @Override
    int rtcpWord(PacketView packet) {
        return packet.i32(packet.length() - WORD_BYTES);
    }

    @Override
    boolean openRtcp(PacketView packet) throws GeneralSecurityException {
        int end = packet.length() - WORD_BYTES;
        rtcp.init(Cipher.DECRYPT_MODE, packet, rtcpWord(packet) & ~ENCRYPTED_FLAG);
        rtcp.cipher.updateAAD(packet.array(), packet.offset() + end, WORD_BYTES);
        return rtcp.decrypt(packet, end);
    }

    /** One session key with its cipher. */
    private static final class Session {
        private final SessionKeys.Source keys;
        private final byte[] iv = new byte[IV_BYTES];
        private Cipher cipher;
        private SecretKeySpec key;
        private byte[] salt;

        Session(SessionKeys.Source keys) {
            this.keys = keys;
        }

        private void prepare() throws GeneralSecurityException {
            SessionKeys session = keys.derive();
            key = session.aesKey();
            salt = session.salt().toArray();
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        }

        /** Starts a packet with its IV (RFC 7714, sections 8.1 and 9.1) and its clear header. */
        void init(int mode, PacketView packet, long index) throws GeneralSecurityException {
            if (cipher == null) {
                prepare();
            }
            System.arraycopy(salt, 0, iv, 0, IV_BYTES);
            mix(iv, 2, packet.ssrc(), index);
            cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, iv));
            cipher.updateAAD(packet.array(), packet.offset(), packet.headerBytes());
        }

        void encrypt(PacketView packet) throws GeneralSecurityException {
            packet.setLength(packet.headerBytes() + doFinal(packet, packet.length()));
        }

        boolean decrypt(PacketView packet, int end) throws GeneralSecurityException {
            try {
                packet.setLength(packet.headerBytes() + doFinal(packet, end));
                return true;
            } catch (AEADBadTagException e) {
                return false;
            }
        }

        private int doFinal(PacketView packet, int end) throws GeneralSecurityException {
            int from = packet.offset() + packet.headerBytes();
            int bytes = end - packet.headerBytes();
            return cipher.doFinal(packet.array(), from, bytes, packet.array(), from);
        }
    }
}
