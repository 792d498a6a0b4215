package dev.specter.srtp;

import dev.specter.common.Bytes;

import java.security.GeneralSecurityException;

import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the transforms of one protocol use, derived from a master key with a key derivation rate of
 * zero (RFC 3711, section 4.3; RFC 7714, section 11). Secret. Immutable.
 *
 * @param key for AES
 * @param authenticationKey for HMAC-SHA1
 * @param salt of the profile's length
 */
record SessionKeys(Bytes key, Bytes authenticationKey, Bytes salt) {
    private static final int BLOCK_BYTES = 16;
    private static final int LABEL_AT = 7;
    private static final int AUTHENTICATION_KEY_BYTES = 20;
    private static final int RTP_LABELS = 0;
    private static final int RTCP_LABELS = 3;

    static SessionKeys ofRtp(SrtpProfile profile, Bytes masterKey, Bytes masterSalt) {
        return derive(profile, masterKey, masterSalt, RTP_LABELS);
    }

    static SessionKeys ofRtcp(SrtpProfile profile, Bytes masterKey, Bytes masterSalt) {
        return derive(profile, masterKey, masterSalt, RTCP_LABELS);
    }

    private static SessionKeys derive(
            SrtpProfile profile, Bytes masterKey, Bytes masterSalt, int labels) {
        return new SessionKeys(
                derive(masterKey, masterSalt, labels, profile.keyBytes()),
                derive(masterKey, masterSalt, labels + 1, AUTHENTICATION_KEY_BYTES),
                derive(masterKey, masterSalt, labels + 2, profile.saltBytes()));
    }

    /** AES in counter mode with the master key gives the bytes (RFC 3711, section 4.3.3). */
    static Bytes derive(Bytes masterKey, Bytes masterSalt, int label, int bytes) {
        byte[] iv = new byte[BLOCK_BYTES]; // 14 bytes of salt, or 12 and zeros, then the counter
        masterSalt.copyTo(iv, 0);
        iv[LABEL_AT] ^= (byte) label;
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(masterKey.toArray(), "AES"),
                    new IvParameterSpec(iv));
            return Bytes.wrapOwned(cipher.doFinal(new byte[bytes]));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java lacks AES in counter mode", e);
        }
    }

    SecretKeySpec aesKey() {
        return new SecretKeySpec(key.toArray(), "AES");
    }

    Mac newMac() throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(authenticationKey.toArray(), "HmacSHA1"));
        return mac;
    }

    /** The keys stay hidden. */
    @Override
    public String toString() {
        return "SessionKeys";
    }
}
