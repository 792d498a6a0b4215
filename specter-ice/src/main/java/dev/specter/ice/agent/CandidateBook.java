package dev.specter.ice.agent;

import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceCandidatePair;
import dev.specter.ice.IceCandidateType;
import dev.specter.ice.IceProtocol;
import dev.specter.ice.path.DatagramPath;

import io.netty.util.NetUtil;

import org.ice4j.TransportAddress;
import org.ice4j.ice.CandidatePair;
import org.ice4j.ice.LocalCandidate;
import org.ice4j.ice.RemoteCandidate;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Both sides' candidates by address, in our terms, and the pairs that work; bounded, since the peer
 * fills it. Loop-confined.
 */
final class CandidateBook {
    private final int maxRemotes;
    private final Map<InetSocketAddress, DatagramPath> paths = new HashMap<>();
    private final Map<InetSocketAddress, IceCandidate> locals = new HashMap<>();
    private final Map<InetSocketAddress, IceCandidate> remotes = new HashMap<>();
    private final Map<Way, CheckedPair> checked = new HashMap<>();

    /** Where the peer has proved to be. */
    private final Set<InetSocketAddress> authenticated = new HashSet<>();

    /** From where to where. */
    private record Way(InetSocketAddress local, InetSocketAddress remote) {}

    CandidateBook(int maxRemotes) {
        this.maxRemotes = maxRemotes;
    }

    // ---- candidates

    void addLocal(DatagramPath path, IceCandidate candidate) {
        paths.put(path.address(), path);
        locals.put(path.address(), candidate);
    }

    /** The path with that local address, or null. */
    DatagramPath path(InetSocketAddress local) {
        return paths.get(local);
    }

    /** Notes a signaled candidate; false if it is known or there are too many. */
    boolean addRemote(InetSocketAddress where, IceCandidate candidate) {
        IceCandidate known = remotes.get(where);
        boolean accepted =
                known == null
                        ? remotes.size() < maxRemotes
                        : known.type() == IceCandidateType.PRFLX;
        if (accepted) {
            remotes.put(where, candidate);
        }
        return accepted;
    }

    /** Notes where an authenticated check came from; false if there are too many. */
    boolean admit(InetSocketAddress source, long priority) {
        if (!remotes.containsKey(source)) {
            if (remotes.size() >= maxRemotes) {
                return false;
            }
            // RFC 8445, section 7.3.1.3: a peer-reflexive candidate of the peer.
            remotes.put(source, reflexive(source, null, priority));
        }
        authenticated.add(source);
        return true;
    }

    boolean isPeer(InetSocketAddress source) {
        return authenticated.contains(source);
    }

    List<IceCandidate> remoteCandidates() {
        return new ArrayList<>(remotes.values());
    }

    // ---- pairs that work

    /** The entry of a pair, or null. */
    CheckedPair get(CandidatePair pair) {
        return checked.get(way(pair));
    }

    boolean contains(CandidatePair pair) {
        return checked.containsKey(way(pair));
    }

    /** Makes or updates the entry of a pair that works. */
    CheckedPair note(CandidatePair pair) {
        Way way = way(pair);
        CheckedPair entry =
                checked.computeIfAbsent(
                        way, w -> new CheckedPair(paths.get(w.local()), w.remote()));
        entry.update(told(pair), pair.getPriority());
        authenticated.add(way.remote());
        return entry;
    }

    /** Signaled candidates may have taken the place of peer-reflexive ones. */
    void refresh(Collection<CandidatePair> pairs) {
        for (CandidatePair pair : pairs) {
            CheckedPair entry = get(pair);
            if (entry != null) {
                entry.update(told(pair), pair.getPriority());
            }
        }
    }

    void remove(CandidatePair pair) {
        checked.remove(way(pair));
    }

    Collection<CheckedPair> checkedPairs() {
        return checked.values();
    }

    // ---- ice4j's terms

    private IceCandidatePair told(CandidatePair pair) {
        LocalCandidate ours = pair.getLocalCandidate();
        InetSocketAddress base = plain(ours.getBase().getTransportAddress());
        InetSocketAddress own = plain(ours.getTransportAddress());
        IceCandidate localCandidate =
                own.equals(base) ? locals.get(base) : reflexive(own, base, ours.getPriority());
        RemoteCandidate theirs = pair.getRemoteCandidate();
        InetSocketAddress where = plain(theirs.getTransportAddress());
        IceCandidate remoteCandidate = remotes.get(where);
        if (remoteCandidate == null) {
            remoteCandidate = reflexive(where, null, theirs.getPriority());
        }
        return new IceCandidatePair(localCandidate, remoteCandidate);
    }

    private static IceCandidate reflexive(
            InetSocketAddress where, InetSocketAddress base, long priority) {
        return new IceCandidate(
                "prflx",
                1,
                IceProtocol.UDP,
                priority & 0xFFFFFFFFL,
                NetUtil.toAddressString(where.getAddress()),
                where.getPort(),
                IceCandidateType.PRFLX,
                Optional.ofNullable(base).map(b -> NetUtil.toAddressString(b.getAddress())),
                base == null ? OptionalInt.empty() : OptionalInt.of(base.getPort()),
                Optional.empty());
    }

    private static Way way(CandidatePair pair) {
        return new Way(
                plain(pair.getLocalCandidate().getBase().getTransportAddress()),
                plain(pair.getRemoteCandidate().getTransportAddress()));
    }

    private static InetSocketAddress plain(TransportAddress address) {
        return new InetSocketAddress(address.getAddress(), address.getPort());
    }
}
