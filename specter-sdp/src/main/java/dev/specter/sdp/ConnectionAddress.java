package dev.specter.sdp;

import java.util.Objects;

/**
 * Where media goes: a {@code c=} line (RFC 8866, section 5.7). Immutable.
 *
 * @param netType {@code IN}
 * @param addrType {@code IP4} or {@code IP6}
 * @param address address or name, with TTL and count for multicast
 */
public record ConnectionAddress(String netType, String addrType, String address) {
    /** The address of a description whose addresses are ICE candidates. */
    public static final ConnectionAddress UNSPECIFIED =
            new ConnectionAddress("IN", "IP4", "0.0.0.0");

    /** Checks that nothing is null. */
    public ConnectionAddress {
        Objects.requireNonNull(netType, "netType");
        Objects.requireNonNull(addrType, "addrType");
        Objects.requireNonNull(address, "address");
    }

    /** The line's value. */
    String text() {
        return netType + ' ' + addrType + ' ' + address;
    }
}
