package dev.specter.ice.agent;

import dev.specter.common.Bytes;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The checks on their way, by transaction id (RFC 8489, section 6.2). Loop-confined. */
final class ChecksUnderWay {
    private static final int MAX_ANSWERED = 64;

    private final Map<Bytes, ConnectivityCheck> underWay = new HashMap<>(2);

    /** Lately ended ones: the network may bring answers twice. */
    private final Deque<Bytes> ended = new ArrayDeque<>(1);

    void add(ConnectivityCheck transaction) {
        underWay.put(transaction.id(), transaction);
    }

    /** The transaction with that id, or null. */
    ConnectivityCheck get(Bytes id) {
        return underWay.get(id);
    }

    /** Whether an answer with that id comes too late, or again. */
    boolean hasEnded(Bytes id) {
        return ended.contains(id);
    }

    void end(ConnectivityCheck transaction) {
        if (underWay.remove(transaction.id()) != null) {
            if (ended.size() == MAX_ANSWERED) {
                ended.removeFirst();
            }
            ended.addLast(transaction.id());
        }
    }

    /** Ends all of a pair. */
    void end(CandidatePair pair) {
        all().stream().filter(each -> each.pair() == pair).forEach(this::end);
    }

    void clear() {
        all().forEach(this::end);
    }

    /** All that are on their way; a copy. */
    Collection<ConnectivityCheck> all() {
        return List.copyOf(underWay.values());
    }

    long nextTimeoutNanos() {
        long next = Long.MAX_VALUE;
        for (ConnectivityCheck each : underWay.values()) {
            next = Math.min(next, each.dueNanos());
        }
        return next;
    }
}
