package dev.specter.dtls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

class CertificateTest {
    private static final Instant NOW = Instant.parse("2030-05-06T07:08:09Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);

    @ParameterizedTest
    @EnumSource
    void isSelfSignedAndComesBackFromPem(KeyAlgorithm algorithm) throws GeneralSecurityException {
        Certificate certificate = Certificate.generate(algorithm);
        certificate.x509().verify(certificate.x509().getPublicKey());
        Certificate again = Certificate.fromPem(certificate.toPem());
        assertEquals(certificate, again);
        assertEquals(certificate.privateKey(), again.privateKey());
        assertEquals(certificate.fingerprints(), again.fingerprints());
    }

    @Test
    void isValidAsLongAsAskedFor() {
        Certificate certificate = generate(Duration.ofDays(7));
        assertEquals(NOW.plus(Duration.ofDays(7)), certificate.expires());
        assertFalse(certificate.isExpiredAt(certificate.expires().minusSeconds(1)));
        assertTrue(certificate.isExpiredAt(certificate.expires()));
        assertTrue(certificate.x509().getNotBefore().toInstant().isBefore(NOW));
        assertEquals(NOW.plus(Duration.ofDays(365)), generate(Duration.ofDays(10_000)).expires());
        assertTrue(generate(Duration.ZERO).isExpiredAt(NOW));
        assertThrows(IllegalArgumentException.class, () -> generate(Duration.ofMillis(-1)));
    }

    @ParameterizedTest
    @EnumSource
    void hasTheFormOfRfc5280(KeyAlgorithm algorithm) {
        // RFC 5280, section 4.1.2.5: four digits of the year from 2050 on
        InstantSource late = InstantSource.fixed(Instant.parse("2049-12-31T23:59:58.5Z"));
        Certificate certificate =
                Certificate.generate(algorithm, late, Duration.ofSeconds(2), new SecureRandom());
        X509Certificate x509 = certificate.x509();
        assertEquals(3, x509.getVersion());
        assertEquals("CN=WebRTC", x509.getSubjectX500Principal().getName());
        assertEquals(x509.getSubjectX500Principal(), x509.getIssuerX500Principal());
        assertEquals(Instant.parse("2049-12-30T23:59:58Z"), x509.getNotBefore().toInstant());
        assertEquals(Instant.parse("2050-01-01T00:00:00Z"), x509.getNotAfter().toInstant());
        assertEquals(x509.getNotAfter().toInstant(), certificate.expires());
    }

    @Test
    void noTwoAreAlike() {
        Certificate one = generate(Duration.ofDays(1));
        Certificate other = generate(Duration.ofDays(1));
        assertNotEquals(one, other);
        assertNotEquals(one.x509().getSerialNumber(), other.x509().getSerialNumber());
        assertTrue(one.x509().getSerialNumber().signum() > 0);
        assertNotEquals(one.fingerprints(), other.fingerprints());
    }

    @Test
    void announcesItsSha256Fingerprint() throws GeneralSecurityException {
        Certificate certificate = generate(Duration.ofDays(1));
        byte[] der = certificate.x509().getEncoded();
        assertEquals(List.of(Fingerprint.of("sha-256", der)), certificate.fingerprints());
        assertTrue(certificate.fingerprint("sha-512").matches(der));
    }

    @Test // RFC 9429, section 5.2.1
    void announcesAFingerprintByTheHashOfItsSignature() throws GeneralSecurityException {
        Certificate certificate = Certificate.generate(KeyAlgorithm.ECDSA_P384);
        byte[] der = certificate.x509().getEncoded();
        assertEquals(
                List.of(Fingerprint.of("sha-256", der), Fingerprint.of("sha-384", der)),
                certificate.fingerprints());
    }

    @Test
    void readsTheFormsThatOpensslWrites() {
        Certificate certificate = generate(Duration.ofDays(1));
        String pem = certificate.toPem();
        int key = pem.indexOf("-----BEGIN PRIVATE KEY-----");
        String swapped = pem.substring(key) + pem.substring(0, key);
        assertEquals(certificate, Certificate.fromPem("a comment\n" + swapped));
    }

    @Test
    void pemThatIsNotBothIsRefused() {
        String one = generate(Duration.ofDays(1)).toPem();
        String other = generate(Duration.ofDays(1)).toPem();
        int key = one.indexOf("-----BEGIN PRIVATE KEY-----");
        for (String bad :
                List.of(
                        "",
                        "nonsense",
                        one.substring(0, key),
                        one.substring(key),
                        one.substring(0, one.length() / 2),
                        one.substring(0, key) + other.substring(other.indexOf("-----BEGIN PRIV")),
                        one.replaceFirst("M", "!"),
                        "x".repeat(100_000))) {
            assertThrows(IllegalArgumentException.class, () -> Certificate.fromPem(bad));
        }
    }

    @Test
    void theIssuersCertificatesComeAlong() {
        Certificate own = generate(Duration.ofDays(1));
        String issuer = certificateOf(generate(Duration.ofDays(1)));
        Certificate read = Certificate.fromPem(own.toPem() + issuer);
        assertEquals(own, read);
        assertEquals(2, read.chain().size());
        assertEquals(own.x509(), read.chain().get(0));
        assertEquals(read.chain(), Certificate.fromPem(read.toPem()).chain());
        assertThrows(
                IllegalArgumentException.class,
                () -> Certificate.fromPem(own.toPem() + issuer.repeat(10)));
    }

    private static String certificateOf(Certificate certificate) {
        String pem = certificate.toPem();
        return pem.substring(0, pem.indexOf("-----BEGIN PRIVATE KEY-----"));
    }

    @Test
    void keepsItsKeyToItself() {
        Certificate certificate = generate(Duration.ofDays(1));
        assertEquals(
                "Certificate["
                        + certificate.fingerprints().get(0)
                        + ", expires "
                        + certificate.expires()
                        + "]",
                certificate.toString());
    }

    private static Certificate generate(Duration validity) {
        return Certificate.generate(KeyAlgorithm.ECDSA_P256, CLOCK, validity, new SecureRandom());
    }
}
