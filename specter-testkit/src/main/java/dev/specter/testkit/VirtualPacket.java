package dev.specter.testkit;

import dev.specter.common.Bytes;

import java.net.InetSocketAddress;

/** An IP packet on its way, with the addresses that it has at the place where it is seen. */
public sealed interface VirtualPacket permits VirtualDatagram, VirtualSegment {
    /** What it carries. */
    TransportProtocol protocol();

    /** Who sent it: the sender itself, or the NAT that speaks for it. */
    InetSocketAddress source();

    /** Whom it is for: the receiver itself, or the NAT before it. */
    InetSocketAddress destination();

    /** The payload, without IP and transport headers. */
    Bytes data();

    /** Bytes of the whole IP packet. */
    default int sizeBytes() {
        return protocol().overheadBytes(destination().getAddress()) + data().size();
    }

    /** The same from somebody else. */
    VirtualPacket withSource(InetSocketAddress newSource);

    /** The same for somebody else. */
    VirtualPacket withDestination(InetSocketAddress newDestination);
}
