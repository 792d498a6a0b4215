package dev.specter.sctp.assoc;

import dev.specter.common.BackoffTimer;
import dev.specter.common.Bytes;

/** The states of an association (RFC 9260, section 4). */
sealed interface AssociationState {
    /** CLOSED, before anything happened. */
    record Idle() implements AssociationState {}

    /**
     * COOKIE-WAIT.
     *
     * @param t1 T1-init
     */
    record CookieWait(BackoffTimer t1) implements AssociationState {}

    /**
     * COOKIE-ECHOED.
     *
     * @param t1 T1-cookie
     * @param cookie to be echoed again when T1 expires
     * @param peer what the INIT ACK said
     */
    record CookieEchoed(BackoffTimer t1, Bytes cookie, PeerInfo peer) implements AssociationState {}

    /** ESTABLISHED. */
    record Established() implements AssociationState {}

    /** SHUTDOWN-PENDING: what is queued still leaves. */
    record ShutdownPending() implements AssociationState {}

    /**
     * SHUTDOWN-SENT.
     *
     * @param t2 T2-shutdown
     */
    record ShutdownSent(BackoffTimer t2) implements AssociationState {}

    /** SHUTDOWN-RECEIVED: what is queued still leaves. */
    record ShutdownReceived() implements AssociationState {}

    /**
     * SHUTDOWN-ACK-SENT.
     *
     * @param t2 T2-shutdown
     */
    record ShutdownAckSent(BackoffTimer t2) implements AssociationState {}

    /** CLOSED, for ever. */
    record Ended() implements AssociationState {}

    /** Whether there is a transmission control block: tags of both ends are known. */
    default boolean isConnected() {
        return !(this instanceof Idle
                || this instanceof CookieWait
                || this instanceof CookieEchoed
                || this instanceof Ended);
    }

    /** Whether DATA of ours may leave. */
    default boolean canSendData() {
        return this instanceof Established
                || this instanceof ShutdownPending
                || this instanceof ShutdownReceived;
    }

    /** Whether DATA of the peer is taken. */
    default boolean canReceiveData() {
        return this instanceof Established
                || this instanceof ShutdownPending
                || this instanceof ShutdownSent;
    }

    /** When the state's own timer is due. */
    default long dueNanos() {
        if (this instanceof CookieWait s) {
            return s.t1.dueNanos();
        } else if (this instanceof CookieEchoed s) {
            return s.t1.dueNanos();
        } else if (this instanceof ShutdownSent s) {
            return s.t2.dueNanos();
        } else if (this instanceof ShutdownAckSent s) {
            return s.t2.dueNanos();
        }
        return BackoffTimer.NEVER;
    }
}
