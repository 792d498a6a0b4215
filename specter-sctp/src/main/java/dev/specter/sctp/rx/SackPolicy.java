package dev.specter.sctp.rx;

/**
 * When to acknowledge (RFC 9260, section 6.2): at least every second packet, within a delay, and at
 * once where the sender should know. Loop-confined.
 */
public final class SackPolicy {
    private final long delayNanos;
    private int packets;
    private boolean isImmediate;
    private boolean isFirst = true;
    private long dueNanos = Long.MAX_VALUE;

    /**
     * Makes a policy.
     *
     * @param delayNanos the longest a SACK may wait
     */
    public SackPolicy(long delayNanos) {
        this.delayNanos = delayNanos;
    }

    /** A packet with DATA was handled. */
    public void onDataPacket(long nowNanos) {
        packets++;
        // RFC 9260, section 5.1: the first DATA of an association is acknowledged at once.
        isImmediate |= isFirst;
        isFirst = false;
        if (dueNanos == Long.MAX_VALUE) {
            dueNanos = nowNanos + delayNanos;
        }
    }

    /** The next SACK may not wait. */
    public void hurry() {
        isImmediate = true;
    }

    /** Time passed. */
    public void handleTimeout(long nowNanos) {
        if (nowNanos >= dueNanos) {
            isImmediate = true;
        }
    }

    /** Whether a SACK must leave now. */
    public boolean isDue() {
        // RFC 9260, section 6.2: a SACK SHOULD be generated for at least every second packet.
        return isImmediate || packets >= 2;
    }

    /** Whether a SACK is owed, so that a packet that leaves anyway should carry it. */
    public boolean isOwed() {
        return isDue() || packets > 0;
    }

    /** A SACK left. */
    public void onSackSent() {
        packets = 0;
        isImmediate = false;
        dueNanos = Long.MAX_VALUE;
    }

    /** When a SACK falls due, {@code Long.MAX_VALUE} for never. */
    public long dueNanos() {
        return isDue() ? Long.MAX_VALUE : dueNanos; // what is due leaves with the next poll
    }
}
