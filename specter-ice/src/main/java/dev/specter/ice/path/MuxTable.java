package dev.specter.ice.path;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whose datagram it is, on a port that many share. No socket, no clock; every step takes constant
 * time, however many share. Loop-confined.
 *
 * <ul>
 *   <li>A request belongs to the member whose fragment is in its USERNAME.
 *   <li>A response belongs to the member that sent the request with its transaction id.
 *   <li>Everything else belongs to the member that has <em>claimed</em> its source, which it does
 *       when a STUN message from there has passed that member's checks.
 * </ul>
 *
 * <p>A pair of local and remote address can carry one connection only, since DTLS and SRTP do not
 * name theirs. So while a claim is fresh, other members neither get requests from that address nor
 * send any to it: their checks fail and they find another pair. What has not been checked is not
 * remembered, so a forged datagram changes nothing.
 */
final class MuxTable {
    /** A claim that no checked STUN has confirmed for this long gives way: as RFC 7675 has it. */
    static final long CLAIM_NANOS = 30_000_000_000L;

    /** Longer than a request is repeated (RFC 8489, section 6.2.1: 39.5 s). */
    static final long REQUEST_NANOS = 40_000_000_000L;

    static final int MAX_REMOTES = 64;
    static final int MAX_REQUESTS = 256;

    /** One of those who share the port. */
    abstract static class Member {
        private final List<String> fragments = new ArrayList<>(1);
        private final List<InetSocketAddress> remotes = new ArrayList<>(1);
        private int requests;
        private boolean gone;
    }

    private static final class Claim {
        private final Member member;
        private long provedNanos;

        Claim(Member member, long provedNanos) {
            this.member = member;
            this.provedNanos = provedNanos;
        }
    }

    private record Request(Member member, long endNanos) {}

    private final MuxCounters counters;
    private final Map<String, Member> byFragment = new HashMap<>();
    private final Map<InetSocketAddress, Claim> claims = new HashMap<>();

    /** Oldest first. */
    private final Map<StunPeek.TransactionId, Request> requests = new LinkedHashMap<>();

    MuxTable(MuxCounters counters) {
        this.counters = counters;
    }

    /**
     * Gives a fragment to a member.
     *
     * @return false if another member has it
     */
    boolean addFragment(Member member, String fragment) {
        Member before = byFragment.putIfAbsent(fragment, member);
        if (before == null) {
            member.fragments.add(fragment);
        }
        return before == null || before == member;
    }

    void removeFragment(Member member, String fragment) {
        if (byFragment.remove(fragment, member)) {
            member.fragments.remove(fragment);
        }
    }

    /** Forgets a member. */
    void remove(Member member) {
        member.gone = true;
        member.fragments.forEach(byFragment::remove);
        member.fragments.clear();
        member.remotes.forEach(claims::remove);
        member.remotes.clear();
    }

    /**
     * Finds the owner of a datagram that arrived.
     *
     * @return empty, and counted, if it is nobody's
     */
    Optional<Member> route(ByteBuffer datagram, InetSocketAddress source, long nowNanos) {
        Claim claim = claims.get(source);
        if (!StunPeek.looksLikeStun(datagram)) {
            return owner(claim);
        }
        Optional<StunPeek> peek = StunPeek.of(datagram);
        if (peek.isEmpty()) {
            counters.countMalformed();
            return Optional.empty();
        }
        if (peek.get().isRequest()) {
            Member member = peek.get().receiverFragment().map(byFragment::get).orElse(null);
            if (member == null) {
                counters.countUnknownFragment();
                return Optional.empty();
            }
            return unlessTaken(member, claim, nowNanos);
        }
        Request request =
                peek.get().isResponse() ? requests.remove(peek.get().transactionId()) : null;
        if (request == null) {
            return owner(claim);
        }
        request.member.requests--;
        return request.member.gone
                ? Optional.empty()
                : unlessTaken(request.member, claim, nowNanos);
    }

    private Optional<Member> owner(Claim claim) {
        if (claim == null) {
            counters.countUnknownSource();
            return Optional.empty();
        }
        return Optional.of(claim.member);
    }

    private Optional<Member> unlessTaken(Member member, Claim claim, long nowNanos) {
        if (isFree(claim, member, nowNanos)) {
            return Optional.of(member);
        }
        counters.countTaken();
        return Optional.empty();
    }

    private static boolean isFree(Claim claim, Member member, long nowNanos) {
        return claim == null
                || claim.member == member
                || nowNanos - claim.provedNanos > CLAIM_NANOS;
    }

    /**
     * Sees a datagram before it leaves, to know whose the answer will be.
     *
     * @return false, and counted, if it must not leave: another member has claimed the remote
     */
    boolean admit(Member member, ByteBuffer datagram, InetSocketAddress remote, long nowNanos) {
        if (!StunPeek.looksLikeStun(datagram)) {
            return true;
        }
        Optional<StunPeek> peek = StunPeek.of(datagram).filter(StunPeek::isRequest);
        if (peek.isEmpty()) {
            return true;
        }
        if (!isFree(claims.get(remote), member, nowNanos)) {
            counters.countTaken();
            return false;
        }
        forgetOldRequests(nowNanos);
        StunPeek.TransactionId id = peek.get().transactionId();
        Request request = new Request(member, nowNanos + REQUEST_NANOS);
        // Beyond the bound only the member's own claims find the answer.
        if (member.requests < MAX_REQUESTS && requests.putIfAbsent(id, request) == null) {
            member.requests++;
        }
        return true;
    }

    private void forgetOldRequests(long nowNanos) {
        Iterator<Request> oldest = requests.values().iterator();
        while (oldest.hasNext()) {
            Request request = oldest.next();
            if (request.endNanos > nowNanos) {
                return;
            }
            request.member.requests--;
            oldest.remove();
        }
    }

    /** A STUN message from there has passed the member's checks: it is the member's from now on. */
    void claim(Member member, InetSocketAddress source, long nowNanos) {
        Claim claim = claims.get(source);
        if (member.gone || !isFree(claim, member, nowNanos)) {
            return;
        }
        if (claim != null && claim.member == member) {
            claim.provedNanos = nowNanos;
            return;
        }
        if (claim != null) {
            claim.member.remotes.remove(source);
        }
        if (member.remotes.size() == MAX_REMOTES) {
            dropOldest(member);
        }
        claims.put(source, new Claim(member, nowNanos));
        member.remotes.add(source);
    }

    private void dropOldest(Member member) {
        InetSocketAddress oldest = member.remotes.get(0);
        for (InetSocketAddress remote : member.remotes) {
            if (claims.get(remote).provedNanos < claims.get(oldest).provedNanos) {
                oldest = remote;
            }
        }
        claims.remove(oldest);
        member.remotes.remove(oldest);
    }

    int claims() {
        return claims.size();
    }

    int openRequests() {
        return requests.size();
    }
}
