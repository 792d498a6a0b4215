package dev.specter.ice.agent;

import dev.specter.ice.IceRole;

/**
 * What a lite agent does instead of checking (RFC 8445, sections 6.2, 7.3.2 and 8.2): it answers,
 * and goes by what the peer asks.
 */
final class Lite {
    private Lite() {}

    /**
     * A check of a full peer has come: the pair may be used (section 7.3.2). Deviates: with the
     * first check, and not only once it is nominated, since a full peer may send datagrams by then.
     */
    static void handleRequest(
            CandidatePair pair, boolean usesCandidate, IceRole role, long nowNanos) {
        pair.succeed(pair.candidates().local(), role, nowNanos);
        if (usesCandidate) {
            pair.nominate(nowNanos);
        }
    }

    /** Both agents are lite: the best pair is used unchecked (section 8.2.2). */
    static void pairUp(CheckList list, long nowNanos) {
        CandidatePair best = null;
        for (CandidatePair pair : list.pairs()) {
            if (best == null || pair.outranks(best)) {
                best = pair;
            }
        }
        if (best != null && !best.isNominated()) {
            list.pairs().forEach(CandidatePair::retire);
            best.succeed(best.candidates().local(), list.role(), nowNanos);
            best.nominate(nowNanos);
        }
    }
}
