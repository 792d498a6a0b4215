package dev.specter.ice.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** RFC 8489, section 6.2.1, in virtual time. */
class StunExchangeTest {
    private static final long MILLI = 1_000_000L;

    private final StunExchange exchange =
            new StunExchange(
                    null,
                    null,
                    new byte[20],
                    InetSocketAddress.createUnresolved("here", 1),
                    InetSocketAddress.createUnresolved("there", 2),
                    null,
                    0);

    private List<Long> resendsUntilGivenUp() {
        List<Long> millis = new ArrayList<>();
        while (true) {
            long now = exchange.dueNanos();
            switch (exchange.handleTimeout(now)) {
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
        assertEquals(List.of(100L, 300L, 700L, 1500L, 3100L, 4700L, -6300L), resendsUntilGivenUp());
    }

    @Test
    void earlyTimeoutsAreHarmless() {
        assertEquals(StunExchange.Due.NOTHING, exchange.handleTimeout(99 * MILLI));
        assertEquals(StunExchange.Due.RESEND, exchange.handleTimeout(100 * MILLI));
    }

    @Test // RFC 8445, section 7.3.1.4
    void aCancelledOneWaitsForItsAnswerWithoutResending() {
        exchange.cancel();
        assertEquals(List.of(-1700L), resendsUntilGivenUp());
    }
}
