package dev.specter.ice.gather;

import dev.specter.ice.IceCandidateType;
import dev.specter.ice.TcpType;

/** Priorities of candidates (RFC 8445, section 5.1.2; RFC 6544, section 4.2). */
final class CandidatePriority {
    /** Below all over UDP: a connection made is worth less than none needed. */
    private static final int HOST_TCP = 90;

    private static final int DIRECTION_SHIFT = 13;
    private static final int OTHER_MASK = (1 << DIRECTION_SHIFT) - 1;

    private CandidatePriority() {}

    static long udp(IceCandidateType type, int localPreference, int component) {
        return of(type.preference(), localPreference, component);
    }

    /** RFC 6544, section 4.2: direction first, then the other preference of 13 bits. */
    static long tcpHost(TcpType tcpType, int localPreference, int component) {
        int direction =
                switch (tcpType) {
                    case ACTIVE -> 6;
                    case PASSIVE -> 4;
                    case SO -> 2;
                };
        int preference = direction << DIRECTION_SHIFT | localPreference & OTHER_MASK;
        return of(HOST_TCP, preference, component);
    }

    /** Relays that are spoken to over UDP come before those over TCP, and these before TLS. */
    static long relay(ServerTransport transport, int localPreference, int component) {
        int preference =
                switch (transport) {
                    case UDP -> 2;
                    case TCP -> 1;
                    case TLS -> 0;
                };
        return of(preference, localPreference, component);
    }

    private static long of(int typePreference, int localPreference, int component) {
        return (long) typePreference << 24 | (long) localPreference << 8 | 256 - component;
    }
}
