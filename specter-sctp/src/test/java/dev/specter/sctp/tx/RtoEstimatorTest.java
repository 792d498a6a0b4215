package dev.specter.sctp.tx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sctp.SctpOptions;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** RFC 9260, section 6.3.1. */
class RtoEstimatorTest {
    private static final long MS = 1_000_000;

    private final RtoEstimator rto =
            new RtoEstimator(
                    SctpOptions.builder()
                            .rtoInitial(Duration.ofMillis(500))
                            .rtoMin(Duration.ofMillis(10))
                            .rtoMax(Duration.ofSeconds(4))
                            .build());

    @Test
    void followsTheFormulas() {
        assertEquals(500 * MS, rto.rtoNanos());
        rto.onMeasurement(100 * MS);
        assertEquals(100 * MS, rto.srttNanos());
        assertEquals(300 * MS, rto.rtoNanos());
        rto.onMeasurement(180 * MS);
        // RTTVAR = 3/4 * 50 + 1/4 * 80 = 57.5; SRTT = 7/8 * 100 + 1/8 * 180 = 110
        assertEquals(110 * MS, rto.srttNanos());
        assertEquals(340 * MS, rto.rtoNanos());
    }

    @Test
    void doublesUpToTheMaximumAndComesBackWithAMeasurement() {
        for (int i = 0; i < 10; i++) {
            rto.backOff();
        }
        assertEquals(4_000 * MS, rto.rtoNanos());
        rto.onMeasurement(20 * MS);
        assertEquals(60 * MS, rto.rtoNanos());
    }

    @Test
    void endsTheDoublingWhenARetransmissionIsAnswered() {
        rto.onMeasurement(100 * MS);
        for (int i = 0; i < 4; i++) {
            rto.backOff();
        }
        assertEquals(4_000 * MS, rto.rtoNanos());
        rto.onRetransmissionAcked(50 * MS);
        assertEquals(4_000 * MS, rto.rtoNanos(), "too early to be the answer to the last one");
        rto.onRetransmissionAcked(500 * MS);
        assertEquals(1_000 * MS, rto.rtoNanos());
        rto.onRetransmissionAcked(100 * MS);
        assertEquals(300 * MS, rto.rtoNanos());
        rto.onRetransmissionAcked(1_000 * MS);
        assertEquals(300 * MS, rto.rtoNanos(), "never longer");
    }

    @Test
    void staysWithinItsBounds() {
        for (int i = 0; i < 100; i++) {
            rto.onMeasurement(1);
        }
        assertEquals(10 * MS, rto.rtoNanos());
        rto.onMeasurement(60_000 * MS);
        assertEquals(4_000 * MS, rto.rtoNanos());
        rto.onMeasurement(0);
        assertTrue(rto.srttNanos() > 0);
    }
}
