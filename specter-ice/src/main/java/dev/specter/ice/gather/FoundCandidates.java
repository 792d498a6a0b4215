package dev.specter.ice.gather;

import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceCandidateType;
import dev.specter.ice.agent.Base;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Predicate;

/** What was found so far, without what is redundant (RFC 8445, section 5.1.3). Loop-confined. */
final class FoundCandidates {
    /** A NAT that gives each request another port could fill the list. */
    private static final int MAX_PER_BASE = 16;

    private final Queue<GatherEvent> events;
    private final List<Found> found = new ArrayList<>();
    private GatherPolicy policy;

    /** With the server that showed it or gave it; empty where none did. */
    private record Found(IceCandidate candidate, Base base, Optional<Server> server) {
        boolean isAt(IceCandidate other) {
            return candidate.port() == other.port() && candidate.address().equals(other.address());
        }
    }

    FoundCandidates(Queue<GatherEvent> events, GatherPolicy policy) {
        this.events = events;
        this.policy = policy;
    }

    /** From now on candidates of these types are reported; the others are kept for later. */
    void policy(GatherPolicy value) {
        policy = value;
    }

    private boolean isReported(Found one) {
        return switch (one.candidate().type()) {
            case HOST -> policy == GatherPolicy.ALL;
            case SRFLX, PRFLX -> policy != GatherPolicy.RELAY;
            case RELAY -> true;
        };
    }

    /**
     * Reports a candidate, unless its base has one with this address. One that has a name instead
     * makes none redundant: the peer may not be able to resolve it.
     *
     * @param server that showed it or gave it, if one did
     */
    void add(IceCandidate candidate, Base base, Optional<Server> server) {
        List<Found> others = found.stream().filter(f -> f.base() == base).toList();
        boolean isRedundant = others.stream().anyMatch(f -> isReported(f) && f.isAt(candidate));
        if (others.size() < MAX_PER_BASE && !isRedundant) {
            var one = new Found(candidate, base, server);
            found.add(one);
            report(one);
        }
    }

    private void report(Found one) {
        if (isReported(one)) {
            events.add(new GatherEvent.CandidateFound(one.candidate(), one.base()));
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

    Optional<Server> serverOf(IceCandidate candidate) {
        return found.stream()
                .filter(f -> f.candidate().equals(candidate))
                .findFirst()
                .flatMap(Found::server);
    }

    void remove(Base base) {
        found.removeIf(f -> f.base() == base);
    }

    /** Reports all of them once more, but for those of servers that are not asked any longer. */
    void announce(Predicate<Server> isAsked) {
        found.removeIf(f -> f.server().isPresent() && !isAsked.test(f.server().get()));
        found.forEach(this::report);
    }
}
