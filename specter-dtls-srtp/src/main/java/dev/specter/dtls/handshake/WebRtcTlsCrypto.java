package dev.specter.dtls.handshake;

import org.bouncycastle.tls.EncryptionAlgorithm;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
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
