package dev.specter.ice.agent;

import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceProtocol;
import dev.specter.ice.IceRole;
import dev.specter.ice.TcpType;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The check list of one generation, which has one component and one data stream: which pairs there
 * are, and which is checked next (RFC 8445, sections 6.1.2 and 6.1.4; RFC 8838, section 10).
 * Loop-confined.
 */
final class CheckList {
    /** A pair whose check has failed is tried again after so long, while none works. */
    static final long RETRY_NANOS = 1_000_000_000L;

    private final PairTable table;
    private final RoleConflict role;
    private final Deque<CandidatePair> triggered = new ArrayDeque<>(1);

    CheckList(int maxPairs, RoleConflict role) {
        table = new PairTable(maxPairs);
        this.role = role;
    }

    // ---- forming

    /**
     * Pairs two candidates, if they go together and are not paired yet (RFC 8445, section 6.1.2.2;
     * RFC 6544, section 6.2).
     */
    void form(LocalCandidate local, IceCandidate remote, InetSocketAddress address) {
        boolean known = table.get(local.base(), address) != null;
        if (!known && goTogether(local.base(), remote, address.getAddress())) {
            add(local, remote, address, false);
        }
    }

    private static boolean goTogether(Base base, IceCandidate remote, InetAddress address) {
        InetAddress own = base.address().getAddress();
        // RFC 8445, section 6.1.2.2: link-local IPv6 addresses go with their like only.
        boolean sameFamily =
                own instanceof Inet6Address == address instanceof Inet6Address
                        && (!(own instanceof Inet6Address)
                                || own.isLinkLocalAddress() == address.isLinkLocalAddress());
        return sameFamily
                && base.protocol() == remote.protocol()
                && (base.protocol() == IceProtocol.UDP || connects(base, remote));
    }

    /** RFC 6544, section 6.2: passive candidates wait for the peer's checks, active ones ask. */
    private static boolean connects(Base base, IceCandidate remote) {
        TcpType own = base.tcpType().orElse(TcpType.PASSIVE);
        return switch (own) {
            case ACTIVE -> remote.tcpType().equals(Optional.of(TcpType.PASSIVE));
            case SO -> remote.tcpType().equals(Optional.of(TcpType.SO));
            case PASSIVE -> false;
        };
    }

    /**
     * The pair that an authentic check came by, made if need be (RFC 8445, section 7.3.1.4).
     *
     * @return null if there is no room
     */
    CandidatePair authenticated(
            LocalCandidate local, IceCandidate remote, InetSocketAddress address) {
        CandidatePair pair = table.get(local.base(), address);
        if (pair == null) {
            pair = add(local, remote, address, true);
        } else {
            pair.authenticate();
        }
        return pair;
    }

    private CandidatePair add(
            LocalCandidate local,
            IceCandidate remote,
            InetSocketAddress address,
            boolean authentic) {
        CandidatePair pair = new CandidatePair(local, remote, address);
        pair.rank(role.role());
        if (authentic) {
            pair.authenticate();
        }
        freeze(pair);
        return table.add(pair) ? pair : null;
    }

    /**
     * RFC 8445, section 6.1.2.6, and RFC 8838, section 10: of each foundation one pair is checked
     * first, the best; the others wait until it has succeeded.
     */
    private void freeze(CandidatePair added) {
        for (CandidatePair other : table.pairs()) {
            if (!other.sharesFoundation(added)) {
                continue;
            }
            if (other.state() == PairState.SUCCEEDED) {
                added.await();
                return;
            }
            if (other.state() == PairState.WAITING && added.outranks(other)) {
                other.freeze();
                added.await();
                return;
            }
            added.freeze();
        }
    }

    /** A remote candidate is known better than before (RFC 8445, section 7.3.1.3). */
    void update(IceCandidate better, InetSocketAddress address) {
        for (CandidatePair pair : table.pairs()) {
            if (pair.remote().equals(address)) {
                pair.remoteCandidate(better, role.role());
            }
        }
    }

    /** The role is another one: so are the priorities, and who nominates. */
    void handleRoleChange() {
        for (CandidatePair pair : table.pairs()) {
            pair.rank(role.role());
            pair.handleRoleChange();
        }
    }

    /** Removes and returns all pairs of a base. */
    List<CandidatePair> removeBase(Base base) {
        List<CandidatePair> removed = table.removeBase(base);
        triggered.removeAll(removed);
        return removed;
    }

    // ---- what is checked next

    /** RFC 8445, section 7.3.1.4: the pair is checked before others. */
    void trigger(CandidatePair pair) {
        pair.await();
        if (!triggered.contains(pair)) {
            triggered.add(pair);
        }
    }

    /** Whether there is a triggered check to send. */
    boolean hasTriggered() {
        while (!triggered.isEmpty() && triggered.peek().state() != PairState.WAITING) {
            triggered.remove();
        }
        return !triggered.isEmpty();
    }

    /** The next pair of the triggered-check queue, given that there is one. */
    CandidatePair removeTriggered() {
        return triggered.remove();
    }

    /**
     * The best pair that waits for an ordinary check, or null (RFC 8445, section 6.1.4.2).
     *
     * @param better only pairs that outrank this one, unless it is null
     */
    CandidatePair nextOrdinary(CandidatePair better) {
        CandidatePair next = best(PairState.WAITING, better);
        if (next != null) {
            return next;
        }
        for (CandidatePair pair : table.pairs()) {
            boolean first = next == null || pair.outranks(next);
            if (first && pair.state() == PairState.FROZEN && isAbove(pair, better)) {
                next = isHeldBack(pair) ? next : pair;
            }
        }
        return next;
    }

    /**
     * RFC 8445, section 6.1.4.2: a frozen pair waits while another one of its foundation is being
     * checked. Deviates: not for one whose answer is overdue, since peers are careless with
     * foundations.
     */
    private boolean isHeldBack(CandidatePair frozen) {
        for (CandidatePair pair : table.pairs()) {
            if (pair.state() == PairState.IN_PROGRESS
                    && !pair.check().isResent()
                    && pair.sharesFoundation(frozen)) {
                return true;
            }
        }
        return false;
    }

    private CandidatePair best(PairState state, CandidatePair better) {
        CandidatePair best = null;
        for (CandidatePair pair : table.pairs()) {
            boolean first = best == null || pair.outranks(best);
            if (first && pair.state() == state && isAbove(pair, better)) {
                best = pair;
            }
        }
        return best;
    }

    private static boolean isAbove(CandidatePair pair, CandidatePair better) {
        return better == null || pair.outranks(better);
    }

    /**
     * RFC 8445, section 7.2.5.3.3: what shares the foundation of a pair that works is likely to.
     */
    void unfreeze(CandidatePair succeeded) {
        for (CandidatePair pair : table.pairs()) {
            if (pair.state() == PairState.FROZEN && pair.sharesFoundation(succeeded)) {
                pair.await();
            }
        }
    }

    /** Has every pair checked again that is not being checked, and is not refused for good. */
    void recheck() {
        for (CandidatePair pair : table.pairs()) {
            if (pair.state() != PairState.IN_PROGRESS && !pair.isRevoked()) {
                pair.await();
            }
        }
    }

    /** Has pairs checked again whose check failed some time ago. */
    void retry(long nowNanos) {
        for (CandidatePair pair : table.pairs()) {
            if (isFailed(pair) && nowNanos >= pair.failedNanos() + RETRY_NANOS) {
                pair.await();
            }
        }
    }

    /** When {@link #retry} has something to do. */
    long nextRetryNanos() {
        long next = Long.MAX_VALUE;
        for (CandidatePair pair : table.pairs()) {
            if (isFailed(pair)) {
                next = Math.min(next, pair.failedNanos() + RETRY_NANOS);
            }
        }
        return next;
    }

    private static boolean isFailed(CandidatePair pair) {
        return pair.state() == PairState.FAILED && !pair.isRevoked();
    }

    // ---- what is known

    List<CandidatePair> pairs() {
        return table.pairs();
    }

    /** The pair with that way, or null. */
    CandidatePair get(Base base, InetSocketAddress remote) {
        return table.get(base, remote);
    }

    /** Pairs that wait for a check, or for its answer. */
    int active() {
        int active = 0;
        for (CandidatePair pair : table.pairs()) {
            if (pair.state() == PairState.WAITING || pair.state() == PairState.IN_PROGRESS) {
                active++;
            }
        }
        return active;
    }

    /** The role in force. */
    IceRole role() {
        return role.role();
    }
}
