package dev.specter.ice.stun;

import java.security.GeneralSecurityException;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The code of MESSAGE-INTEGRITY and of MESSAGE-INTEGRITY-SHA256 (RFC 8489, sections 14.5 and 14.6).
 */
enum StunHmac {
    SHA1("HmacSHA1", StunAttribute.MESSAGE_INTEGRITY, 20),
    SHA256("HmacSHA256", StunAttribute.MESSAGE_INTEGRITY_SHA256, 32);

    private final String algorithm;
    private final int attribute;
    private final int sizeBytes;

    StunHmac(String algorithm, int attribute, int sizeBytes) {
        this.algorithm = algorithm;
        this.attribute = attribute;
        this.sizeBytes = sizeBytes;
    }

    int attribute() {
        return attribute;
    }

    int sizeBytes() {
        return sizeBytes;
    }

    /**
     * Computes it.
     *
     * @param message its length field counts up to the end of the attribute
     * @param lengthBytes bytes before the attribute
     * @param key the password of a short-term credential, or the key of a long-term one
     * @return {@link #sizeBytes()} bytes
     */
    byte[] of(byte[] message, int lengthBytes, byte[] key) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            mac.update(message, 0, lengthBytes);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }
}
