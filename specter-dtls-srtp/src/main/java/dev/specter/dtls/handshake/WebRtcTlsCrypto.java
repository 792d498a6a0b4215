package dev.specter.dtls.handshake;

import org.bouncycastle.tls.EncryptionAlgorithm;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsNonceGenerator;
import org.bouncycastle.tls.crypto.impl.TlsAEADCipher;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

import java.io.IOException;
import java.security.SecureRandom;

/**
 * The library's cryptography, whose elliptic curves are several times as fast as those of the JDK,
 * with the JDK's AES-GCM, which the processor does (ADR 26). Thread-safe.
 */
public final class WebRtcTlsCrypto extends BcTlsCrypto {
    private static final int TAG_BYTES = 16;

    private final TlsNonceGenerator nonces = this::nonce;

    /**
     * Makes one.
     *
     * @param random where keys and nonces come from
     */
    public WebRtcTlsCrypto(SecureRandom random) {
        super(random);
    }

    @Override
    public TlsCipher createCipher(
            TlsCryptoParameters parameters, int encryptionAlgorithm, int macAlgorithm)
            throws IOException {
        return switch (encryptionAlgorithm) {
            case EncryptionAlgorithm.AES_128_GCM -> gcm(parameters, 16);
            case EncryptionAlgorithm.AES_256_GCM -> gcm(parameters, 32);
            default -> super.createCipher(parameters, encryptionAlgorithm, macAlgorithm);
        };
    }

    /** Parsed by the library, for the handshake only. */
    @Override
    public TlsCertificate createCertificate(short type, byte[] encoding) throws IOException {
        return new HandshakeCertificate(super.createCertificate(type, encoding), encoding);
    }

    /** Straight from the source; the library's own generator would be kept with its digest. */
    @Override
    public TlsNonceGenerator createNonceGenerator(byte[] additionalSeedMaterial) {
        return nonces;
    }

    private byte[] nonce(int size) {
        byte[] nonce = new byte[size];
        getSecureRandom().nextBytes(nonce);
        return nonce;
    }

    private static TlsCipher gcm(TlsCryptoParameters parameters, int keyBytes) throws IOException {
        return new TlsAEADCipher(
                parameters,
                AesGcm.sealing(),
                AesGcm.opening(),
                keyBytes,
                TAG_BYTES,
                TlsAEADCipher.AEAD_GCM,
                null); // its explicit nonces are record numbers
    }
}
