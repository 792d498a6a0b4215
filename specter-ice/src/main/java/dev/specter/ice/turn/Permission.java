package dev.specter.ice.turn;

import java.net.InetAddress;

/** Leave for an address to send to the relay (RFC 8656, section 9). Loop-confined. */
final class Permission {
    final InetAddress address;
    boolean granted;
    boolean asked;
    long grantedNanos;
    long lastAskedNanos;
    long lastUsedNanos;

    Permission(InetAddress address) {
        this.address = address;
    }
}
