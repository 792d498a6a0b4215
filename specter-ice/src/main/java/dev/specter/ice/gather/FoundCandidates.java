package dev.specter.ice.gather;

import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceCandidateType;
import dev.specter.ice.agent.Base;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** What was found so far, without what is redundant (RFC 8445, section 5.1.3). Loop-confined. */
final class FoundCandidates {
    /** A NAT that gives each request another port could fill the list. */
    private static final int MAX_PER_BASE = 16;

    private final Queue<GatherEvent> events;
    private final List<Found> found = new ArrayList<>();

    private record Found(IceCandidate candidate, Base base) {
        boolean isAt(IceCandidate other) {
            return candidate.port() == other.port() && candidate.address().equals(other.address());
        }
    }

    FoundCandidates(Queue<GatherEvent> events) {
        this.events = events;
    }

    /**
     * Reports a candidate, unless its base has one with this address. One that has a name instead
     * makes none redundant: the peer may not be able to resolve it.
     */
    void add(IceCandidate candidate, Base base) {
        List<Found> others = found.stream().filter(f -> f.base() == base).toList();
        if (others.size() < MAX_PER_BASE && others.stream().noneMatch(f -> f.isAt(candidate))) {
            found.add(new Found(candidate, base));
            events.add(new GatherEvent.CandidateFound(candidate, base));
        }
    }

    /** How many server-reflexive candidates a base has. */
    int reflexive(Base base) {
        return (int)
                found.stream()
                        .filter(f -> f.base() == base)
                        .filter(f -> f.candidate().type() == IceCandidateType.SRFLX)
                        .count();
    }

    void remove(Base base) {
        found.removeIf(f -> f.base() == base);
    }

    /** Reports all of them once more. */
    void announce() {
        found.forEach(f -> events.add(new GatherEvent.CandidateFound(f.candidate(), f.base())));
    }
}
