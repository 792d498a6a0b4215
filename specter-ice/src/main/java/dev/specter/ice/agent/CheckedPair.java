package dev.specter.ice.agent;

import dev.specter.ice.IceCandidatePair;
import dev.specter.ice.path.DatagramPath;

import java.net.InetSocketAddress;

/** A pair that works: a check on it was answered. Loop-confined. */
public final class CheckedPair {
    private final DatagramPath path;
    private final InetSocketAddress remote;
    private IceCandidatePair candidates;
    private long priority;
    private boolean nominated;
    private boolean suspect;
    private long lastAnswerNanos;

    CheckedPair(DatagramPath path, InetSocketAddress remote) {
        this.path = path;
        this.remote = remote;
    }

    void update(IceCandidatePair newCandidates, long newPriority) {
        candidates = newCandidates;
        priority = newPriority;
    }

    void nominate() {
        nominated = true;
    }

    /** The peer answered a check on it. */
    public void answered(long nowNanos) {
        lastAnswerNanos = nowNanos;
        suspect = false;
    }

    /** The peer has stopped to answer on it; any other pair is better until it does again. */
    public void suspect() {
        suspect = true;
    }

    /** Another pair has taken its place; it has to be nominated anew to get it back. */
    public void retire() {
        nominated = false;
    }

    /** Where its datagrams leave. */
    public DatagramPath path() {
        return path;
    }

    /** Where they go to. */
    public InetSocketAddress remote() {
        return remote;
    }

    /** Both candidates, as they are known by now. */
    public IceCandidatePair candidates() {
        return candidates;
    }

    /** The pair's priority (RFC 8445, section 6.1.2.3), to be compared as unsigned. */
    public long priority() {
        return priority;
    }

    /** Whether the controlling agent has nominated it and that was confirmed. */
    public boolean isNominated() {
        return nominated;
    }

    /** Whether the peer has stopped to answer on it. */
    public boolean isSuspect() {
        return suspect;
    }

    /** When a check on it was answered last. */
    public long lastAnswerNanos() {
        return lastAnswerNanos;
    }
}
