package dev.specter.ice;

import dev.specter.ice.agent.CheckSession;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One ICE generation, from one restart to the next (RFC 8445, section 9): its credentials, what is
 * known of both sides, and the session of checks once its candidates have been gathered.
 * Loop-confined.
 */
final class Generation {
    /** A remote candidate that came before there was a session to take it. */
    record EarlyCandidate(IceCandidate candidate, InetAddress address) {}

    /** What {@link IceTransport#start} was told before there was a session to start. */
    record StartOrder(IceRole role, IceParameters remote) {}

    private final IceParameters local;
    private final byte[] localKey;
    private final List<IceCandidate> localCandidates = new ArrayList<>();
    private final List<EarlyCandidate> earlyCandidates = new ArrayList<>();
    private IceGatheringState gathering = IceGatheringState.NEW;
    private StartOrder order;
    private CheckSession session;
    private boolean remoteEnd;
    private int resolving;
    private long lastHopeNanos;
    private boolean failed;
    private long retiredNanos = Long.MAX_VALUE;

    Generation(IceParameters local) {
        this.local = local;
        localKey = local.pwd().getBytes(StandardCharsets.UTF_8);
    }

    IceParameters local() {
        return local;
    }

    /** The key that the peer's requests are protected with. */
    byte[] localKey() {
        return localKey;
    }

    List<IceCandidate> localCandidates() {
        return localCandidates;
    }

    List<EarlyCandidate> earlyCandidates() {
        return earlyCandidates;
    }

    IceGatheringState gathering() {
        return gathering;
    }

    void setGathering(IceGatheringState state) {
        gathering = state;
    }

    Optional<StartOrder> order() {
        return Optional.ofNullable(order);
    }

    void order(StartOrder given) {
        order = given;
    }

    boolean isStarted() {
        return order != null;
    }

    /** The session; null until its candidates are being gathered. */
    CheckSession session() {
        return session;
    }

    void session(CheckSession made) {
        session = made;
    }

    /** No more candidates of the peer will come, and all names are resolved. */
    boolean isRemoteComplete() {
        return remoteEnd && resolving == 0;
    }

    void endRemote() {
        remoteEnd = true;
    }

    /** Names that are being resolved. */
    int resolving() {
        return resolving;
    }

    void resolving(int change) {
        resolving += change;
    }

    /** There is new reason to hope: the start, or another candidate. */
    void hope(long nowNanos) {
        lastHopeNanos = nowNanos;
        failed = false;
    }

    long lastHopeNanos() {
        return lastHopeNanos;
    }

    /** No pair has worked for too long. */
    boolean hasFailed() {
        return failed;
    }

    void fail() {
        failed = true;
    }

    /**
     * The next generation has a pair: this one answers a while longer, since the peer may go on
     * sending the old way until it has chosen too.
     */
    void retire(long untilNanos) {
        if (retiredNanos == Long.MAX_VALUE) {
            retiredNanos = untilNanos;
        }
    }

    /** When it is no longer needed; {@code Long.MAX_VALUE} while the next one has no pair. */
    long retiredNanos() {
        return retiredNanos;
    }

    void close() {
        if (session != null) {
            session.close();
        }
    }
}
