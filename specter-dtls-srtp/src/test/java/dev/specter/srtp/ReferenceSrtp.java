package dev.specter.srtp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;

import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * SRTP and SRTCP straight from the RFCs, slow and plain: the vectors check it, it checks {@link
 * SrtpTransport}.
 */
final class ReferenceSrtp {
    static final int RTP_KEY = 0;
    static final int RTP_AUTH = 1;
    static final int RTP_SALT = 2;
    static final int RTCP_KEY = 3;
    static final int RTCP_AUTH = 4;
    static final int RTCP_SALT = 5;

    private ReferenceSrtp() {}

    /** Session keys (RFC 3711, section 4.3.1; RFC 7714, section 11). */
    static byte[] derive(byte[] masterKey, byte[] masterSalt, int label, int bytes) {
        byte[] iv = Arrays.copyOf(masterSalt, 16); // a 12-byte salt is 14 with zeros behind
        iv[7] ^= (byte) label;
        return aesCtr(masterKey, iv, new byte[bytes]);
    }

    static byte[] aesCtr(byte[] key, byte[] iv, byte[] data) {
        try {
            var cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
            return cipher.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The SRTP packet of an RTP packet, under master keys. */
    static byte[] protectRtp(
            SrtpProfile profile, byte[] masterKey, byte[] masterSalt, byte[] packet, long roc) {
        byte[] key = derive(masterKey, masterSalt, RTP_KEY, profile.keyBytes());
        byte[] salt = derive(masterKey, masterSalt, RTP_SALT, profile.saltBytes());
        if (profile.isAead()) {
            return gcmRtp(key, salt, packet, roc);
        }
        byte[] auth = derive(masterKey, masterSalt, RTP_AUTH, 20);
        int header = headerBytes(packet);
        var in = ByteBuffer.wrap(packet);
        // RFC 3711, section 4.1.1: IV = (k_s * 2^16) XOR (SSRC * 2^64) XOR (i * 2^16)
        var iv = ByteBuffer.allocate(16);
        iv.putInt(4, in.getInt(8)).putInt(8, (int) roc).putShort(12, in.getShort(2));
        byte[] payload = Arrays.copyOfRange(packet, header, packet.length);
        byte[] encrypted = aesCtr(key, xor(iv.array(), salt), payload);
        byte[] authenticated = concat(Arrays.copyOf(packet, header), encrypted);
        byte[] rollover = ByteBuffer.allocate(4).putInt((int) roc).array();
        return concat(
                authenticated, hmac(auth, profile.rtpTagBytes(), concat(authenticated, rollover)));
    }

    /** The SRTCP packet of an RTCP packet, under master keys. */
    static byte[] protectRtcp(
            SrtpProfile profile, byte[] masterKey, byte[] masterSalt, byte[] packet, int index) {
        byte[] key = derive(masterKey, masterSalt, RTCP_KEY, profile.keyBytes());
        byte[] salt = derive(masterKey, masterSalt, RTCP_SALT, profile.saltBytes());
        if (profile.isAead()) {
            return gcmRtcp(key, salt, packet, index);
        }
        byte[] auth = derive(masterKey, masterSalt, RTCP_AUTH, 20);
        var iv = ByteBuffer.allocate(16);
        iv.putInt(4, ByteBuffer.wrap(packet).getInt(4)).putInt(10, index);
        byte[] encrypted =
                aesCtr(key, xor(iv.array(), salt), Arrays.copyOfRange(packet, 8, packet.length));
        byte[] authenticated =
                concat(
                        Arrays.copyOf(packet, 8),
                        encrypted,
                        ByteBuffer.allocate(4).putInt(index | 1 << 31).array());
        return concat(authenticated, hmac(auth, profile.rtcpTagBytes(), authenticated));
    }

    /** RFC 7714, sections 8 and 16, under session keys. */
    static byte[] gcmRtp(byte[] key, byte[] salt, byte[] packet, long roc) {
        var in = ByteBuffer.wrap(packet);
        var iv = ByteBuffer.allocate(12);
        iv.putInt(2, in.getInt(8)).putInt(6, (int) roc).putShort(10, in.getShort(2));
        byte[] header = Arrays.copyOf(packet, headerBytes(packet));
        byte[] payload = Arrays.copyOfRange(packet, header.length, packet.length);
        return concat(header, gcm(key, xor(iv.array(), salt), header, payload));
    }

    /** RFC 7714, sections 9 and 17, under session keys. */
    static byte[] gcmRtcp(byte[] key, byte[] salt, byte[] packet, int index) {
        var iv = ByteBuffer.allocate(12);
        iv.putInt(2, ByteBuffer.wrap(packet).getInt(4)).putInt(8, index);
        byte[] header = Arrays.copyOf(packet, 8);
        byte[] trailer = ByteBuffer.allocate(4).putInt(index | 1 << 31).array();
        byte[] payload = Arrays.copyOfRange(packet, 8, packet.length);
        byte[] sealed = gcm(key, xor(iv.array(), salt), concat(header, trailer), payload);
        return concat(header, sealed, trailer);
    }

    static byte[] concat(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] gcm(byte[] key, byte[] iv, byte[] aad, byte[] plain) {
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(key, "AES"),
                    new GCMParameterSpec(128, iv));
            cipher.updateAAD(aad);
            return cipher.doFinal(plain);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] hmac(byte[] key, int bytes, byte[] data) {
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key, "HmacSHA1"));
            return Arrays.copyOf(mac.doFinal(data), bytes);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] xor(byte[] iv, byte[] salt) {
        for (int i = 0; i < salt.length; i++) {
            iv[i] ^= salt[i];
        }
        return iv;
    }

    private static int headerBytes(byte[] packet) {
        int bytes = 12 + 4 * (packet[0] & 0x0F);
        if ((packet[0] & 0x10) != 0) {
            bytes += 4 + 4 * (ByteBuffer.wrap(packet).getShort(bytes + 2) & 0xFFFF);
        }
        return bytes;
    }
}
