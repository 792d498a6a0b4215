package dev.specter.testkit;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The mappings of a NAT (RFC 4787, section 4) and who may use them (section 5). */
final class NatTable {
    private static final int FIRST_PORT = 1024;
    private static final int END_PORT = 65_536;

    /** RFC 5382, section 5, REQ-5. */
    private static final Duration TCP_LIFETIME = Duration.ofMinutes(124);

    /** In place of a part of the remote end, for a port that is mapped for good. */
    private static final Object FORWARDED = "forwarded";

    private record InsideKey(
            TransportProtocol protocol, InetSocketAddress inside, Object remotePart) {}

    private record ExternalKey(TransportProtocol protocol, int port) {}

    /** An external port that stands for an inside endpoint. */
    private static final class Mapping {
        private final InsideKey key;
        private final int port;
        private final Map<Object, Long> permittedUntilNanos = new HashMap<>();
        private long expiresNanos;

        Mapping(InsideKey key, int port) {
            this.key = key;
            this.port = port;
        }
    }

    /** Whom an inbound packet is for, or why nobody. */
    sealed interface Inbound permits Admitted, Refused {}

    record Admitted(InetSocketAddress inside) implements Inbound {}

    record Refused(NetworkEvent.Kind why) implements Inbound {}

    private final NatType type;
    private final RandomGenerator random;
    private final Map<InsideKey, Mapping> byInside = new HashMap<>();
    private final Map<ExternalKey, Mapping> byExternal = new HashMap<>();

    NatTable(NatType type, RandomGenerator random) {
        this.type = type;
        this.random = random;
    }

    /** The external port of an outbound packet, which makes or refreshes a mapping. */
    int outbound(
            TransportProtocol protocol,
            InetSocketAddress inside,
            InetSocketAddress remote,
            long nowNanos) {
        Mapping forwarded = byInside.get(new InsideKey(protocol, inside, FORWARDED));
        if (forwarded != null) {
            return forwarded.port;
        }
        var key = new InsideKey(protocol, inside, type.mapping().part(remote));
        Mapping mapping = byInside.get(key);
        if (mapping == null || mapping.expiresNanos <= nowNanos) {
            mapping = map(key, freePort(protocol, inside.getPort(), nowNanos));
        }
        // RFC 4787, section 4.3, REQ-6: outbound packets refresh.
        mapping.expiresNanos = nowNanos + lifetimeNanos(protocol);
        mapping.permittedUntilNanos.put(type.filtering().part(remote), mapping.expiresNanos);
        return mapping.port;
    }

    /** Finds the inside endpoint of an inbound packet. */
    Inbound inbound(TransportProtocol protocol, int port, InetSocketAddress remote, long nowNanos) {
        if (isFree(protocol, port, nowNanos)) {
            return new Refused(NetworkEvent.Kind.NO_MAPPING);
        }
        Mapping mapping = byExternal.get(new ExternalKey(protocol, port));
        long permittedUntilNanos =
                mapping.expiresNanos == Timed.NEVER
                        ? Timed.NEVER
                        : mapping.permittedUntilNanos.getOrDefault(
                                type.filtering().part(remote), nowNanos);
        return permittedUntilNanos > nowNanos
                ? new Admitted(mapping.key.inside())
                : new Refused(NetworkEvent.Kind.FILTERED);
    }

    void forward(int port, InetSocketAddress inside, long nowNanos) {
        for (TransportProtocol protocol : TransportProtocol.values()) {
            var key = new InsideKey(protocol, inside, FORWARDED);
            if (!isFree(protocol, port, nowNanos) || byInside.containsKey(key)) {
                throw new IllegalArgumentException("mapped already: " + port + " or " + inside);
            }
        }
        for (TransportProtocol protocol : TransportProtocol.values()) {
            map(new InsideKey(protocol, inside, FORWARDED), port).expiresNanos = Timed.NEVER;
        }
    }

    void clear() {
        byInside.values().removeIf(mapping -> mapping.expiresNanos != Timed.NEVER);
        byExternal.values().removeIf(mapping -> mapping.expiresNanos != Timed.NEVER);
    }

    private Mapping map(InsideKey key, int port) {
        var mapping = new Mapping(key, port);
        byInside.put(key, mapping);
        byExternal.put(new ExternalKey(key.protocol(), port), mapping);
        return mapping;
    }

    private int freePort(TransportProtocol protocol, int insidePort, long nowNanos) {
        int port =
                type.portAssignment() == NatType.PortAssignment.PRESERVED
                        ? insidePort
                        : random.nextInt(FIRST_PORT, END_PORT);
        for (int tries = FIRST_PORT; !isFree(protocol, port, nowNanos); tries++) {
            if (tries == END_PORT) {
                throw new IllegalStateException("all ports are mapped");
            }
            port = random.nextInt(FIRST_PORT, END_PORT);
        }
        return port;
    }

    private boolean isFree(TransportProtocol protocol, int port, long nowNanos) {
        Mapping mapping = byExternal.get(new ExternalKey(protocol, port));
        return mapping == null || mapping.expiresNanos <= nowNanos;
    }

    private long lifetimeNanos(TransportProtocol protocol) {
        return switch (protocol) {
            case UDP -> type.mappingLifetime().toNanos();
            case TCP -> TCP_LIFETIME.toNanos();
        };
    }
}
