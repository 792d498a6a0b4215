package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.specter.dtls.Certificate;
import dev.specter.dtls.KeyAlgorithm;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Set;

class CertificateMakerTest {
    @Test
    void givesEachCertificateOutOnce() {
        Set<Certificate> made = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            made.add(CertificateMaker.make(KeyAlgorithm.ECDSA_P256).join());
        }
        assertEquals(40, made.size());
        assertEquals(
                "RSA",
                CertificateMaker.make(KeyAlgorithm.RSA_2048)
                        .join()
                        .x509()
                        .getPublicKey()
                        .getAlgorithm());
    }
}
