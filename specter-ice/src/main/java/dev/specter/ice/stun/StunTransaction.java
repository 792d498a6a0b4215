package dev.specter.ice.stun;

import dev.specter.common.Bytes;

/**
 * The clock of one request: over UDP resent until answered (RFC 8489, section 6.2.1), over a stream
 * sent once (section 6.2.2). Loop-confined.
 */
public final class StunTransaction {
    /** What the owner has to do. */
    public enum Due {
        /** Nothing yet. */
        NOTHING,
        /** Send the message again. */
        RESEND,
        /** Nobody answers. */
        TIMED_OUT
    }

    private static final long RTO_NANOS = 500_000_000L;
    private static final int RC = 7; // sends in all
    private static final int RM = 16; // wait after the last send, in RTOs
    private static final long TI_NANOS = 39_500_000_000L;

    private final Bytes id;
    private final byte[] message;
    private final boolean reliable;
    private int sends = 1;
    private long dueNanos;

    /**
     * Sent for the first time now.
     *
     * @param id its transaction id
     * @param message the request; kept
     * @param reliable whether it goes over a stream
     * @param nowNanos the time
     */
    public StunTransaction(Bytes id, byte[] message, boolean reliable, long nowNanos) {
        this.id = id;
        this.message = message;
        this.reliable = reliable;
        dueNanos = nowNanos + (reliable ? TI_NANOS : RTO_NANOS);
    }

    /** The transaction id. */
    public Bytes id() {
        return id;
    }

    /** A copy of the request, to be given away. */
    public byte[] message() {
        return message.clone();
    }

    /** When {@link #handleTimeout} has something to do. */
    public long dueNanos() {
        return dueNanos;
    }

    /**
     * Lets time pass.
     *
     * @param nowNanos the time
     */
    public Due handleTimeout(long nowNanos) {
        if (nowNanos < dueNanos) {
            return Due.NOTHING;
        }
        if (reliable || sends == RC) {
            return Due.TIMED_OUT;
        }
        sends++;
        dueNanos = nowNanos + (sends == RC ? RM * RTO_NANOS : RTO_NANOS << sends - 1);
        return Due.RESEND;
    }
}
