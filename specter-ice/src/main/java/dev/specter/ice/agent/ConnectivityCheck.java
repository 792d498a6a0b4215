package dev.specter.ice.agent;

import dev.specter.common.Bytes;
import dev.specter.ice.IceRole;

/**
 * A connectivity check on its way, resent until answered (RFC 8489, section 6.2.1); over TCP it is
 * sent once (section 6.2.2). Loop-confined.
 */
final class ConnectivityCheck {
    /** What the owner has to do. */
    enum Due {
        NOTHING,
        RESEND,
        GIVE_UP
    }

    static final int MAX_SENDS = 7;
    static final long LONGEST_WAIT_NANOS = 1_600_000_000L;

    /** How long an answer over TCP is waited for, the making of the connection included. */
    static final long TCP_WAIT_NANOS = 10_000_000_000L;

    /** A check younger than this may well be answered still, so nothing is gained by another. */
    static final long YOUNG_NANOS = 20_000_000L;

    private final Bytes id;
    private final CandidatePair pair;
    private final IceRole role;
    private final boolean nominating;
    private final byte[] request;
    private final boolean reliable;
    private final long firstSentNanos;
    private long lastSentNanos;
    private int sends = 1;
    private boolean resent;
    private long waitNanos;
    private long dueNanos;

    /**
     * A request that is being sent now.
     *
     * @param request what asks what on which pair
     * @param reliable whether it is sent over TCP
     * @param rtoNanos the first wait
     * @param nowNanos the time
     */
    ConnectivityCheck(Request request, boolean reliable, long rtoNanos, long nowNanos) {
        id = request.id();
        pair = request.pair();
        role = request.role();
        nominating = request.nominating();
        this.request = request.message();
        this.reliable = reliable;
        waitNanos = reliable ? TCP_WAIT_NANOS : rtoNanos;
        firstSentNanos = nowNanos;
        lastSentNanos = nowNanos;
        dueNanos = nowNanos + waitNanos;
    }

    /**
     * What is asked.
     *
     * @param id 12 bytes
     * @param pair the pair
     * @param role our role in it
     * @param nominating whether it has USE-CANDIDATE
     * @param message all of it
     */
    @SuppressWarnings("ArrayRecordComponent") // the array is handed on, never compared
    record Request(
            Bytes id, CandidatePair pair, IceRole role, boolean nominating, byte[] message) {}

    Due handleTimeout(long nowNanos) {
        if (nowNanos < dueNanos) {
            return Due.NOTHING;
        }
        if (reliable || sends >= MAX_SENDS) {
            return Due.GIVE_UP;
        }
        sends++;
        resent = true;
        waitNanos = Math.min(waitNanos * 2, LONGEST_WAIT_NANOS);
        lastSentNanos = nowNanos;
        dueNanos = nowNanos + waitNanos;
        return Due.RESEND;
    }

    /**
     * RFC 8445, section 7.3.1.4: the peer's check shows that the way may be open now, so ours goes
     * again at once, as often as a new one. Deviates: it stays the same transaction, which saves
     * the answer to the one before, and one just sent is given the time to be answered.
     */
    void expedite(long firstWaitNanos) {
        if (!reliable) {
            sends = 0;
            waitNanos = firstWaitNanos / 2; // doubled by the resend
            dueNanos = Math.min(dueNanos, lastSentNanos + YOUNG_NANOS);
        }
    }

    /** RFC 8445, section 8.1.2: no more resends; an answer still counts. */
    void cease() {
        sends = MAX_SENDS;
    }

    /** Whether an answer is overdue. */
    boolean isResent() {
        return resent;
    }

    /** The round trip, or -1 if it cannot be told which request was answered. */
    long roundTripNanos(long nowNanos) {
        return resent ? -1 : nowNanos - firstSentNanos;
    }

    long dueNanos() {
        return dueNanos;
    }

    Bytes id() {
        return id;
    }

    CandidatePair pair() {
        return pair;
    }

    /** Our role when it was sent. */
    IceRole role() {
        return role;
    }

    boolean isNominating() {
        return nominating;
    }

    /** A copy of the message, to be given away. */
    byte[] message() {
        return request.clone();
    }
}
