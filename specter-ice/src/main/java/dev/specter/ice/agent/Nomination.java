package dev.specter.ice.agent;

/**
 * Which pair is nominated, and when (RFC 8445, sections 8.1.1 and 7.3.1.5). The controlling agent
 * nominates the best pair that works as soon as no better one is left to wait for, or after a short
 * while; nothing waits for it, since datagrams go on any pair that works. Loop-confined.
 *
 * <p>Deviates: RFC 8445 has one nomination in a generation. We nominate again, and follow a peer
 * that does, when the nominated pair has died, or when it goes by a relay or by TCP and another one
 * does not; the alternative is a dead or a dear connection. A pair that is merely better stays in
 * reserve.
 */
final class Nomination {
    /** How long pairs better than the one that works are waited for. */
    static final long WAIT_NANOS = 50_000_000L;

    /** A nomination that comes so long after the last one is a change of mind. */
    static final long SETTLED_NANOS = 3_000_000_000L;

    private static final long NEVER = Long.MAX_VALUE;

    private final CheckList list;
    private final RoleConflict role;
    private final CheckClient client;

    /** The pair whose nomination is on its way; or null. */
    private CandidatePair pending;

    private long dueNanos = NEVER;

    Nomination(CheckList list, RoleConflict role, CheckClient client) {
        this.list = list;
        this.role = role;
        this.client = client;
    }

    /** The nominated pair, the best of several; or null. */
    CandidatePair nominated() {
        CandidatePair best = null;
        for (CandidatePair pair : list.pairs()) {
            if (pair.isNominated() && (best == null || pair.outranks(best))) {
                best = pair;
            }
        }
        return best;
    }

    // ---- ours

    /** Nominates, if it is time. */
    void consider(long nowNanos) {
        // Over even where there is nothing to nominate any more, or it would be due for ever.
        boolean hasWaited = nowNanos >= dueNanos;
        if (hasWaited) {
            dueNanos = NEVER;
        }
        if (!role.isControlling() || pending != null) {
            return;
        }
        CandidatePair best = bestValid();
        if (best == null) {
            return;
        }
        CandidatePair nominated = nominated();
        if (nominated != null) {
            if (!nominated.isSuspect() && best.directness() > nominated.directness()) {
                nominate(best, nowNanos);
            }
        } else if (!isBetterPending(best) || hasWaited) {
            nominate(best, nowNanos);
        } else if (dueNanos == NEVER) {
            dueNanos = nowNanos + WAIT_NANOS;
        }
    }

    private CandidatePair bestValid() {
        CandidatePair best = null;
        for (CandidatePair pair : list.pairs()) {
            boolean usable = pair.isValid() && !pair.isSuspect();
            if (usable && (best == null || pair.outranks(best))) {
                best = pair;
            }
        }
        return best;
    }

    private boolean isBetterPending(CandidatePair best) {
        for (CandidatePair pair : list.pairs()) {
            if (pair.outranks(best) && pair.state() != PairState.FAILED) {
                return true;
            }
        }
        return false;
    }

    private void nominate(CandidatePair pair, long nowNanos) {
        dueNanos = NEVER;
        pending = pair;
        client.check(pair, true, nowNanos);
    }

    /** Nominates a pair that works in place of one that has stopped to. */
    void replace(CandidatePair replacement, long nowNanos) {
        if (role.isControlling() && pending != replacement && !replacement.isNominated()) {
            nominate(replacement, nowNanos);
        }
    }

    // ---- what becomes of it

    /** A check on the pair was answered. */
    void handleSuccess(CandidatePair pair, boolean nominating, long nowNanos) {
        if (nominating && role.isControlling()) {
            if (pending == pair) {
                pending = null;
            }
            settle(pair, nowNanos);
        } else if (pair.isToBeNominated() && !role.isControlling()) {
            accept(pair, nowNanos);
        }
    }

    /** A check was not answered: if it was to nominate its pair, another one has to be found. */
    void handleFailure(CandidatePair pair, boolean nominating) {
        if (nominating && pending == pair) {
            pending = null;
            pair.suspect(); // until it is answered again, by consent for one
        }
    }

    /** The pair is no more. */
    void handleRemoved(CandidatePair pair) {
        if (pending == pair) {
            pending = null;
        }
    }

    /** Whoever was to nominate, the other one is now. */
    void handleRoleChange(long nowNanos) {
        pending = null;
        dueNanos = NEVER;
        for (CandidatePair pair : list.pairs()) {
            if (!role.isControlling() && pair.isToBeNominated() && pair.isValid()) {
                accept(pair, nowNanos);
            }
        }
    }

    // ---- the peer's

    /** RFC 8445, section 7.3.1.5: a request with USE-CANDIDATE. */
    void handleUseCandidate(CandidatePair pair, long nowNanos) {
        if (role.isControlling()) {
            return;
        }
        if (pair.isValid()) {
            accept(pair, nowNanos);
        } else {
            pair.nominateOnSuccess();
        }
    }

    /**
     * Several nominations in a row are those of an aggressive peer, and the best pair counts (RFC
     * 5245, section 8.1.1.2); one that comes late is a change of mind, and counts itself.
     */
    private void accept(CandidatePair pair, long nowNanos) {
        CandidatePair before = nominated();
        boolean late = before != null && nowNanos - before.lastNominationNanos() >= SETTLED_NANOS;
        if (late && before != pair) {
            settle(pair, nowNanos);
        } else {
            pair.nominate(nowNanos);
        }
        client.ceaseBelow(pair);
    }

    private void settle(CandidatePair pair, long nowNanos) {
        list.pairs().forEach(CandidatePair::retire);
        pair.nominate(nowNanos);
        client.ceaseBelow(pair);
    }

    long nextTimeoutNanos() {
        return dueNanos;
    }
}
