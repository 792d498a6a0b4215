package dev.specter.dtls.handshake;

import org.bouncycastle.tls.CipherSuite;

import java.util.Arrays;

/**
 * The cipher suites that are offered and taken: ECDHE and AEAD only (RFC 8827, section 6.5; RFC
 * 9325, section 4.2).
 */
public final class CipherSuites {
    /** A suite. */
    public enum Suite {
        /** AES-128-GCM with an ECDSA certificate; what every WebRTC end has. */
        TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256(
                CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, true, 24),
        /** AES-128-GCM with an RSA certificate. */
        TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256(
                CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, false, 24),
        /** ChaCha20 with an ECDSA certificate. */
        TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256(
                CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, true, 17),
        /** ChaCha20 with an RSA certificate. */
        TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256(
                CipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, false, 17),
        /** AES-256-GCM with an ECDSA certificate. */
        TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384(
                CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, true, 24),
        /** AES-256-GCM with an RSA certificate. */
        TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384(
                CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, false, 24);

        private final int id;
        private final boolean ecdsa;
        private final int minEncryptedBytes;

        Suite(int id, boolean ecdsa, int minEncryptedBytes) {
            this.id = id;
            this.ecdsa = ecdsa;
            this.minEncryptedBytes = minEncryptedBytes;
        }

        /** Bytes of the shortest encrypted fragment that carries something. */
        public int minEncryptedBytes() {
            return minEncryptedBytes;
        }
    }

    /** The most that a record adds to its data: header, explicit nonce of GCM, tag. */
    public static final int MAX_OVERHEAD_BYTES = 13 + 8 + 16;

    private CipherSuites() {}

    /** What a client offers. */
    static int[] ofClient() {
        return Arrays.stream(Suite.values()).mapToInt(s -> s.id).toArray();
    }

    /** What a server takes, given the kind of its certificate. */
    static int[] ofServer(boolean ecdsaCertificate) {
        return Arrays.stream(Suite.values())
                .filter(s -> s.ecdsa == ecdsaCertificate)
                .mapToInt(s -> s.id)
                .toArray();
    }

    static Suite ofId(int id) {
        return Arrays.stream(Suite.values())
                .filter(s -> s.id == id)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a suite that was not offered"));
    }
}
