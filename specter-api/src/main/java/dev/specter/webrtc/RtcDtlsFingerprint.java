package dev.specter.webrtc;

import java.util.Objects;

/**
 * The hash of a certificate (webrtc-pc, section 5.5). Immutable.
 *
 * @param algorithm name of the hash function, as {@code sha-256}
 * @param value the hash, lower-case hexadecimal bytes joined by colons
 */
public record RtcDtlsFingerprint(String algorithm, String value) {
    /** Refuses null. */
    public RtcDtlsFingerprint {
        Objects.requireNonNull(algorithm);
        Objects.requireNonNull(value);
    }
}
