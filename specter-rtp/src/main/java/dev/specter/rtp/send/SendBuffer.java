package dev.specter.rtp.send;

import dev.specter.rtp.RtpPacket;

/**
 * The packets of one stream sent last, by sequence number, for retransmission. A ring: a packet
 * gives way to the one that has its place. Loop-confined.
 */
public final class SendBuffer {
    private final RtpPacket[] packets;
    private final long[] sentNanos;
    private final int mask;

    /**
     * Makes an empty buffer.
     *
     * @param capacity packets held at most, a power of two up to 32,768
     */
    public SendBuffer(int capacity) {
        if (Integer.bitCount(capacity) != 1 || capacity > 0x8000) {
            throw new IllegalArgumentException("capacity " + capacity);
        }
        packets = new RtpPacket[capacity];
        sentNanos = new long[capacity];
        mask = capacity - 1;
    }

    /** Keeps a packet that was sent now. */
    public void add(RtpPacket packet, long nowNanos) {
        int slot = packet.sequenceNumber() & mask;
        packets[slot] = packet;
        sentNanos[slot] = nowNanos;
    }

    /** The packet with a sequence number, or null where it is not held. */
    public RtpPacket get(int sequenceNumber) {
        RtpPacket packet = packets[sequenceNumber & mask];
        return packet != null && packet.sequenceNumber() == sequenceNumber ? packet : null;
    }

    /** When a packet that is held was sent last, retransmissions included. */
    public long sentNanos(int sequenceNumber) {
        return sentNanos[sequenceNumber & mask];
    }

    /** Notes that a packet that is held was sent again. */
    public void markResent(int sequenceNumber, long nowNanos) {
        sentNanos[sequenceNumber & mask] = nowNanos;
    }
}
