package dev.specter.ice.agent;

import dev.specter.ice.IceCandidate;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Our candidates of one generation, as they were gathered. Loop-confined. */
final class LocalCandidates {
    private final List<LocalCandidate> candidates = new ArrayList<>();

    /** Adds a candidate, once. */
    void add(LocalCandidate candidate) {
        if (!candidates.contains(candidate)) {
            candidates.add(candidate);
        }
    }

    void removeBase(Base base) {
        candidates.removeIf(candidate -> candidate.base() == base);
    }

    /**
     * The candidate that pairs of a base are formed with, or null. RFC 8445, section 6.1.2.4: a
     * reflexive candidate stands back for its base; without a host candidate the best one serves.
     */
    LocalCandidate of(Base base) {
        LocalCandidate best = null;
        for (LocalCandidate each : candidates) {
            boolean better =
                    best == null || each.candidate().priority() > best.candidate().priority();
            if (each.base() == base && better) {
                best = each;
            }
        }
        return best;
    }

    /** One candidate of each base. */
    List<LocalCandidate> ofEachBase() {
        return candidates.stream().map(LocalCandidate::base).distinct().map(this::of).toList();
    }

    /** RFC 8445, section 7.2.5.3.1: the candidate whose address the peer has seen. */
    IceCandidate seenAs(Base base, InetSocketAddress mapped) {
        for (LocalCandidate each : candidates) {
            if (each.base() == base && each.isAt(mapped)) {
                return each.candidate();
            }
        }
        return of(base).reflexiveAt(mapped);
    }

    List<IceCandidate> all() {
        return candidates.stream().map(LocalCandidate::candidate).toList();
    }
}
