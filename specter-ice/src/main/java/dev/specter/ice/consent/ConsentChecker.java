package dev.specter.ice.consent;

import dev.specter.common.Bytes;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.random.RandomGenerator;

/**
 * Asks for consent on one path (RFC 7675, section 5.1): when to send which request, and how fresh
 * consent is. Its requests keep NAT bindings alive as well (RFC 8445, section 11). Sans I/O: the
 * owner sends what {@link #pollRequest} hands out. Loop-confined.
 *
 * <p>Deviates: while a request is unanswered, further ones follow after 500 ms, 1 s, 2 s and so on
 * up to the interval, where the RFC sends none before the next interval; a single lost packet would
 * otherwise look like ten seconds of silence. It goes on asking after consent has expired, so that
 * a peer that comes back is noticed; nothing but these checks is sent then.
 */
public final class ConsentChecker {
    /** Requests whose answers still count. */
    private static final int MAX_OUTSTANDING = 16;

    private static final long FIRST_RESEND_NANOS = 500_000_000L;
    private static final int TRANSACTION_ID_BYTES = 12;

    private final ConsentTimes times;
    private final RandomGenerator random;
    private final Deque<Request> outstanding = new ArrayDeque<>(1);
    private long roundTripNanos = -1;
    private long totalRoundTripNanos;
    private long roundTrips;
    private long lastAnswerNanos;
    private long nextRequestNanos;
    private long resendNanos;
    private int unanswered;

    private record Request(Bytes transactionId, long sentNanos) {}

    /**
     * Begins after the peer has answered a connectivity check.
     *
     * @param times the intervals
     * @param random for transaction ids and jitter
     * @param answeredNanos when that was
     */
    public ConsentChecker(ConsentTimes times, RandomGenerator random, long answeredNanos) {
        this.times = times;
        this.random = random;
        handleAnswered(answeredNanos);
    }

    /**
     * Hands out the next request, if it is due.
     *
     * @param nowNanos the time
     * @return the transaction id of a request to send now, 12 bytes, or null
     */
    public Bytes pollRequest(long nowNanos) {
        if (nowNanos < nextRequestNanos) {
            return null;
        }
        byte[] id = new byte[TRANSACTION_ID_BYTES];
        random.nextBytes(id);
        Bytes transactionId = Bytes.wrapOwned(id);
        if (outstanding.size() == MAX_OUTSTANDING) {
            outstanding.removeFirst();
        }
        outstanding.addLast(new Request(transactionId, nowNanos));
        nextRequestNanos = nowNanos + Math.min(resendNanos, jittered(times.intervalNanos()));
        resendNanos = Math.min(resendNanos * 2, times.intervalNanos());
        unanswered++;
        return transactionId;
    }

    /**
     * Has the next request go at once, if none is under way.
     *
     * @param nowNanos the time
     */
    public void ask(long nowNanos) {
        if (unanswered == 0) {
            nextRequestNanos = nowNanos;
        }
    }

    /** How many requests have gone since the last answer. */
    public int unanswered() {
        return unanswered;
    }

    /**
     * Takes another authentic sign of the peer's consent: the answer to a connectivity check.
     *
     * @param answeredNanos when it came
     */
    public void renew(long answeredNanos) {
        handleAnswered(answeredNanos);
    }

    /**
     * Whether a response belongs to a request of this checker.
     *
     * @param transactionId its id
     */
    public boolean isOutstanding(Bytes transactionId) {
        return outstanding.stream().anyMatch(r -> r.transactionId().equals(transactionId));
    }

    /**
     * Takes an answer, whose integrity and source the owner has checked.
     *
     * @param transactionId its id; without effect if no request has it
     * @param nowNanos the time
     */
    public void handleAnswer(Bytes transactionId, long nowNanos) {
        // Each counts once: a replayed answer must not prolong consent.
        for (Iterator<Request> each = outstanding.iterator(); each.hasNext(); ) {
            Request request = each.next();
            if (request.transactionId().equals(transactionId)) {
                each.remove();
                roundTripNanos = nowNanos - request.sentNanos();
                totalRoundTripNanos += roundTripNanos;
                roundTrips++;
                handleAnswered(nowNanos);
                return;
            }
        }
    }

    /** The round trip of the last answered request, or -1 before the first answer. */
    public long roundTripNanos() {
        return roundTripNanos;
    }

    /** The sum of all round trips. */
    public long totalRoundTripNanos() {
        return totalRoundTripNanos;
    }

    /** How many round trips there were. */
    public long roundTrips() {
        return roundTrips;
    }

    private void handleAnswered(long nowNanos) {
        lastAnswerNanos = nowNanos;
        unanswered = 0;
        // RFC 7675, section 5.1: each interval is varied by a factor of 0.8 to 1.2, so that
        // peers do not fall into step.
        nextRequestNanos = nowNanos + jittered(times.intervalNanos());
        resendNanos = Math.min(FIRST_RESEND_NANOS, times.intervalNanos());
    }

    private long jittered(long nanos) {
        return (long) (nanos * (0.8 + 0.4 * random.nextDouble()));
    }

    /** How fresh consent is. */
    public Consent consent(long nowNanos) {
        long silenceNanos = nowNanos - lastAnswerNanos;
        if (silenceNanos >= times.expiryNanos()) {
            return Consent.EXPIRED;
        }
        return silenceNanos >= times.lateNanos() ? Consent.LATE : Consent.FRESH;
    }

    /** When the peer answered last. */
    public long lastAnswerNanos() {
        return lastAnswerNanos;
    }

    /** When {@link #pollRequest} or {@link #consent} will give something new. */
    public long nextTimeoutNanos(long nowNanos) {
        return Math.min(nextRequestNanos, nextExpiryNanos(nowNanos));
    }

    /**
     * When {@link #consent} will give something new; {@code Long.MAX_VALUE} when it has expired.
     */
    public long nextExpiryNanos(long nowNanos) {
        long next = Long.MAX_VALUE;
        long late = lastAnswerNanos + times.lateNanos();
        long expired = lastAnswerNanos + times.expiryNanos();
        if (late > nowNanos) {
            next = Math.min(next, late);
        }
        if (expired > nowNanos) {
            next = Math.min(next, expired);
        }
        return next;
    }
}
