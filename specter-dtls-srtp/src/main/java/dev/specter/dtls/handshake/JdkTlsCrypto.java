package dev.specter.dtls.handshake;

import org.bouncycastle.jcajce.util.JcaJceHelper;
import org.bouncycastle.tls.EncryptionAlgorithm;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.TlsAEADCipher;
import org.bouncycastle.tls.crypto.impl.bc.BcChaCha20Poly1305;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;

import java.io.IOException;
import java.security.SecureRandom;

/**
 * The JDK's cryptography, and the library's own for the one cipher that it asks providers for by a
 * name of its own: ChaCha20 with Poly1305. Thread-safe.
 */
public final class JdkTlsCrypto extends JcaTlsCrypto {
    private static final int KEY_BYTES = 32;
    private static final int TAG_BYTES = 16;

    private JdkTlsCrypto(
            JcaJceHelper helper,
            JcaJceHelper altHelper,
            SecureRandom keyRandom,
            SecureRandom nonceRandom) {
        super(helper, altHelper, keyRandom, nonceRandom);
    }

    /**
     * Makes one.
     *
     * @param random where keys and nonces come from
     */
    public static JcaTlsCrypto create(SecureRandom random) {
        return new JcaTlsCryptoProvider() {
            @Override
            public JcaTlsCrypto create(SecureRandom keyRandom, SecureRandom nonceRandom) {
                return new JdkTlsCrypto(getHelper(), getAltHelper(), keyRandom, nonceRandom);
            }
        }.create(random);
    }

    @Override
    public boolean hasEncryptionAlgorithm(int encryptionAlgorithm) {
        return encryptionAlgorithm == EncryptionAlgorithm.CHACHA20_POLY1305
                || super.hasEncryptionAlgorithm(encryptionAlgorithm);
    }

    @Override
    public TlsCipher createCipher(
            TlsCryptoParameters parameters, int encryptionAlgorithm, int macAlgorithm)
            throws IOException {
        if (encryptionAlgorithm != EncryptionAlgorithm.CHACHA20_POLY1305) {
            return super.createCipher(parameters, encryptionAlgorithm, macAlgorithm);
        }
        return new TlsAEADCipher(
                parameters,
                new BcChaCha20Poly1305(true),
                new BcChaCha20Poly1305(false),
                KEY_BYTES,
                TAG_BYTES,
                TlsAEADCipher.AEAD_CHACHA20_POLY1305,
                null); // its nonces are record numbers
    }
}
