package dev.specter.dtls.handshake;

import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.impl.TlsAEADCipherImpl;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.Provider;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-GCM of the JDK for the records of one direction (RFC 5288). Confined to one thread. */
final class AesGcm implements TlsAEADCipherImpl {
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";

    /** Whoever has AES-GCM on this Java; to look for it costs more than the cipher itself. */
    private static final class Source {
        private static final Provider PROVIDER = find();

        private static Provider find() {
            try {
                return Cipher.getInstance(TRANSFORMATION).getProvider();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this Java has no AES-GCM", e);
            }
        }
    }

    private final Cipher cipher;
    private final int mode;
    private int tagBytes;
    private Key key;
    private GCMParameterSpec nonce;

    private AesGcm(int mode) {
        this.mode = mode;
        try {
            cipher = Cipher.getInstance(TRANSFORMATION, Source.PROVIDER);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES-GCM", e);
        }
    }

    static AesGcm sealing() {
        return new AesGcm(Cipher.ENCRYPT_MODE);
    }

    static AesGcm opening() {
        return new AesGcm(Cipher.DECRYPT_MODE);
    }

    @Override
    public void setKey(byte[] bytes, int offset, int length) {
        key = new SecretKeySpec(bytes, offset, length, "AES");
    }

    @Override
    public void init(byte[] nonceBytes, int macBytes) {
        tagBytes = macBytes;
        nonce = new GCMParameterSpec(macBytes * Byte.SIZE, nonceBytes);
    }

    @Override
    public int getOutputSize(int inputBytes) {
        return mode == Cipher.ENCRYPT_MODE ? inputBytes + tagBytes : inputBytes - tagBytes;
    }

    @Override
    public int doFinal(
            byte[] associated, byte[] in, int inOffset, int length, byte[] out, int outOffset)
            throws IOException {
        try {
            cipher.init(mode, key, nonce);
            if (associated != null) {
                cipher.updateAAD(associated);
            }
            return cipher.doFinal(in, inOffset, length, out, outOffset);
        } catch (GeneralSecurityException e) {
            throw new TlsFatalAlert(AlertDescription.bad_record_mac, e);
        }
    }
}
