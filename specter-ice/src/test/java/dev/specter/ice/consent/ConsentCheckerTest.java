package dev.specter.ice.consent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.common.Bytes;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** RFC 7675, section 5.1, in virtual time. */
class ConsentCheckerTest {
    private static final long SECOND = 1_000_000_000L;
    private static final ConsentTimes TIMES = new ConsentTimes(5 * SECOND, 7 * SECOND, 30 * SECOND);

    private final ConsentChecker checker = new ConsentChecker(TIMES, new Random(7), 0);
    private final List<Long> sentAt = new ArrayList<>();
    private Bytes last;
    private long nowNanos;

    /** Runs from deadline to deadline, as the owner does. */
    private void runUntil(long endNanos, boolean answered) {
        while (checker.nextTimeoutNanos(nowNanos) <= endNanos) {
            nowNanos = Math.max(nowNanos, checker.nextTimeoutNanos(nowNanos));
            Bytes request = checker.pollRequest(nowNanos);
            if (request != null) {
                sentAt.add(nowNanos);
                last = request;
                if (answered) {
                    checker.handleAnswer(request, nowNanos);
                }
            }
        }
        nowNanos = endNanos;
    }

    @Test
    void asksEveryFiveSecondsWithJitterWhileAnswered() {
        runUntil(1000 * SECOND, true);
        assertEquals(Consent.FRESH, checker.consent(nowNanos));
        for (int i = 1; i < sentAt.size(); i++) {
            long gap = sentAt.get(i) - sentAt.get(i - 1);
            assertTrue(gap >= 4 * SECOND && gap <= 6 * SECOND, "gap " + gap);
        }
        assertTrue(sentAt.size() > 150, "sent " + sentAt.size());
        assertTrue(sentAt.stream().map(t -> t / SECOND % 5).distinct().count() > 1, "no jitter");
    }

    @Test
    void measuresTheRoundTripOfEachAnsweredRequestOnce() {
        assertEquals(-1, checker.roundTripNanos());
        runUntil(7 * SECOND - 1, false);
        checker.handleAnswer(last, nowNanos + 20);
        checker.handleAnswer(last, nowNanos + 90);
        long expected = nowNanos + 20 - sentAt.get(sentAt.size() - 1);
        assertEquals(expected, checker.roundTripNanos());
        assertEquals(expected, checker.totalRoundTripNanos());
        assertEquals(1, checker.roundTrips());
    }

    @Test
    void silenceMakesConsentLateThenExpired() {
        runUntil(7 * SECOND - 1, false);
        assertEquals(Consent.FRESH, checker.consent(nowNanos));
        assertEquals(7 * SECOND, Math.min(7 * SECOND, checker.nextTimeoutNanos(nowNanos)));
        runUntil(7 * SECOND, false);
        assertEquals(Consent.LATE, checker.consent(nowNanos));
        runUntil(30 * SECOND, false);
        assertEquals(Consent.EXPIRED, checker.consent(nowNanos));
    }

    @Test
    void anUnansweredRequestIsFollowedSoonAndThenLessOften() {
        runUntil(60 * SECOND, false);
        assertEquals(SECOND / 2, sentAt.get(1) - sentAt.get(0));
        assertEquals(SECOND, sentAt.get(2) - sentAt.get(1));
        assertEquals(2 * SECOND, sentAt.get(3) - sentAt.get(2));
        assertTrue(sentAt.size() < 25, "sent " + sentAt.size());
    }

    @Test
    void anAnswerAfterExpiryGivesConsentBack() {
        runUntil(40 * SECOND, false);
        assertEquals(Consent.EXPIRED, checker.consent(nowNanos));
        checker.handleAnswer(last, nowNanos);
        assertEquals(Consent.FRESH, checker.consent(nowNanos));
        assertEquals(nowNanos, checker.lastAnswerNanos());
    }

    @Test
    void aStrayAnswerChangesNothing() {
        runUntil(10 * SECOND, false);
        checker.handleAnswer(Bytes.ofHex("000000000000000000000000"), nowNanos);
        assertEquals(Consent.LATE, checker.consent(nowNanos));
        assertEquals(0, checker.lastAnswerNanos());
    }

    @Test
    void aReplayedAnswerDoesNotProlongConsent() {
        runUntil(10 * SECOND, false);
        Bytes answered = last;
        checker.handleAnswer(answered, nowNanos);
        checker.handleAnswer(answered, nowNanos + 7 * SECOND);
        assertEquals(Consent.LATE, checker.consent(nowNanos + 7 * SECOND));
    }

    @Test
    void eachRequestHasAnIdOfItsOwnAndOldOnesAreForgotten() {
        runUntil(6 * SECOND, false);
        Bytes first = last;
        assertTrue(checker.isOutstanding(first));
        runUntil(600 * SECOND, false);
        assertNotEquals(first, last);
        assertFalse(checker.isOutstanding(first), "bounded");
        assertTrue(checker.isOutstanding(last));
    }

    @Test
    void pollingEarlyIsHarmless() {
        assertNull(checker.pollRequest(0));
        assertNull(checker.pollRequest(SECOND));
    }
}
