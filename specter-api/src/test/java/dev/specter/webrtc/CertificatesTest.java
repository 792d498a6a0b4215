package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.webrtc.RtcCertificate.Algorithm;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** Certificates (webrtc-pc, section 4.9, and section 4.4.1.1, step 4). */
class CertificatesTest {
    private static RtcConfiguration with(RtcCertificate... certificates) {
        var builder = RtcConfiguration.builder();
        List.of(certificates).forEach(builder::certificate);
        return builder.build();
    }

    private static RtcCertificate generate() {
        return RtcCertificate.generate(Algorithm.ECDSA_P256).join();
    }

    /** Times in certificates have no fractions of a second. */
    private static void assertExpires(Instant before, Duration after, RtcCertificate certificate) {
        Instant earliest = before.plus(after).minusSeconds(1);
        assertFalse(certificate.expires().isBefore(earliest), certificate.toString());
        assertFalse(certificate.expires().isAfter(Instant.now().plus(after)));
    }

    @ParameterizedTest // generateCertificate, step 2
    @EnumSource
    void anyKindIsValidFor30Days(Algorithm algorithm) {
        Instant hourAgo = Instant.now().minus(Duration.ofHours(1)); // from stock
        RtcCertificate made = RtcCertificate.generate(algorithm).join();
        assertFalse(made.expires().isBefore(hourAgo.plus(Duration.ofDays(30))));
        assertFalse(made.expires().isAfter(Instant.now().plus(Duration.ofDays(30))));
    }

    @ParameterizedTest // generateCertificate, step 3
    @EnumSource
    void expiresAsAskedFor(Algorithm algorithm) {
        Instant before = Instant.now();
        Duration asked = Duration.ofHours(5);
        assertExpires(before, asked, RtcCertificate.generate(algorithm, asked).join());
    }

    @Test // generateCertificate, step 4
    void noneIsValidForMoreThan365Days() {
        Instant before = Instant.now();
        for (Duration asked : List.of(Duration.ofDays(366), Duration.ofSeconds(Long.MAX_VALUE))) {
            assertExpires(
                    before,
                    Duration.ofDays(365),
                    RtcCertificate.generate(Algorithm.ECDSA_P256, asked).join());
        }
    }

    @Test // Web IDL: [EnforceRange] unsigned long long
    void aTimeBeforeNowIsATypeError() {
        var future = RtcCertificate.generate(Algorithm.ECDSA_P256, Duration.ofMillis(-1));
        var e = assertThrows(CompletionException.class, future::join);
        assertEquals(RtcErrorName.TYPE_ERROR, ((RtcException) e.getCause()).name());
    }

    @Test // section 4.4.1.1, step 4
    void noConnectionTakesOneThatHasExpired() {
        RtcCertificate expired =
                RtcCertificate.generate(Algorithm.ECDSA_P256, Duration.ZERO).join();
        RtcCertificate good = generate();
        assertFalse(expired.expires().isAfter(Instant.now()));
        try (WebRtc webRtc = WebRtc.builder().build()) {
            for (RtcConfiguration wrong : List.of(with(expired), with(good, expired))) {
                RtcException e =
                        assertThrows(RtcException.class, () -> webRtc.newPeerConnection(wrong));
                assertEquals(RtcErrorName.INVALID_ACCESS_ERROR, e.name());
            }
        }
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

    @Test // section 4.4.1.6, step 3
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
