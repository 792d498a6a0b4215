package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.webrtc.RtcCertificate.Algorithm;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** generateCertificate (webrtc-pc, section 4.9.1), by its steps. */
@Timeout(60)
class GenerateCertificateStepsTest {
    private static final Duration DEFAULT = Duration.ofDays(30);
    private static final Duration LONGEST = Duration.ofDays(365);

    /** Whole seconds are all that a certificate knows. */
    private static void assertExpires(Instant earliest, Duration after, RtcCertificate made) {
        assertFalse(made.expires().isBefore(earliest.plus(after).minusSeconds(1)));
        assertFalse(made.expires().isAfter(Instant.now().plus(after)));
    }

    @ParameterizedTest
    @EnumSource
    void step2MakesItValidFor30Days(Algorithm algorithm) {
        Instant hourAgo = Instant.now().minus(Duration.ofHours(1)); // it may be from stock
        assertExpires(hourAgo, DEFAULT, RtcCertificate.generate(algorithm).join());
    }

    @Test
    void step3Dot2RefusesATimeThatCannotBe() {
        Events.assertFails(
                RtcErrorName.TYPE_ERROR,
                RtcCertificate.generate(Algorithm.ECDSA_P256, Duration.ofMillis(-1)));
    }

    @ParameterizedTest
    @EnumSource
    void step3Dot3TakesTheTimeAskedFor(Algorithm algorithm) {
        Instant before = Instant.now();
        Duration asked = Duration.ofHours(5);
        assertExpires(before, asked, RtcCertificate.generate(algorithm, asked).join());
    }

    @Test
    void step3Dot4AllowsNoMoreThan365Days() {
        Instant before = Instant.now();
        for (Duration asked : List.of(LONGEST.plusDays(1), Duration.ofSeconds(Long.MAX_VALUE))) {
            assertExpires(
                    before, LONGEST, RtcCertificate.generate(Algorithm.ECDSA_P256, asked).join());
        }
    }

    @ParameterizedTest
    @EnumSource
    void steps8Dot1And8Dot8MakeAKeyPairAndACertificate(Algorithm algorithm) {
        RtcCertificate one = RtcCertificate.generate(algorithm).join();
        RtcCertificate two = RtcCertificate.generate(algorithm).join();
        assertNotEquals(one.fingerprints(), two.fingerprints());
        assertTrue(one.toPem().contains("-----BEGIN PRIVATE KEY-----"));
        assertEquals(one, RtcCertificate.fromPem(one.toPem()));
    }
}
