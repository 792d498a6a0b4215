package dev.specter.dtls;

import dev.specter.common.Bytes;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * A certificate, and then those of its issuers, if there are any. They are kept as encoded: parsed,
 * a certificate takes seven times the memory, for as long as its connection lasts. Immutable.
 *
 * @param encoded the certificates in DER, which Java can parse
 */
public record CertificateChain(List<Bytes> encoded) {
    /** No certificate. */
    public static final CertificateChain NONE = new CertificateChain(List.of());

    /** Copies the list. */
    public CertificateChain {
        encoded = List.copyOf(encoded);
    }

    /**
     * Checks that Java can parse each of them.
     *
     * @param encoded the certificates in DER
     * @throws CertificateException when one is no certificate
     */
    public static CertificateChain parse(List<Bytes> encoded) throws CertificateException {
        var chain = new CertificateChain(encoded);
        chain.parse();
        return chain;
    }

    /** The certificates, parsed by this call. */
    public List<X509Certificate> x509() {
        try {
            return parse();
        } catch (CertificateException e) {
            throw new IllegalStateException("a chain that was not checked", e);
        }
    }

    /** The certificates, of which nothing is known yet. */
    List<X509Certificate> parse() throws CertificateException {
        var factory = CertificateFactory.getInstance("X.509");
        var certificates = new ArrayList<X509Certificate>(encoded.size());
        for (Bytes each : encoded) {
            // For several certificates: that for one would keep what it has made in a cache.
            var in = new ByteArrayInputStream(each.toArray());
            for (var certificate : factory.generateCertificates(in)) {
                certificates.add((X509Certificate) certificate);
            }
        }
        return List.copyOf(certificates);
    }
}
