package dev.specter.ice.stun;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** How the key of a long-term credential is made (RFC 8489, section 18.5.1). */
enum PasswordAlgorithm {
    MD5(1, "MD5"),
    SHA256(2, "SHA-256");

    private final int number;
    private final String digest;

    PasswordAlgorithm(int number, String digest) {
        this.number = number;
        this.digest = digest;
    }

    /** The number in PASSWORD-ALGORITHM. */
    int number() {
        return number;
    }

    /** RFC 8489, section 9.2.2. */
    byte[] key(String username, String realm, String password) {
        return digest(username + ":" + realm + ":" + password);
    }

    /** RFC 8489, section 14.4. */
    static byte[] userhash(String username, String realm) {
        return SHA256.digest(username + ":" + realm);
    }

    private byte[] digest(String text) {
        try {
            return MessageDigest.getInstance(digest).digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + digest, e);
        }
    }
}
