package dev.specter.ice.stun;

import java.security.GeneralSecurityException;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA1 of MESSAGE-INTEGRITY (RFC 8489, section 14.5). */
final class StunHmac {
    static final int SIZE_BYTES = 20;
    private static final String ALGORITHM = "HmacSHA1";

    private StunHmac() {}

    /**
     * Computes it.
     *
     * @param message its length field counts up to the end of MESSAGE-INTEGRITY
     * @param lengthBytes bytes before MESSAGE-INTEGRITY
     * @param key the password of a short-term credential
     * @return 20 bytes
     */
    static byte[] of(byte[] message, int lengthBytes, byte[] key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            mac.update(message, 0, lengthBytes);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA1", e);
        }
    }
}
