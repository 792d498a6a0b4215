package dev.specter.webrtc.negotiation;

import dev.specter.ice.IceParameters;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The identifiers and local credentials of transports, from the moment an offer or answer first
 * mentions them. What a discarded offer mentioned is used by the next one.
 */
final class LocalTransports {
    private final IceParametersSource source;
    private final Map<Integer, IceParameters> current = new TreeMap<>();
    private final Map<Integer, IceParameters> next = new TreeMap<>();
    private final Set<Integer> unused = new TreeSet<>();
    private int nextId;

    LocalTransports(IceParametersSource source) {
        this.source = source;
    }

    /** A transport that no description has used, and that is not among these. */
    int allocate(Set<Integer> taken) {
        for (int id : unused) {
            if (!taken.contains(id)) {
                return id;
            }
        }
        int id = nextId++;
        current.put(id, source.first(id));
        unused.add(id);
        return id;
    }

    /** The credentials of a transport. */
    IceParameters parameters(int id) {
        return current.get(id);
    }

    /** New credentials for a transport, the same until a description that has them is set. */
    IceParameters restarted(int id) {
        return next.computeIfAbsent(id, source::next);
    }

    /** A description with these credentials was set. */
    void use(int id, IceParameters parameters) {
        unused.remove(id);
        current.put(id, parameters);
        next.remove(id, parameters);
    }

    /** The transport is gone. */
    void close(int id) {
        current.remove(id);
        next.remove(id);
    }
}
