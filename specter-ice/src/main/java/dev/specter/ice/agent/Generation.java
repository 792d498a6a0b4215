package dev.specter.ice.agent;

import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceParameters;
import dev.specter.ice.IceRole;
import dev.specter.ice.TcpType;
import dev.specter.ice.stun.StunFrame;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import java.util.random.RandomGenerator;

/**
 * One ICE generation, from one restart to the next (RFC 8445, section 9): both sides' candidates
 * and credentials, and the checks between them. Loop-confined.
 */
final class Generation {
    private static final long NEVER = Long.MAX_VALUE;

    /** Checks of either kind that may go at once. */
    private static final int ORDINARY_BURST = 4;

    private static final int TRIGGERED_BURST = 16;

    private final Credentials credentials;
    private final RoleConflict role;
    private final LocalCandidates locals = new LocalCandidates();
    private final RemoteCandidates remotes;
    private final CheckList list;
    private final CheckClient client;
    private final CheckServer server;
    private final Nomination nomination;
    private final CheckPacer ordinary = new CheckPacer(ORDINARY_BURST);
    private final CheckPacer triggered = new CheckPacer(TRIGGERED_BURST);

    private final ObjLongConsumer<CandidatePair> answered;
    private final long staleNanos;

    private boolean started;
    private boolean localEnd;
    private boolean remoteEnd;
    private boolean failed;
    private boolean carrying;
    private boolean superseded;
    private long lastHopeNanos;
    private long retiredNanos = NEVER;

    /**
     * Makes a generation without candidates.
     *
     * @param options the settings
     * @param local our credentials
     * @param random for transaction ids and the tie-breaker
     * @param out takes what is sent
     * @param answered told of each pair that has just been answered, and when
     */
    Generation(
            AgentOptions options,
            IceParameters local,
            RandomGenerator random,
            Outbox out,
            ObjLongConsumer<CandidatePair> answered) {
        this.answered = answered;
        staleNanos = options.disconnectedTimeout().toNanos();
        credentials = new Credentials(local, random);
        role = new RoleConflict(random);
        remotes = new RemoteCandidates(options.maxRemoteCandidates());
        list = new CheckList(options.maxPairs(), role);
        client = new CheckClient(list, locals, credentials, role, out, new Conclusions());
        server = new CheckServer(list, locals, remotes, credentials, role, out);
        nomination = new Nomination(list, role, client);
    }

    // ---- candidates

    void addLocal(LocalCandidate candidate, long nowNanos) {
        locals.add(candidate);
        remotes.forEachTold((remote, address) -> list.form(candidate, remote, address));
        if (isLiteOnBothSides()) {
            Lite.pairUp(list, nowNanos);
        }
        hope(nowNanos);
    }

    void endLocal() {
        localEnd = true;
    }

    /** A base is gone, and with it every pair of it. */
    List<CandidatePair> removeBase(Base base, long nowNanos) {
        locals.removeBase(base);
        List<CandidatePair> removed = list.removeBase(base);
        for (CandidatePair pair : removed) {
            client.forget(pair);
            nomination.handleRemoved(pair);
        }
        proceed(nowNanos);
        return removed;
    }

    /**
     * Takes a candidate of the peer, resolved.
     *
     * @return false if it is of no use, known, or one too many
     */
    boolean addRemote(IceCandidate candidate, InetAddress address, long nowNanos) {
        boolean useless =
                candidate.component() != 1
                        || candidate.port() == 0
                        // RFC 6544, section 6.2: an active candidate comes to us, by its checks.
                        || candidate.tcpType().equals(Optional.of(TcpType.ACTIVE))
                        || address.isAnyLocalAddress()
                        || address.isMulticastAddress();
        InetSocketAddress where = new InetSocketAddress(address, candidate.port());
        if (useless || !remotes.add(candidate, where)) {
            return false;
        }
        list.update(candidate, where);
        for (LocalCandidate local : locals.ofEachBase()) {
            list.form(local, candidate, where);
        }
        if (isLiteOnBothSides()) {
            Lite.pairUp(list, nowNanos);
        }
        hope(nowNanos);
        return true;
    }

    void endRemote() {
        remoteEnd = true;
    }

    /** No more candidates will come, on either side. */
    boolean isComplete() {
        return localEnd && remoteEnd;
    }

    /** There is new reason to hope: the start, or another candidate. */
    private void hope(long nowNanos) {
        lastHopeNanos = nowNanos;
        if (failed) {
            failed = false;
            list.recheck();
        }
        proceed(nowNanos);
    }

    // ---- start

    void start(IceRole asked, IceParameters remote, long nowNanos) {
        started = true;
        credentials.remote(remote);
        boolean lite = credentials.local().lite();
        // RFC 8445, section 6.1.1: of a lite and a full agent, the full one is controlling.
        boolean settled = lite != remote.lite();
        IceRole controlling = lite ? IceRole.CONTROLLED : IceRole.CONTROLLING;
        role.begin(settled ? controlling : asked, settled);
        list.pairs().forEach(pair -> pair.rank(role.role()));
        if (isLiteOnBothSides()) {
            Lite.pairUp(list, nowNanos);
        }
        hope(nowNanos);
    }

    boolean isStarted() {
        return started;
    }

    private boolean isLite() {
        return credentials.local().lite();
    }

    /** Nobody checks, so there is no consent to be had either. */
    boolean isLiteOnBothSides() {
        return isLite() && started && credentials.remote().lite();
    }

    /** Whether consent is asked for by our own requests, or seen in the peer's. */
    boolean asksForConsent() {
        return !isLite();
    }

    // ---- messages

    /** Takes a request whose integrity was checked; false if it was dropped. */
    boolean handleRequest(StunFrame request, Base base, InetSocketAddress source, long nowNanos) {
        CheckServer.Verdict verdict = server.handleRequest(request, base, source, started);
        if (verdict == CheckServer.Verdict.DROPPED) {
            return false;
        }
        if (verdict == CheckServer.Verdict.ACCEPTED_ROLE_CHANGED) {
            turnRole(nowNanos);
        }
        if (verdict != CheckServer.Verdict.REFUSED) {
            CandidatePair pair = list.get(base, source);
            if (isLite()) {
                Lite.handleRequest(pair, request.usesCandidate(), role.role(), nowNanos);
            } else {
                trigger(pair, nowNanos);
                if (request.usesCandidate()) {
                    nomination.handleUseCandidate(pair, nowNanos);
                }
            }
        }
        proceed(nowNanos);
        return true;
    }

    /** RFC 8445, section 7.3.1.4: a check of the peer causes one of ours. */
    private void trigger(CandidatePair pair, long nowNanos) {
        if (pair.isRevoked()) {
            return;
        }
        switch (pair.state()) {
            case FROZEN, WAITING, FAILED -> list.trigger(pair);
            case IN_PROGRESS -> {
                if (!pair.isValid() || pair.isSuspect()) {
                    client.expedite(pair, nowNanos);
                }
            }
            case SUCCEEDED -> {
                // The peer may have changed to this pair, or back to it: does it still work?
                if (pair.isSuspect() || nowNanos - pair.lastAnswerNanos() >= staleNanos) {
                    list.trigger(pair);
                }
            }
        }
    }

    ResponseVerdict handleResponse(
            StunFrame response, Base base, InetSocketAddress source, long nowNanos) {
        ResponseVerdict verdict = client.handleResponse(response, base, source, nowNanos);
        proceed(nowNanos);
        return verdict;
    }

    /** A consent check was answered. */
    void handleConsent(long nowNanos) {
        proceed(nowNanos);
    }

    /** A consent check was refused because the peer has the same role. */
    void handleRefusal(long nowNanos) {
        if (role.handleRefusal()) {
            turnRole(nowNanos);
        }
    }

    private void turnRole(long nowNanos) {
        list.handleRoleChange();
        nomination.handleRoleChange(nowNanos);
    }

    /** What the checks conclude. */
    private final class Conclusions implements CheckClient.Conclusions {
        @Override
        public void onSucceeded(CandidatePair pair, boolean nominating, long nowNanos) {
            nomination.handleSuccess(pair, nominating, nowNanos);
            answered.accept(pair, nowNanos);
        }

        @Override
        public void onFailed(CandidatePair pair, boolean nominating, long nowNanos) {
            nomination.handleFailure(pair, nominating);
        }

        @Override
        public void onRoleChange(long nowNanos) {
            turnRole(nowNanos);
        }
    }

    /** The connection that a pair over TCP goes by has ended. */
    void handleRemoteClosed(Base base, InetSocketAddress remote, long nowNanos) {
        CandidatePair pair = list.get(base, remote);
        if (pair != null && pair.isValid()) {
            client.forget(pair);
            pair.suspect();
            recheck(nowNanos);
        }
    }

    /** Ends all checks. */
    void close() {
        client.close();
    }

    // ---- checks

    /** Sends the checks that may go now: triggered ones first, then ordinary ones. */
    private void proceed(long nowNanos) {
        if (!started || isLite()) {
            return;
        }
        nomination.consider(nowNanos);
        while (list.hasTriggered() && triggered.tryTake(nowNanos)) {
            client.check(list.removeTriggered(), false, nowNanos);
        }
        CandidatePair next = nextOrdinary();
        while (next != null && ordinary.tryTake(nowNanos)) {
            client.check(next, false, nowNanos);
            next = nextOrdinary();
        }
    }

    /** RFC 8445, section 8.1.2: once a pair is nominated, only better ones are of interest. */
    private CandidatePair nextOrdinary() {
        if (failed) {
            return null;
        }
        CandidatePair nominated = nomination.nominated();
        boolean settled = nominated != null && !nominated.isSuspect();
        return list.nextOrdinary(settled ? nominated : null);
    }

    /** Checks all pairs again, since the one in use is silent or gone. */
    void recheck(long nowNanos) {
        lastHopeNanos = nowNanos;
        failed = false;
        list.recheck();
        proceed(nowNanos);
    }

    /** Another pair is in use than the nominated one, which has died. */
    void nominateInstead(CandidatePair replacement, long nowNanos) {
        nomination.replace(replacement, nowNanos);
    }

    // ---- failure and time

    /** No pair has worked for too long. */
    boolean hasFailed() {
        return failed;
    }

    /** When it is too long since there was reason to hope; never while candidates are gathered. */
    long checkingDeadlineNanos(long timeoutNanos) {
        boolean checking = started && !failed && localEnd && !carrying;
        return checking ? lastHopeNanos + timeoutNanos : NEVER;
    }

    /** Whether datagrams go on a pair of this generation: if not, failed pairs are tried again. */
    void carrying(boolean now) {
        carrying = now;
    }

    /** There is a later generation. */
    void supersede() {
        superseded = true;
    }

    void fail() {
        failed = true;
    }

    void handleTimeout(long nowNanos) {
        client.handleTimeout(nowNanos);
        if (isRetrying()) {
            list.retry(nowNanos);
        }
        proceed(nowNanos);
    }

    private boolean isRetrying() {
        return started && !failed && !carrying && !superseded;
    }

    long nextTimeoutNanos() {
        long next = Math.min(client.nextTimeoutNanos(), nomination.nextTimeoutNanos());
        if (!started || isLite()) {
            return next;
        }
        if (list.hasTriggered()) {
            next = Math.min(next, triggered.nextNanos());
        }
        if (nextOrdinary() != null) {
            next = Math.min(next, ordinary.nextNanos());
        }
        return isRetrying() ? Math.min(next, list.nextRetryNanos()) : next;
    }

    /**
     * The next generation has a pair: this one answers a while longer, since the peer may go on
     * sending the old way until it has chosen too.
     */
    void retire(long untilNanos) {
        if (retiredNanos == NEVER) {
            retiredNanos = untilNanos;
        }
    }

    /** When it is no longer needed; {@code Long.MAX_VALUE} while the next one has no pair. */
    long retiredNanos() {
        return retiredNanos;
    }

    // ---- what is known

    Credentials credentials() {
        return credentials;
    }

    RoleConflict role() {
        return role;
    }

    LocalCandidates locals() {
        return locals;
    }

    RemoteCandidates remotes() {
        return remotes;
    }

    CheckList list() {
        return list;
    }
}
