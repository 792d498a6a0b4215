package dev.specter.ice.agent;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** The pairs of a check list, by base and remote address; bounded. Loop-confined. */
final class PairTable {
    private final int maxPairs;
    private final IdentityHashMap<Base, Map<InetSocketAddress, CandidatePair>> byWay =
            new IdentityHashMap<>(2);
    private final List<CandidatePair> pairs = new ArrayList<>(2);

    PairTable(int maxPairs) {
        this.maxPairs = maxPairs;
    }

    /** All pairs; not to be kept. */
    List<CandidatePair> pairs() {
        return pairs;
    }

    /** The pair, or null. */
    CandidatePair get(Base base, InetSocketAddress remote) {
        Map<InetSocketAddress, CandidatePair> ofBase = byWay.get(base);
        return ofBase == null ? null : ofBase.get(remote);
    }

    /**
     * Adds a pair that is not there yet, in the place of another one if the list is full (RFC 8445,
     * section 6.1.2.5): that with the lowest priority of those that nothing is known of.
     *
     * @return false if every other pair is worth more
     */
    boolean add(CandidatePair pair) {
        if (pairs.size() >= maxPairs) {
            CandidatePair least = null;
            for (CandidatePair each : pairs) {
                boolean free = !each.isAuthentic() && each.state() != PairState.IN_PROGRESS;
                if (free && (least == null || least.outranks(each))) {
                    least = each;
                }
            }
            if (least == null || !pair.isAuthentic() && !pair.outranks(least)) {
                return false;
            }
            remove(least);
        }
        pairs.add(pair);
        byWay.computeIfAbsent(pair.base(), b -> new HashMap<>(2)).put(pair.remote(), pair);
        return true;
    }

    private void remove(CandidatePair pair) {
        pairs.remove(pair);
        byWay.get(pair.base()).remove(pair.remote());
    }

    /** Removes and returns all pairs of a base. */
    List<CandidatePair> removeBase(Base base) {
        Map<InetSocketAddress, CandidatePair> removed = byWay.remove(base);
        if (removed == null) {
            return List.of();
        }
        pairs.removeAll(removed.values());
        return List.copyOf(removed.values());
    }
}
