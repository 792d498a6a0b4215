package dev.specter.ice.gather;

import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceCandidateType;
import dev.specter.ice.IceProtocol;
import dev.specter.ice.TcpType;
import dev.specter.ice.agent.Base;

import io.netty.util.NetUtil;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Makes candidates: foundations, priorities, and what a peer may know of related addresses.
 * Loop-confined.
 */
final class CandidateFactory {
    /** RFC 6544, section 4.5, and RFC 8839, section 5.1: stands for no port. */
    private static final int DISCARD_PORT = 9;

    private static final int COMPONENT = 1;

    private final GatherOptions options;
    private final Map<Origin, String> foundations = new HashMap<>(2);

    /** What makes candidates alike (RFC 8445, section 5.1.1.3). */
    private record Origin(
            IceCandidateType type,
            IceProtocol protocol,
            InetAddress base,
            Optional<InetAddress> server,
            Optional<ServerTransport> transport) {}

    CandidateFactory(GatherOptions options) {
        this.options = options;
    }

    private String foundation(Origin origin) {
        return foundations.computeIfAbsent(origin, o -> Integer.toString(foundations.size() + 1));
    }

    /** A candidate of the address of a socket, or of the name or outside address it has. */
    IceCandidate host(Base base, int localPreference) {
        InetAddress address = base.address().getAddress();
        Optional<InetAddress> external = Optional.empty();
        if (options.externalMode() == GatherOptions.ExternalMode.HOST) {
            external = options.external().apply(address);
        }
        Optional<TcpType> tcpType = base.tcpType();
        boolean active = tcpType.isPresent() && tcpType.get() == TcpType.ACTIVE;
        long priority =
                tcpType.isPresent()
                        ? CandidatePriority.tcpHost(tcpType.get(), localPreference, COMPONENT)
                        : CandidatePriority.udp(IceCandidateType.HOST, localPreference, COMPONENT);
        return new IceCandidate(
                foundation(
                        new Origin(
                                IceCandidateType.HOST,
                                base.protocol(),
                                address,
                                Optional.empty(),
                                Optional.empty())),
                COMPONENT,
                base.protocol(),
                priority,
                external.map(NetUtil::toAddressString)
                        .or(() -> options.hostName().apply(address))
                        .orElseGet(() -> NetUtil.toAddressString(address)),
                active ? DISCARD_PORT : base.address().getPort(),
                IceCandidateType.HOST,
                Optional.empty(),
                OptionalInt.empty(),
                tcpType);
    }

    /** Whether the host candidate of a base shows the address of this host. */
    boolean showsHost(Base base) {
        InetAddress address = base.address().getAddress();
        return options.policy() == GatherPolicy.ALL
                && options.hostName().apply(address).isEmpty()
                && (options.externalMode() == GatherOptions.ExternalMode.SRFLX
                        || options.external().apply(address).isEmpty());
    }

    /** The outside address of a base that is to become a reflexive candidate. */
    Optional<InetSocketAddress> external(Base base) {
        return options.externalMode() == GatherOptions.ExternalMode.SRFLX
                        && base.protocol() == IceProtocol.UDP
                ? options.external()
                        .apply(base.address().getAddress())
                        .map(ip -> new InetSocketAddress(ip, base.address().getPort()))
                : Optional.empty();
    }

    /** A candidate that a server saw; a configured one has no server. */
    IceCandidate reflexive(
            Base base,
            int localPreference,
            InetSocketAddress mapped,
            Optional<InetAddress> server) {
        return related(
                new Origin(
                        IceCandidateType.SRFLX,
                        IceProtocol.UDP,
                        base.address().getAddress(),
                        server,
                        Optional.empty()),
                CandidatePriority.udp(IceCandidateType.SRFLX, localPreference, COMPONENT),
                mapped,
                showsHost(base) ? Optional.of(base.address()) : Optional.empty());
    }

    /** A candidate on a relay. */
    IceCandidate relay(
            RelayedBase base,
            int localPreference,
            ServerTransport transport,
            InetAddress server,
            Optional<InetSocketAddress> mapped) {
        return related(
                new Origin(
                        IceCandidateType.RELAY,
                        IceProtocol.UDP,
                        base.address().getAddress(),
                        Optional.of(server),
                        Optional.of(transport)),
                CandidatePriority.relay(transport, localPreference, COMPONENT),
                base.address(),
                options.policy() == GatherPolicy.RELAY ? Optional.empty() : mapped);
    }

    private IceCandidate related(
            Origin origin,
            long priority,
            InetSocketAddress address,
            Optional<InetSocketAddress> related) {
        // RFC 8839, section 5.1: an agent that hides the related address says 0.0.0.0, or ::,
        // and port 9.
        String hidden = address.getAddress() instanceof Inet4Address ? "0.0.0.0" : "::";
        return new IceCandidate(
                foundation(origin),
                COMPONENT,
                IceProtocol.UDP,
                priority,
                NetUtil.toAddressString(address.getAddress()),
                address.getPort(),
                origin.type(),
                Optional.of(
                        related.map(r -> NetUtil.toAddressString(r.getAddress())).orElse(hidden)),
                OptionalInt.of(related.map(InetSocketAddress::getPort).orElse(DISCARD_PORT)),
                Optional.empty());
    }
}
