package dev.specter.ice.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** RFC 8445, section 14.3, and RFC 6298. */
class RetransmissionTimeoutTest {
    private static final long MILLI = 1_000_000L;

    private final RetransmissionTimeout rto = new RetransmissionTimeout();

    @Test
    void beginsWithItsLeast() {
        assertEquals(RetransmissionTimeout.LEAST_NANOS, rto.nanos(0));
    }

    @Test // RFC 8445, section 14.3: Ta * N
    void givesManyChecksTheirTime() {
        assertEquals(500 * MILLI, rto.nanos(100));
    }

    @Test
    void followsTheRoundTripsThatAreMeasured() {
        rto.handleRoundTrip(200 * MILLI);
        assertEquals(600 * MILLI, rto.nanos(0));
        for (int i = 0; i < 50; i++) {
            rto.handleRoundTrip(200 * MILLI);
        }
        assertTrue(rto.nanos(0) < 210 * MILLI, "steady: " + rto.nanos(0));
        for (int i = 0; i < 50; i++) {
            rto.handleRoundTrip(MILLI);
        }
        assertEquals(RetransmissionTimeout.LEAST_NANOS, rto.nanos(0));
    }

    @Test
    void neverWaitsForEver() {
        rto.handleRoundTrip(60_000 * MILLI);
        assertEquals(ConnectivityCheck.LONGEST_WAIT_NANOS, rto.nanos(1000));
    }
}
