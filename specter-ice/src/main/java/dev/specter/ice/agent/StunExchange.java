package dev.specter.ice.agent;

import org.ice4j.ResponseCollector;
import org.ice4j.message.Request;
import org.ice4j.stack.TransactionID;

import java.net.InetSocketAddress;

/**
 * A connectivity check on its way: resent until answered (RFC 8489, section 6.2.1). Loop-confined.
 *
 * <p>Deviates: the first resend comes after 100 ms, not 500 (RFC 8445, section 14.3), as in ice4j;
 * the wait doubles up to 1.6 s. One lost packet shall not hold up a call for half a second.
 */
final class StunExchange {
    /** What the owner has to do. */
    enum Due {
        NOTHING,
        RESEND,
        GIVE_UP
    }

    static final int MAX_SENDS = 7;
    static final long FIRST_WAIT_NANOS = 100_000_000L;
    static final long LONGEST_WAIT_NANOS = 1_600_000_000L;

    private final Request request;
    private final TransactionID transaction;
    private final byte[] message;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private final ResponseCollector collector;
    private int sends = 1;
    private boolean cancelled;
    private long waitNanos = FIRST_WAIT_NANOS;
    private long dueNanos;

    StunExchange(
            Request request,
            TransactionID transaction,
            byte[] message,
            InetSocketAddress local,
            InetSocketAddress remote,
            ResponseCollector collector,
            long nowNanos) {
        this.request = request;
        this.transaction = transaction;
        this.message = message;
        this.local = local;
        this.remote = remote;
        this.collector = collector;
        dueNanos = nowNanos + waitNanos;
    }

    Due handleTimeout(long nowNanos) {
        if (nowNanos < dueNanos) {
            return Due.NOTHING;
        }
        if (cancelled || sends == MAX_SENDS) {
            return Due.GIVE_UP;
        }
        sends++;
        waitNanos = Math.min(waitNanos * 2, LONGEST_WAIT_NANOS);
        dueNanos = nowNanos + waitNanos;
        return Due.RESEND;
    }

    /** RFC 8445, section 7.3.1.4: no more resends; the answer is waited for a while longer. */
    void cancel() {
        cancelled = true;
        dueNanos += LONGEST_WAIT_NANOS;
    }

    boolean isCancelled() {
        return cancelled;
    }

    long dueNanos() {
        return dueNanos;
    }

    Request request() {
        return request;
    }

    TransactionID transaction() {
        return transaction;
    }

    byte[] message() {
        return message;
    }

    InetSocketAddress local() {
        return local;
    }

    InetSocketAddress remote() {
        return remote;
    }

    ResponseCollector collector() {
        return collector;
    }
}
