package dev.specter.testkit;

import java.net.Inet4Address;
import java.net.InetAddress;

/** What the virtual network carries over IP. */
public enum TransportProtocol {
    /** Datagrams. */
    UDP(8),
    /** Byte streams. */
    TCP(20);

    private static final int IPV4_HEADER_BYTES = 20;
    private static final int IPV6_HEADER_BYTES = 40;

    private final int headerBytes;

    TransportProtocol(int headerBytes) {
        this.headerBytes = headerBytes;
    }

    /** Bytes of this protocol's header and the IP header under it, both without options. */
    int overheadBytes(InetAddress address) {
        return headerBytes
                + (address instanceof Inet4Address ? IPV4_HEADER_BYTES : IPV6_HEADER_BYTES);
    }
}
