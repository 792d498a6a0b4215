package dev.specter.testkit;

import java.net.InetSocketAddress;
import java.util.Locale;

/**
 * What happened to a packet somewhere in a virtual network. Immutable.
 *
 * @param timeNanos virtual time
 * @param kind what happened
 * @param place the host or NAT where it happened, by its addresses
 * @param packet the packet, with the addresses that it has at that place
 */
public record NetworkEvent(long timeNanos, Kind kind, String place, VirtualPacket packet) {
    /** What can happen to a packet. */
    public enum Kind {
        /** A socket has sent it. */
        SENT(false),
        /** A NAT has written its own address in place of the sender's. */
        SOURCE_TRANSLATED(false),
        /** A NAT has written the receiver's address in place of its own. */
        DESTINATION_TRANSLATED(false),
        /** A socket has got it. */
        DELIVERED(false),
        /** Dropped, for the test has asked for it. */
        DROPPED_ON_REQUEST(true),
        /** Dropped by chance. */
        LOST(true),
        /** A TCP segment dropped for its checksum. Corrupted datagrams are delivered. */
        CORRUPTED(true),
        /** Dropped, for it exceeds the MTU. */
        TOO_BIG(true),
        /** Dropped, for too much waits for the bit rate. */
        QUEUE_FULL(true),
        /** Dropped by a NAT that has no mapping for its port, or none that still lives. */
        NO_MAPPING(true),
        /** Dropped by a NAT's filter. */
        FILTERED(true),
        /** Dropped by a NAT that does not hairpin. */
        NO_HAIRPINNING(true),
        /** Dropped, for nobody has the destination address, or it is of the other family. */
        NO_ROUTE(true),
        /** Dropped, for the sender's address has gone from its host. */
        ADDRESS_GONE(true),
        /**
         * Dropped by the host that it is for: no socket has that port. A TCP segment is answered
         * with a reset.
         */
        NO_SOCKET(true);

        private final boolean drop;

        Kind(boolean drop) {
            this.drop = drop;
        }

        /** Whether this is the end of a packet that has not arrived. */
        public boolean isDrop() {
            return drop;
        }
    }

    /** One line: time, what, where, and the packet by its addresses and size. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%.6f ms %s at %s: %s %s > %s, %d bytes",
                timeNanos / 1e6,
                kind,
                place,
                packet instanceof VirtualSegment segment ? "TCP " + segment.type() : "UDP",
                text(packet.source()),
                text(packet.destination()),
                packet.data().size());
    }

    private static String text(InetSocketAddress address) {
        String ip = address.getAddress().getHostAddress();
        return (ip.contains(":") ? "[" + ip + "]" : ip) + ":" + address.getPort();
    }
}
