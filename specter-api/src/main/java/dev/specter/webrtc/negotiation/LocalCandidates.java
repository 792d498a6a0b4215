package dev.specter.webrtc.negotiation;

import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceCandidateType;
import dev.specter.ice.IceProtocol;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The local candidates of each transport's latest generation. */
final class LocalCandidates {
    private record Generation(String ufrag, List<IceCandidate> candidates, boolean complete) {}

    private final Map<Integer, Generation> generations = new HashMap<>(2);

    void add(int transportId, String ufrag, IceCandidate candidate) {
        generation(transportId, ufrag).candidates().add(candidate);
    }

    void complete(int transportId, String ufrag) {
        Generation generation = generation(transportId, ufrag);
        generations.put(transportId, new Generation(ufrag, generation.candidates(), true));
    }

    private Generation generation(int transportId, String ufrag) {
        Generation generation = generations.get(transportId);
        if (generation == null || !generation.ufrag().equals(ufrag)) {
            generation = new Generation(ufrag, new ArrayList<>(), false);
            generations.put(transportId, generation);
        }
        return generation;
    }

    List<IceCandidate> of(int transportId, String ufrag) {
        Generation generation = generations.get(transportId);
        return generation != null && generation.ufrag().equals(ufrag)
                ? List.copyOf(generation.candidates())
                : List.of();
    }

    boolean isComplete(int transportId, String ufrag) {
        Generation generation = generations.get(transportId);
        return generation != null && generation.ufrag().equals(ufrag) && generation.complete();
    }

    void close(int transportId) {
        generations.remove(transportId);
    }

    /**
     * The default candidate (RFC 8839, section 4.2.1.2): the one most likely to work for a peer
     * without ICE, relayed before reflexive before host; names are no addresses.
     */
    Optional<IceCandidate> defaultCandidate(int transportId, String ufrag) {
        return of(transportId, ufrag).stream()
                .filter(c -> c.protocol() == IceProtocol.UDP && c.component() == 1)
                .filter(c -> c.type() != IceCandidateType.PRFLX)
                .filter(c -> isAddress(c.address()))
                .min(
                        Comparator.comparing((IceCandidate c) -> c.type().preference())
                                .thenComparing(c -> c.address().indexOf(':') >= 0)
                                .thenComparing(c -> -c.priority()));
    }

    private static boolean isAddress(String text) {
        return text.indexOf(':') >= 0
                || text.chars().allMatch(c -> c == '.' || Character.isDigit(c));
    }
}
