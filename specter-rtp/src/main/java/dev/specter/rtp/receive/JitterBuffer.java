package dev.specter.rtp.receive;

import dev.specter.common.SerialNumbers;
import dev.specter.rtp.RtpPacket;

/**
 * Puts the packets of one stream in order. It holds nothing back while the order is right; at a gap
 * it waits for the missing packet, for a bounded time and within a bounded window, and then goes on
 * without it. Loop-confined.
 */
public final class JitterBuffer {
    /** Deadline when nothing is held. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Packets held at most; a power of two. */
    private static final int WINDOW = 1024;

    private long maxWaitNanos;
    private final RtpPacket[] packets = new RtpPacket[WINDOW];
    private final long[] arrivalNanos = new long[WINDOW];
    private boolean started;
    private long next;
    private long highest;
    private int held;
    private long skipped;

    /**
     * Makes an empty buffer.
     *
     * @param maxWaitNanos how long a packet behind a gap waits at most
     */
    public JitterBuffer(long maxWaitNanos) {
        this.maxWaitNanos = maxWaitNanos;
    }

    /** Changes how long a packet behind a gap waits at most, also for those that wait. */
    public void maxWaitNanos(long value) {
        maxWaitNanos = value;
    }

    /**
     * Takes a packet; duplicates and those that come too late are dropped.
     *
     * @param packet of the stream
     * @param nowNanos when it came
     */
    public void handlePacket(RtpPacket packet, long nowNanos) {
        if (!started) {
            started = true;
            next = packet.sequenceNumber() + 0x10000L; // room to unwrap downwards
            highest = next - 1;
        }
        long sequence = SerialNumbers.unwrap16(packet.sequenceNumber(), highest);
        if (sequence < next) {
            return;
        }
        if (sequence - next >= WINDOW) {
            makeRoom(sequence);
        }
        int slot = (int) sequence & WINDOW - 1;
        if (packets[slot] == null) {
            packets[slot] = packet;
            arrivalNanos[slot] = nowNanos;
            held++;
        }
        highest = Math.max(highest, sequence);
    }

    /** The window moves on to end with a packet; what falls out of it is lost. */
    private void makeRoom(long sequence) {
        long begin = sequence - WINDOW + 1;
        for (long old = next; old < Math.min(begin, next + WINDOW); old++) {
            int slot = (int) old & WINDOW - 1;
            if (packets[slot] != null) {
                packets[slot] = null;
                held--;
            }
        }
        skipped += begin - next;
        next = begin;
    }

    /**
     * The next packet in order.
     *
     * @param nowNanos the time
     * @return the packet, or null while it is waited for
     */
    public RtpPacket pollPacket(long nowNanos) {
        if (held == 0) {
            return null;
        }
        if (packets[(int) next & WINDOW - 1] == null) {
            if (nowNanos < nextTimeoutNanos()) {
                return null;
            }
            long first = firstHeld();
            skipped += first - next;
            next = first;
        }
        int slot = (int) next & WINDOW - 1;
        RtpPacket packet = packets[slot];
        packets[slot] = null;
        held--;
        next++;
        return packet;
    }

    private long firstHeld() {
        long first = next;
        while (packets[(int) first & WINDOW - 1] == null) {
            first++;
        }
        return first;
    }

    /** When {@link #pollPacket} gives up waiting, or {@link #NEVER}. */
    public long nextTimeoutNanos() {
        return held == 0 ? NEVER : arrivalNanos[(int) firstHeld() & WINDOW - 1] + maxWaitNanos;
    }

    /** Packets gone on without, since the start. */
    public long skippedCount() {
        return skipped;
    }

    /** Packets held now. */
    public int heldCount() {
        return held;
    }
}
