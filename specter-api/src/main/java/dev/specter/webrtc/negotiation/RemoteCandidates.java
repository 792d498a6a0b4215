package dev.specter.webrtc.negotiation;

import dev.specter.ice.IceCandidate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The peer's candidates by m-section and generation, bounded, until a transport can use them; and
 * what each transport was given.
 */
final class RemoteCandidates {
    /** Most generations remembered after their end. */
    private static final int MAX_PAST = 256;

    private record Key(String mid, String ufrag) {}

    private final int limit;
    private final Map<Key, Set<IceCandidate>> candidates = new HashMap<>(2);
    private final Set<Key> ended = new LinkedHashSet<>(2);
    private final Map<Integer, Set<IceCandidate>> given = new HashMap<>(2);
    private final Set<String> described = new LinkedHashSet<>(2);

    RemoteCandidates(int limit) {
        this.limit = limit;
    }

    /** Notes a candidate; what exceeds the limit is dropped. */
    void add(String mid, String ufrag, IceCandidate candidate) {
        Set<IceCandidate> set =
                candidates.computeIfAbsent(new Key(mid, ufrag), k -> new LinkedHashSet<>(2));
        if (set.size() < limit) {
            set.add(candidate);
        }
    }

    void end(String mid, String ufrag) {
        ended.add(new Key(mid, ufrag));
    }

    boolean isEnded(String mid, String ufrag) {
        return ended.contains(new Key(mid, ufrag));
    }

    /** The candidates of an m-section that its transport was not given yet. */
    List<IceCandidate> take(int transportId, String mid, String ufrag) {
        Set<IceCandidate> before = given.computeIfAbsent(transportId, k -> new LinkedHashSet<>(2));
        var fresh = new ArrayList<IceCandidate>();
        for (IceCandidate candidate : candidates.getOrDefault(new Key(mid, ufrag), Set.of())) {
            if (before.size() < 2 * limit && before.add(candidate)) {
                fresh.add(candidate);
            }
        }
        return fresh;
    }

    /** A new generation starts on a transport: it has been given nothing. */
    void restart(int transportId) {
        given.remove(transportId);
    }

    /** Whether a description of the peer, in force or past, had this generation. */
    boolean isDescribed(String ufrag) {
        return described.contains(ufrag);
    }

    /** Forgets what belongs to none of these generations. */
    void retain(Set<String> ufrags) {
        described.addAll(ufrags);
        while (described.size() > MAX_PAST + ufrags.size()) {
            described.remove(described.iterator().next());
        }
        candidates.keySet().removeIf(k -> !ufrags.contains(k.ufrag()));
        ended.removeIf(k -> !ufrags.contains(k.ufrag()));
    }

    void close(int transportId) {
        given.remove(transportId);
    }
}
