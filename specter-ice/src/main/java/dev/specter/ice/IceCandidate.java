package dev.specter.ice;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * An address at which an agent may be reached (RFC 8839, section 5.1). Immutable.
 *
 * @param foundation 1 to 32 ice-chars; equal for candidates of like origin
 * @param component 1 for RTP and everything multiplexed with it, 2 for RTCP
 * @param protocol UDP or TCP
 * @param priority u32
 * @param address an IPv4 or IPv6 address in text, or a name such as {@code x.local}
 * @param port 0 to 65,535
 * @param type where it was found
 * @param relatedAddress the base or mapped address it came from
 * @param relatedPort the port of that address
 * @param tcpType for TCP, who connects
 */
public record IceCandidate(
        String foundation,
        int component,
        IceProtocol protocol,
        long priority,
        String address,
        int port,
        IceCandidateType type,
        Optional<String> relatedAddress,
        OptionalInt relatedPort,
        Optional<TcpType> tcpType) {
    /**
     * Checks ranges.
     *
     * @throws IllegalArgumentException if a number or the foundation is out of its range
     */
    public IceCandidate {
        requireNonNull(protocol);
        requireNonNull(type);
        requireNonNull(relatedAddress);
        requireNonNull(relatedPort);
        requireNonNull(tcpType);
        require(!foundation.isEmpty() && foundation.length() <= 32, "foundation");
        require(component >= 1 && component <= 256, "component");
        require(priority >= 0 && priority <= 0xFFFFFFFFL, "priority");
        require(!address.isEmpty() && address.length() <= 255, "address");
        require(port >= 0 && port <= 0xFFFF, "port");
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalArgumentException("candidate " + what + " out of range");
        }
    }

    /**
     * A host candidate over UDP.
     *
     * @param foundation 1 to 32 ice-chars
     * @param priority u32
     * @param address IP address or name
     * @param port 0 to 65,535
     * @return component 1, nothing related
     */
    public static IceCandidate host(String foundation, long priority, String address, int port) {
        return new IceCandidate(
                foundation,
                1,
                IceProtocol.UDP,
                priority,
                address,
                port,
                IceCandidateType.HOST,
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty());
    }
}
