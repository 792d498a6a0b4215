package dev.specter.ice.agent;

import dev.specter.common.Bytes;
import dev.specter.ice.IceCandidatePair;
import dev.specter.ice.IceRoundTrips;
import dev.specter.ice.consent.Consent;
import dev.specter.ice.consent.ConsentChecker;
import dev.specter.ice.consent.ConsentTimes;
import dev.specter.ice.stun.StunClass;
import dev.specter.ice.stun.StunFrame;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The pair that datagrams go on (RFC 8445, section 12.1), and the peer's consent to that (RFC
 * 7675). Loop-confined.
 */
final class Selection {
    private static final long NEVER = Long.MAX_VALUE;
    private static final int ROLE_CONFLICT = 487;
    private static final int FORBIDDEN = 403;

    /** So many requests in a row without an answer are a reason to prefer a pair that answers. */
    private static final int DOUBTFUL = 3;

    /** A pair answered so lately is not doubted. */
    private static final long QUIET_NANOS = 500_000_000L;

    private static final long FIRST_RECHECK_NANOS = 1_000_000_000L;
    private static final long SELDOM_RECHECK_NANOS = 30_000_000_000L;

    private final ConsentTimes times;
    private final RandomGenerator random;
    private final Outbox out;
    private final AgentCounters counters;

    private CandidatePair pair;
    private Generation generation;
    private ConsentChecker checker;
    private long recheckNanos = NEVER;
    private long recheckGapNanos;

    Selection(ConsentTimes times, RandomGenerator random, Outbox out, AgentCounters counters) {
        this.times = times;
        this.random = random;
        this.out = out;
        this.counters = counters;
    }

    boolean isEmpty() {
        return pair == null;
    }

    /** Whether the pair belongs to that generation. */
    boolean isIn(Generation candidate) {
        return pair != null && generation == candidate;
    }

    /** The pair; null if there is none. */
    CandidatePair pair() {
        return pair;
    }

    Optional<IceCandidatePair> candidates() {
        return Optional.ofNullable(pair).map(CandidatePair::candidates);
    }

    /** Whether nothing will change for the better. */
    boolean isFinal() {
        return pair.isNominated() && generation.isComplete();
    }

    IceRoundTrips roundTrips() {
        return checker == null
                ? IceRoundTrips.NONE
                : new IceRoundTrips(
                        checker.roundTripNanos(),
                        checker.totalRoundTripNanos(),
                        checker.roundTrips());
    }

    Consent consent(long nowNanos) {
        if (pair.isRevoked()) {
            return Consent.EXPIRED;
        }
        return generation.isLiteOnBothSides() ? Consent.FRESH : checker.consent(nowNanos);
    }

    // ---- choice

    /** Draws conclusions from what the peer has answered on the pair, and what not. */
    void assess(long nowNanos) {
        if (pair == null) {
            return;
        }
        if (pair.lastAnswerNanos() > checker.lastAnswerNanos()) {
            checker.renew(pair.lastAnswerNanos()); // a connectivity check was answered
        }
        if (consent(nowNanos) == Consent.FRESH) {
            recheckNanos = NEVER;
        } else {
            pair.suspect();
            if (recheckNanos == NEVER) {
                recheckNanos = nowNanos;
                recheckGapNanos = FIRST_RECHECK_NANOS;
            }
        }
    }

    /**
     * Takes the best pair of a generation: the nominated one, or else the best that works; not one
     * that is silent if another answers.
     *
     * @return whether the selected pair is of that generation then
     */
    boolean chooseIn(Generation from, long nowNanos) {
        if (!from.isStarted()) {
            return isIn(from);
        }
        CandidatePair best = isIn(from) ? pair : null;
        for (CandidatePair each : from.list().pairs()) {
            if (each.isValid() && isBetter(each, best, nowNanos)) {
                best = each;
            }
        }
        if (best != null && best != pair) {
            take(best, from, nowNanos);
        }
        return isIn(from);
    }

    /**
     * A pair has just been answered. If it leads from the same base elsewhere, the peer's address
     * may have changed under way: ask at once whether it still answers at the old one.
     */
    void handleAnswered(CandidatePair answered, long nowNanos) {
        boolean elsewhere = pair != null && answered != pair && answered.base() == pair.base();
        boolean quiet = elsewhere && nowNanos - pair.lastAnswerNanos() > QUIET_NANOS;
        if (quiet && generation.asksForConsent()) {
            checker.ask(nowNanos);
        }
    }

    private boolean isBetter(CandidatePair candidate, CandidatePair than, long nowNanos) {
        long silenceNanos = nowNanos - candidate.lastAnswerNanos();
        if (than == null) {
            return silenceNanos < times.expiryNanos();
        }
        boolean doubtful =
                !than.isValid()
                        || than.isSuspect()
                        || than == pair && checker.unanswered() >= DOUBTFUL;
        if (doubtful) {
            return candidate.lastAnswerNanos() > than.lastAnswerNanos();
        }
        if (candidate.isSuspect() || silenceNanos >= times.lateNanos()) {
            return false;
        }
        return candidate.isNominated() == than.isNominated()
                ? candidate.outranks(than)
                : candidate.isNominated();
    }

    private void take(CandidatePair chosen, Generation from, long nowNanos) {
        boolean replaced = isIn(from) && pair.isNominated() && !chosen.isNominated();
        if (replaced) {
            pair.retire();
            from.nominateInstead(chosen, nowNanos);
        }
        pair = chosen;
        generation = from;
        checker = new ConsentChecker(times, random, chosen.lastAnswerNanos());
        recheckNanos = NEVER;
    }

    /** The pair is no more. */
    void handleRemoved(CandidatePair removed) {
        if (removed == pair) {
            clear();
        }
    }

    // ---- consent

    boolean hasAsked(Bytes transactionId) {
        return checker != null && checker.isOutstanding(transactionId);
    }

    /** Takes the answer to a consent check, or what looks like one; false if it was dropped. */
    boolean handleAnswer(StunFrame frame, Base base, InetSocketAddress source, long nowNanos) {
        boolean symmetric = base == pair.base() && source.equals(pair.remote());
        if (!symmetric || !generation.credentials().vouchForResponse(frame)) {
            counters.droppedIntegrity++;
            return false;
        }
        counters.responsesReceived++;
        if (frame.messageClass() == StunClass.SUCCESS) {
            // RFC 7675, section 5.1: a success response renews consent; nothing else does.
            checker.handleAnswer(frame.transactionId(), nowNanos);
            pair.answered(nowNanos);
            generation.handleConsent(nowNanos);
        } else if (frame.errorCode() == FORBIDDEN) {
            // RFC 7675, section 5.2: consent is revoked at once.
            pair.revoke(nowNanos);
        } else if (frame.errorCode() == ROLE_CONFLICT) {
            generation.handleRefusal(nowNanos);
        }
        return true;
    }

    void handleTimeout(long nowNanos) {
        if (!asks()) {
            return;
        }
        Bytes id = checker.pollRequest(nowNanos);
        if (id != null) {
            byte[] request = generation.credentials().request(id, pair, generation.role(), false);
            out.send(StunClass.REQUEST, pair.base(), pair.remote(), request);
            counters.consentRequestsSent++;
        }
        if (nowNanos >= recheckNanos) {
            generation.recheck(nowNanos); // another pair may still work
            recheckNanos = nowNanos + recheckGapNanos;
            recheckGapNanos = Math.min(2 * recheckGapNanos, SELDOM_RECHECK_NANOS);
        }
    }

    private boolean asks() {
        return pair != null && !pair.isRevoked() && generation.asksForConsent();
    }

    long nextTimeoutNanos(long nowNanos) {
        if (pair == null || pair.isRevoked() || generation.isLiteOnBothSides()) {
            return NEVER;
        }
        return generation.asksForConsent()
                ? Math.min(recheckNanos, checker.nextTimeoutNanos(nowNanos))
                : checker.nextExpiryNanos(nowNanos);
    }

    void clear() {
        pair = null;
        generation = null;
        checker = null;
        recheckNanos = NEVER;
    }
}
