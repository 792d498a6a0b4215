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

    /** Derives session keys when they are needed. */
    interface Source {
        SessionKeys derive() throws GeneralSecurityException;
    }

    static SessionKeys ofRtp(SrtpProfile profile, Bytes masterKey, Bytes masterSalt)
            throws GeneralSecurityException {
        return derive(masterKey, masterSalt, RTP_LABELS, profile.saltBytes());
    }

    static SessionKeys ofRtcp(SrtpProfile profile, Bytes masterKey, Bytes masterSalt)
            throws GeneralSecurityException {
        return derive(masterKey, masterSalt, RTCP_LABELS, profile.saltBytes());
    }

    /** AES in counter mode with the master key gives the bytes (RFC 3711, section 4.3.3). */
    static SessionKeys derive(Bytes masterKey, Bytes masterSalt, int firstLabel, int saltBytes)
            throws GeneralSecurityException {
        var aes = new SecretKeySpec(masterKey.toArray(), "AES");
        Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
        int[] sizes = {masterKey.size(), AUTHENTICATION_KEY_BYTES, saltBytes};
        Bytes[] keys = new Bytes[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            byte[] iv =
                    new byte[BLOCK_BYTES]; // 14 bytes of salt, or 12 and zeros, then the counter
            masterSalt.copyTo(iv, 0);
            iv[LABEL_AT] ^= (byte) (firstLabel + i);
            cipher.init(Cipher.ENCRYPT_MODE, aes, new IvParameterSpec(iv));
            keys[i] = Bytes.wrapOwned(cipher.doFinal(new byte[sizes[i]]));
        }
        return new SessionKeys(keys[0], keys[1], keys[2]);
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
