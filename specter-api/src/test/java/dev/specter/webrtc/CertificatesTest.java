package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.webrtc.RtcCertificate.Algorithm;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Certificates (webrtc-pc, section 4.9), but for how they are made. */
class CertificatesTest {
    private static RtcConfiguration with(RtcCertificate... certificates) {
        var builder = RtcConfiguration.builder();
        List.of(certificates).forEach(builder::certificate);
        return builder.build();
    }

    private static RtcCertificate generate() {
        return RtcCertificate.generate(Algorithm.ECDSA_P256).join();
    }

    @Test
    void timePassesByTheClock() {
        RtcCertificate made = generate();
        InstantSource later = InstantSource.fixed(made.expires());
        try (WebRtc now = WebRtc.builder().build();
                WebRtc then = WebRtc.builder().clock(later).build()) {
            now.newPeerConnection(with(made));
            RtcException e =
                    assertThrows(RtcException.class, () -> then.newPeerConnection(with(made)));
            assertEquals(RtcErrorName.INVALID_ACCESS_ERROR, e.name());
        }
    }

    @ParameterizedTest // getFingerprints: one is by the hash of the signature
    @EnumSource
    void fingerprintsAreThoseOfTheDescription(Algorithm algorithm) throws Exception {
        RtcCertificate made = RtcCertificate.generate(algorithm).join();
        List<RtcDtlsFingerprint> fingerprints = made.fingerprints();
        String signedBy = algorithm == Algorithm.ECDSA_P384 ? "sha-384" : "sha-256";
        assertTrue(fingerprints.stream().anyMatch(f -> f.algorithm().equals(signedBy)));
        for (RtcDtlsFingerprint f : fingerprints) {
            assertTrue(f.value().matches("([0-9a-f]{2}:)+[0-9a-f]{2}"), f.toString());
        }
        try (WebRtc webRtc = WebRtc.builder().build()) {
            RtcPeerConnection pc = webRtc.newPeerConnection(with(made));
            pc.createDataChannel("x");
            String offer = pc.createOffer().join().sdp();
            for (RtcDtlsFingerprint f : fingerprints) {
                String line =
                        "\r\na=fingerprint:%s %s\r\n"
                                .formatted(f.algorithm(), f.value().toUpperCase(Locale.ROOT));
                assertTrue(offer.contains(line), offer);
            }
        }
    }

    @Test // section 4.4.1.6, step 3.3
    void theSetIsFixedInItsOrder() {
        RtcCertificate one = generate();
        RtcCertificate two = generate();
        try (WebRtc webRtc = WebRtc.builder().build()) {
            RtcPeerConnection pc = webRtc.newPeerConnection(with(one, two));
            for (RtcConfiguration wrong :
                    List.of(with(), with(one), with(two), with(two, one), with(one, two, one))) {
                RtcException e = assertThrows(RtcException.class, () -> pc.setConfiguration(wrong));
                assertEquals(RtcErrorName.INVALID_MODIFICATION_ERROR, e.name());
            }
            pc.setConfiguration(with(one, RtcCertificate.fromPem(two.toPem())));
        }
    }

    @Test // webrtc-stats, RTCCertificateStats.issuerCertificateId
    void statisticsLeadFromACertificateToItsIssuers() {
        String issuers = certificateOf(generate()) + certificateOf(generate());
        RtcCertificate leaf = RtcCertificate.fromPem(generate().toPem() + issuers);
        try (WebRtc webRtc = WebRtc.builder().build()) {
            RtcStatsReport report = webRtc.newPeerConnection(with(leaf)).getStats().join();
            List<RtcStats.Certificate> all = report.all(RtcStats.Certificate.class);
            assertEquals(3, all.size());
            assertEquals(
                    leaf.fingerprints().get(0).value().toUpperCase(Locale.ROOT),
                    all.get(0).fingerprint());
            assertEquals(Optional.of(all.get(1).id()), all.get(0).issuerCertificateId());
            assertEquals(Optional.of(all.get(2).id()), all.get(1).issuerCertificateId());
            assertEquals(Optional.empty(), all.get(2).issuerCertificateId());
        }
    }

    private static String certificateOf(RtcCertificate certificate) {
        String pem = certificate.toPem();
        return pem.substring(0, pem.indexOf("-----BEGIN PRIVATE KEY-----"));
    }
}
