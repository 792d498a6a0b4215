package dev.specter.ice.agent;

import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceCandidateType;
import dev.specter.ice.IceProtocol;
import dev.specter.ice.TcpType;

import io.netty.util.NetUtil;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;

/**
 * The peer's candidates by protocol and address, told by signaling or found by its checks; bounded,
 * since the peer fills it. Loop-confined.
 */
final class RemoteCandidates {
    private record Place(IceProtocol protocol, InetSocketAddress address) {}

    /** A candidate, and whether signaling told it. */
    private record Known(IceCandidate candidate, boolean told) {}

    private final int max;
    private final Map<Place, Known> known = new LinkedHashMap<>(2);
    private int found;

    RemoteCandidates(int max) {
        this.max = max;
    }

    /**
     * Takes a candidate that the peer has told.
     *
     * @return false if that place is known already, or there are too many
     */
    boolean add(IceCandidate candidate, InetSocketAddress address) {
        Place place = new Place(candidate.protocol(), address);
        Known before = known.get(place);
        boolean accepted = before == null ? known.size() < max : !before.told();
        if (accepted) {
            known.put(place, new Known(candidate, true));
        }
        return accepted;
    }

    /**
     * The candidate that an authentic check came from; a peer-reflexive one if none was told (RFC
     * 8445, section 7.3.1.3).
     *
     * @return null if there are too many
     */
    IceCandidate at(Base base, InetSocketAddress source, long priority) {
        Place place = new Place(base.protocol(), source);
        Known there = known.get(place);
        if (there == null && known.size() < max) {
            there = new Known(reflexive(base, source, priority), false);
            known.put(place, there);
        }
        return there == null ? null : there.candidate();
    }

    private IceCandidate reflexive(Base base, InetSocketAddress source, long priority) {
        found++;
        return new IceCandidate(
                // RFC 8445, section 7.3.1.3: different from those of all others.
                "prflx" + found,
                1,
                base.protocol(),
                priority,
                NetUtil.toAddressString(source.getAddress()),
                source.getPort(),
                IceCandidateType.PRFLX,
                Optional.empty(),
                OptionalInt.empty(),
                base.tcpType().map(RemoteCandidates::otherEnd));
    }

    private static TcpType otherEnd(TcpType ours) {
        return switch (ours) {
            case ACTIVE -> TcpType.PASSIVE;
            case PASSIVE -> TcpType.ACTIVE;
            case SO -> TcpType.SO;
        };
    }

    /** Gives each told candidate and its address, in the order they came. */
    void forEachTold(BiConsumer<IceCandidate, InetSocketAddress> visitor) {
        known.forEach(
                (place, there) -> {
                    if (there.told()) {
                        visitor.accept(there.candidate(), place.address());
                    }
                });
    }

    /** All of them; a copy. */
    List<IceCandidate> all() {
        return known.values().stream().map(Known::candidate).toList();
    }
}
