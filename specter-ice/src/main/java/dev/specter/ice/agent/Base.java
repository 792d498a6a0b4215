package dev.specter.ice.agent;

import dev.specter.ice.IceProtocol;
import dev.specter.ice.TcpType;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where datagrams leave and arrive: a UDP socket, a view of a shared one, a relayed address, a set
 * of TCP connections (RFC 8445, section 4). Whatever it is, it behaves like a datagram socket with
 * many remotes. Compared by identity. Loop-confined.
 */
public interface Base {
    /** The protocol that the peer sees. */
    IceProtocol protocol();

    /** The address that the candidates of this base were found from. */
    InetSocketAddress address();

    /** Who opens the connections; empty for UDP. */
    default Optional<TcpType> tcpType() {
        return Optional.empty();
    }
}
