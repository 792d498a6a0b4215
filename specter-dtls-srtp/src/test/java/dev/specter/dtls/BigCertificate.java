package dev.specter.dtls;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

import java.io.StringWriter;
import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Date;

/** A certificate with an RSA key of 4096 bits and two issuers like it: 4 kB in all. */
final class BigCertificate {
    static final Certificate INSTANCE = make();

    private BigCertificate() {}

    private static Certificate make() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(4096);
            var keys = generator.generateKeyPair(); // one for all three: making one takes seconds
            var text = new StringWriter();
            try (var pem = new PemWriter(text)) {
                for (int i = 0; i < 3; i++) {
                    var builder =
                            new JcaX509v3CertificateBuilder(
                                    new X500Name("CN=issuer " + i),
                                    BigInteger.valueOf(i + 1),
                                    Date.from(Instant.EPOCH),
                                    Date.from(Instant.parse("2100-01-01T00:00:00Z")),
                                    new X500Name("CN=subject " + i),
                                    keys.getPublic());
                    var signer =
                            new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate());
                    pem.writeObject(
                            new PemObject("CERTIFICATE", builder.build(signer).getEncoded()));
                }
                pem.writeObject(new PemObject("PRIVATE KEY", keys.getPrivate().getEncoded()));
            }
            return Certificate.fromPem(text.toString());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
