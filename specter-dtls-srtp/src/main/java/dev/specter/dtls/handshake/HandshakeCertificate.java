package dev.specter.dtls.handshake;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.crypto.Tls13Verifier;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsEncryptor;
import org.bouncycastle.tls.crypto.TlsVerifier;

import java.io.IOException;
import java.math.BigInteger;

/**
 * A certificate that is parsed for the handshake only: the library keeps those of both ends for as
 * long as the association lasts. Confined to one thread.
 */
final class HandshakeCertificate implements TlsCertificate {
    private TlsCertificate parsed;
    private byte[] encoded;

    HandshakeCertificate(TlsCertificate parsed, byte[] encoded) {
        this.parsed = parsed;
        this.encoded = encoded;
    }

    /** The handshake is over: nobody will look at a chain again. */
    static void forget(Certificate chain) {
        for (TlsCertificate each : chain.getCertificateList()) {
            if (each instanceof HandshakeCertificate certificate) {
                certificate.parsed = null;
                certificate.encoded = null;
            }
        }
    }

    private TlsCertificate parsed() {
        if (parsed == null) {
            throw new IllegalStateException("the handshake is over");
        }
        return parsed;
    }

    @Override
    public TlsEncryptor createEncryptor(int tlsCertificateRole) throws IOException {
        return parsed().createEncryptor(tlsCertificateRole);
    }

    @Override
    public TlsVerifier createVerifier(short signatureAlgorithm) throws IOException {
        return parsed().createVerifier(signatureAlgorithm);
    }

    @Override
    public Tls13Verifier createVerifier(int signatureScheme) throws IOException {
        return parsed().createVerifier(signatureScheme);
    }

    @Override
    public byte[] getEncoded() {
        return encoded;
    }

    @Override
    public byte[] getExtension(ASN1ObjectIdentifier extension) throws IOException {
        return parsed().getExtension(extension);
    }

    @Override
    public BigInteger getSerialNumber() {
        return parsed().getSerialNumber();
    }

    @Override
    public String getSigAlgOID() {
        return parsed().getSigAlgOID();
    }

    @Override
    public ASN1Encodable getSigAlgParams() throws IOException {
        return parsed().getSigAlgParams();
    }

    @Override
    public short getLegacySignatureAlgorithm() throws IOException {
        return parsed().getLegacySignatureAlgorithm();
    }

    @Override
    public boolean supportsSignatureAlgorithm(short signatureAlgorithm) throws IOException {
        return parsed().supportsSignatureAlgorithm(signatureAlgorithm);
    }

    @Override
    public boolean supportsSignatureAlgorithmCA(short signatureAlgorithm) throws IOException {
        return parsed().supportsSignatureAlgorithmCA(signatureAlgorithm);
    }

    @Override
    public TlsCertificate checkUsageInRole(int tlsCertificateRole) throws IOException {
        parsed().checkUsageInRole(tlsCertificateRole);
        return this;
    }
}
