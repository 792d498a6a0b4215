package dev.specter.webrtc;

import dev.specter.dtls.Certificate;
import dev.specter.dtls.Fingerprint;
import dev.specter.dtls.KeyAlgorithm;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * The certificate with which a connection proves its identity (webrtc-pc, section 4.9). One may
 * serve many connections. Immutable, thread-safe; its {@code toString} shows nothing secret.
 */
public final class RtcCertificate {
    /** Kinds of key pair. */
    public enum Algorithm {
        /** ECDSA on the curve P-256, the default. */
        ECDSA_P256(KeyAlgorithm.ECDSA_P256),
        /** ECDSA on the curve P-384. */
        ECDSA_P384(KeyAlgorithm.ECDSA_P384),
        /** RSA with 2,048 bits. */
        RSA_2048(KeyAlgorithm.RSA_2048);

        private final KeyAlgorithm keyAlgorithm;

        Algorithm(KeyAlgorithm keyAlgorithm) {
            this.keyAlgorithm = keyAlgorithm;
        }
    }

    private final Certificate certificate;

    RtcCertificate(Certificate certificate) {
        this.certificate = Objects.requireNonNull(certificate);
    }

    /**
     * Makes a key pair and a self-signed certificate, valid for 30 days, in the background.
     *
     * @param algorithm kind of the key pair
     * @return a future that fails only where Java lacks the algorithm
     */
    public static CompletableFuture<RtcCertificate> generate(Algorithm algorithm) {
        return CertificateMaker.make(algorithm.keyAlgorithm).thenApply(RtcCertificate::new);
    }

    /**
     * Makes a key pair and a self-signed certificate in the background.
     *
     * @param algorithm kind of the key pair
     * @param expires how long from now it is valid, zero or more; 365 days at most are given
     * @return a future; fails with TypeError for a negative duration
     */
    public static CompletableFuture<RtcCertificate> generate(
            Algorithm algorithm, Duration expires) {
        if (expires.isNegative()) {
            return CompletableFuture.failedFuture(
                    new RtcException(RtcErrorName.TYPE_ERROR, "expires: " + expires));
        }
        return CertificateMaker.make(algorithm.keyAlgorithm, expires)
                .thenApply(RtcCertificate::new);
    }

    /**
     * Reads a certificate and its private key.
     *
     * @param pem a {@code CERTIFICATE} and a {@code PRIVATE KEY} block
     * @return the certificate
     * @throws RtcException SyntaxError if either is missing or unreadable
     */
    public static RtcCertificate fromPem(String pem) {
        try {
            return new RtcCertificate(Certificate.fromPem(pem));
        } catch (IllegalArgumentException e) {
            throw new RtcException(RtcErrorName.SYNTAX_ERROR, e.getMessage(), e);
        }
    }

    /** The certificate and its private key as PEM. Secret. */
    public String toPem() {
        return certificate.toPem();
    }

    /** Its fingerprints; one is by the hash of its signature. */
    public List<RtcDtlsFingerprint> fingerprints() {
        return certificate.fingerprints().stream()
                .map(f -> new RtcDtlsFingerprint(f.algorithm(), f.value().toLowerCase(Locale.ROOT)))
                .toList();
    }

    /** When it ceases to be valid. */
    public Instant expires() {
        return certificate.expires();
    }

    Certificate certificate() {
        return certificate;
    }

    Fingerprint fingerprint() {
        return certificate.fingerprints().get(0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RtcCertificate that && certificate.equals(that.certificate);
    }

    @Override
    public int hashCode() {
        return certificate.hashCode();
    }

    @Override
    public String toString() {
        return "RtcCertificate[" + fingerprints() + ", expires " + expires() + "]";
    }
}
