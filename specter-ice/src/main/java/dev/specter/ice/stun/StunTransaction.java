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

    /** How a request is resent. */
    public enum Pace {
        /** Over UDP: after 0.5, 1, 2, 4, 8 and 16 s; given up 8 s later. */
        UDP(500_000_000L, Long.MAX_VALUE, 8_000_000_000L),
        /**
         * Over UDP: after 0.5, 1 and each 2 s; given up 2 s after the last.
         *
         * <p>Deviates: the wait doubles no further, because what is asked for runs out meanwhile.
         */
        URGENT(500_000_000L, 2_000_000_000L, 2_000_000_000L),
        /** Over a stream: never; given up after 39.5 s. */
        STREAM(39_500_000_000L, Long.MAX_VALUE, 0);

        private final long firstWaitNanos;
        private final long longestWaitNanos;
        private final long lastWaitNanos;

        Pace(long firstWaitNanos, long longestWaitNanos, long lastWaitNanos) {
            this.firstWaitNanos = firstWaitNanos;
            this.longestWaitNanos = longestWaitNanos;
            this.lastWaitNanos = lastWaitNanos;
        }
    }

    private static final int RC = 7; // sends in all

    private final Bytes id;
    private final byte[] message;
    private final Pace pace;
    private int sends = 1;
    private long dueNanos;

    /**
     * Sent for the first time now.
     *
     * @param id its transaction id
     * @param message the request; kept
     * @param pace how it is resent
     * @param nowNanos the time
     */
    public StunTransaction(Bytes id, byte[] message, Pace pace, long nowNanos) {
        this.id = id;
        this.message = message;
        this.pace = pace;
        dueNanos = nowNanos + pace.firstWaitNanos;
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
        if (pace == Pace.STREAM || sends == RC) {
            return Due.TIMED_OUT;
        }
        sends++;
        long wait = Math.min(pace.firstWaitNanos << sends - 1, pace.longestWaitNanos);
        dueNanos = nowNanos + (sends == RC ? pace.lastWaitNanos : wait);
        return Due.RESEND;
    }
}
