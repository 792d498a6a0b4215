package dev.specter.ice.agent;

import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceCandidatePair;
import dev.specter.ice.IceCandidateType;
import dev.specter.ice.IceProtocol;
import dev.specter.ice.IceRole;

import java.net.InetSocketAddress;

/**
 * A way that datagrams may go: from a base to a remote address (RFC 8445, section 6.1.2). After
 * pruning there is one pair for each such way, and the valid pair that a check on it produces
 * (section 7.2.5.3.2) goes the same way; so both are one object, whose local candidate changes to
 * the one that the peer sees once a check was answered. Loop-confined.
 */
final class CandidatePair {
    private final LocalCandidate base;
    private final InetSocketAddress remote;
    private IceCandidate local;
    private IceCandidate remoteCandidate;
    private long priority;
    private PairState state = PairState.WAITING;
    private boolean valid;
    private boolean nominated;
    private boolean toBeNominated;
    private boolean authentic;
    private boolean suspect;
    private boolean revoked;
    private long lastAnswerNanos;
    private long lastNominationNanos;
    private long failedNanos;

    /** The latest check on its way; null in other states than IN_PROGRESS. */
    private ConnectivityCheck check;

    CandidatePair(LocalCandidate local, IceCandidate remoteCandidate, InetSocketAddress remote) {
        base = local;
        this.local = local.candidate();
        this.remoteCandidate = remoteCandidate;
        this.remote = remote;
    }

    // ---- what it is

    Base base() {
        return base.base();
    }

    InetSocketAddress remote() {
        return remote;
    }

    /** The value of PRIORITY in its checks. */
    long checkPriority() {
        return base.reflexivePriority();
    }

    /** The base and the remote candidate as they are known by now. */
    IceCandidatePair candidates() {
        return new IceCandidatePair(local, remoteCandidate);
    }

    /** RFC 8445, section 6.1.2.6: pairs of one foundation are likely to share their fate. */
    boolean sharesFoundation(CandidatePair other) {
        return base.candidate().foundation().equals(other.base.candidate().foundation())
                && remoteCandidate.foundation().equals(other.remoteCandidate.foundation());
    }

    void remoteCandidate(IceCandidate better, IceRole role) {
        remoteCandidate = better;
        rank(role);
    }

    /** Computes the priority (RFC 8445, section 6.1.2.3), which depends on the role. */
    void rank(IceRole role) {
        boolean controlling = role == IceRole.CONTROLLING;
        long g = controlling ? local.priority() : remoteCandidate.priority();
        long d = controlling ? remoteCandidate.priority() : local.priority();
        priority = (Math.min(g, d) << 32) + 2 * Math.max(g, d) + (g > d ? 1 : 0);
    }

    /** Whether it is preferred to the other one, by priority. */
    boolean outranks(CandidatePair other) {
        return Long.compareUnsigned(priority, other.priority) > 0;
    }

    /** Its priority, u64. */
    long priority() {
        return priority;
    }

    /** How directly it leads to the peer: relayed ways and TCP cost more than priority says. */
    int directness() {
        boolean relayed =
                local.type() == IceCandidateType.RELAY
                        || remoteCandidate.type() == IceCandidateType.RELAY;
        boolean tcp = local.protocol() == IceProtocol.TCP;
        return (relayed ? 0 : 2) + (tcp ? 0 : 1);
    }

    // ---- its check

    PairState state() {
        return state;
    }

    void freeze() {
        state = PairState.FROZEN;
    }

    /** To be checked, whatever came of the last check. */
    void await() {
        state = PairState.WAITING;
        check = null;
    }

    void begin(ConnectivityCheck transaction) {
        state = PairState.IN_PROGRESS;
        check = transaction;
    }

    /** The check on its way; null in other states than IN_PROGRESS. */
    ConnectivityCheck check() {
        return check;
    }

    void succeed(IceCandidate seen, IceRole role, long nowNanos) {
        state = PairState.SUCCEEDED;
        check = null;
        valid = true;
        authentic = true;
        local = seen;
        rank(role);
        answered(nowNanos);
    }

    void fail(long nowNanos) {
        state = PairState.FAILED;
        check = null;
        failedNanos = nowNanos;
    }

    /** When its last check failed. */
    long failedNanos() {
        return failedNanos;
    }

    // ---- what is known of it

    /** Whether a check on it was answered and it has not proved dead since. */
    boolean isValid() {
        return valid;
    }

    /** It proved dead. */
    void invalidate() {
        valid = false;
        nominated = false;
    }

    /** An authentic message came this way, or answered ours. */
    void authenticate() {
        authentic = true;
    }

    boolean isAuthentic() {
        return authentic;
    }

    void answered(long nowNanos) {
        lastAnswerNanos = nowNanos;
        suspect = false;
    }

    long lastAnswerNanos() {
        return lastAnswerNanos;
    }

    /** The peer has stopped to answer on it; a pair that is answered is better. */
    void suspect() {
        suspect = true;
    }

    boolean isSuspect() {
        return suspect;
    }

    /** RFC 7675, section 5.2: the peer does not want to be sent to on it, ever again. */
    void revoke(long nowNanos) {
        revoked = true;
        invalidate();
        fail(nowNanos);
    }

    boolean isRevoked() {
        return revoked;
    }

    // ---- nomination

    boolean isNominated() {
        return nominated;
    }

    void nominate(long nowNanos) {
        nominated = true;
        toBeNominated = false;
        lastNominationNanos = nowNanos;
    }

    /** Another pair takes its place. */
    void retire() {
        nominated = false;
        toBeNominated = false;
    }

    /** What we nominated counts no more; what the peer did before we knew our role, does. */
    void handleRoleChange() {
        nominated = false;
    }

    /** RFC 8445, section 7.3.1.5: nominated by the peer; counts once our own check is answered. */
    void nominateOnSuccess() {
        toBeNominated = true;
    }

    boolean isToBeNominated() {
        return toBeNominated;
    }

    /** When it was nominated last. */
    long lastNominationNanos() {
        return lastNominationNanos;
    }

    @Override
    public String toString() {
        return base().address() + " -> " + remote + " " + state + (nominated ? " nominated" : "");
    }
}
