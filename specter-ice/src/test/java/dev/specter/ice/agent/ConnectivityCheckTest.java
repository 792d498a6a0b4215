package dev.specter.ice.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.specter.common.Bytes;
import dev.specter.ice.IceRole;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** RFC 8489, section 6.2, in virtual time. */
class ConnectivityCheckTest {
    private static final long MILLI = 1_000_000L;

    private final ConnectivityCheck check = check(false);

    private static ConnectivityCheck check(boolean reliable) {
        return new ConnectivityCheck(
                new ConnectivityCheck.Request(
                        Bytes.EMPTY, null, IceRole.CONTROLLING, false, new byte[20]),
                reliable,
                RetransmissionTimeout.LEAST_NANOS,
                0);
    }

    private static List<Long> resendsUntilGivenUp(ConnectivityCheck check) {
        List<Long> millis = new ArrayList<>();
        while (true) {
            long now = check.dueNanos();
            switch (check.handleTimeout(now)) {
                case RESEND -> millis.add(now / MILLI);
                case GIVE_UP -> {
                    millis.add(-now / MILLI);
                    return millis;
                }
                case NOTHING -> throw new AssertionError("due, but nothing to do");
            }
        }
    }

    @Test
    void resendsWithDoublingWaitsAndGivesUp() {
        assertEquals(
                List.of(100L, 300L, 700L, 1500L, 3100L, 4700L, -6300L), resendsUntilGivenUp(check));
    }

    @Test
    void earlyTimeoutsAreHarmless() {
        assertEquals(ConnectivityCheck.Due.NOTHING, check.handleTimeout(99 * MILLI));
        assertEquals(ConnectivityCheck.Due.RESEND, check.handleTimeout(100 * MILLI));
    }

    @Test // RFC 8445, section 8.1.2
    void oneThatCeasesWaitsForItsAnswerWithoutResending() {
        check.cease();
        assertEquals(List.of(-100L), resendsUntilGivenUp(check));
    }

    @Test // RFC 8445, section 7.3.1.4
    void anExpeditedOneGoesAgainSoonAndAsOftenAsANewOne() {
        check.handleTimeout(check.dueNanos());
        check.handleTimeout(check.dueNanos());
        assertEquals(700, check.dueNanos() / MILLI);
        check.expedite(RetransmissionTimeout.LEAST_NANOS);
        assertEquals(
                List.of(320L, 420L, 620L, 1020L, 1820L, 3420L, 5020L, -6620L),
                resendsUntilGivenUp(check));
    }

    @Test // RFC 8489, section 6.2.2
    void overTcpItIsSentOnce() {
        ConnectivityCheck overTcp = check(true);
        overTcp.expedite(RetransmissionTimeout.LEAST_NANOS);
        assertEquals(List.of(-10_000L), resendsUntilGivenUp(overTcp));
    }

    @Test
    void theRoundTripOfAResentOneIsAmbiguous() {
        assertEquals(30 * MILLI, check.roundTripNanos(30 * MILLI));
        check.handleTimeout(check.dueNanos());
        assertEquals(-1, check.roundTripNanos(130 * MILLI));
    }
}
