package dev.specter.dtls;

/** Kinds of key pairs that a {@link Certificate} can hold. */
public enum KeyAlgorithm {
    /** ECDSA on P-256 with SHA-256; the default of WebRTC (RFC 8827, section 6.5). */
    ECDSA_P256("EC", "secp256r1", 256, "SHA256withECDSA"),
    /** ECDSA on P-384 with SHA-384. */
    ECDSA_P384("EC", "secp384r1", 384, "SHA384withECDSA"),
    /** RSA, 2048 bits, PKCS #1 with SHA-256. */
    RSA_2048("RSA", "", 2048, "SHA256withRSA");

    private final String keyType;
    private final String curve;
    private final int bits;
    private final String signature;

    KeyAlgorithm(String keyType, String curve, int bits, String signature) {
        this.keyType = keyType;
        this.curve = curve;
        this.bits = bits;
        this.signature = signature;
    }

    String keyType() {
        return keyType;
    }

    String curve() {
        return curve;
    }

    int bits() {
        return bits;
    }

    String signature() {
        return signature;
    }
}
