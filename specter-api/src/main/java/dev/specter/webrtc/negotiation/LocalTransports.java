package dev.specter.webrtc.negotiation;

import dev.specter.ice.IceParameters;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * The identifiers and local credentials of transports, and the identities of their DTLS
 * associations (RFC 8842, section 4), from the moment an offer or answer first mentions them. What
 * a discarded offer mentioned is used by the next one.
 */
final class LocalTransports {
    // RFC 8842, section 4: 120 bits of randomness at least.
    private static final int TLS_ID_CHARS = 24;

    private final IceParametersSource source;
    private final RandomGenerator random;
    private final Map<Integer, IceParameters> current = new TreeMap<>();
    private final Map<Integer, IceParameters> next = new TreeMap<>();
    private final Map<Integer, String> tlsIds = new TreeMap<>();
    private final Map<Integer, String> nextTlsIds = new TreeMap<>();
    private final Set<Integer> unused = new TreeSet<>();
    private int nextId;

    LocalTransports(IceParametersSource source, RandomGenerator random) {
        this.source = source;
        this.random = random;
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

    /** How we call the DTLS association of a transport. */
    String tlsId(int id) {
        return tlsIds.computeIfAbsent(id, i -> newTlsId());
    }

    /** How we shall call another association, the same until {@link #renewTlsId}. */
    String nextTlsId(int id) {
        return nextTlsIds.computeIfAbsent(id, i -> newTlsId());
    }

    /** A description that asks for another association was set. */
    void renewTlsId(int id) {
        String next = nextTlsIds.remove(id);
        if (next != null) {
            tlsIds.put(id, next);
        }
    }

    private String newTlsId() {
        return RandomText.iceChars(random, TLS_ID_CHARS);
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
        tlsIds.remove(id);
        nextTlsIds.remove(id);
    }
}
