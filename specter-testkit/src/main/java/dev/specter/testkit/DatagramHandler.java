package dev.specter.testkit;

import java.net.InetSocketAddress;

/** Takes what comes to a {@link VirtualSocket}. */
@FunctionalInterface
public interface DatagramHandler {
    /**
     * Takes a datagram.
     *
     * @param at the socket at which it has arrived
     * @param from its sender as seen here, which may be a NAT
     * @param data the payload, owned by the handler from now on
     * @param nowNanos virtual time
     */
    void onDatagram(VirtualSocket at, InetSocketAddress from, byte[] data, long nowNanos);
}
