package dev.specter.srtp;

/**
 * The index of an RTP packet, 48 bits: rollover counter and sequence number (RFC 3711, section
 * 3.3.1).
 */
final class PacketIndex {
    /** Before any packet. */
    static final long NONE = -1;

    /** What one rollover adds. */
    static final long ROLLOVER = 1L << 16;

    /** Indexes end before it. */
    static final long END = 1L << 48;

    private static final int HALF = 1 << 15;

    private PacketIndex() {}

    /**
     * Guesses the index of a packet (RFC 3711, appendix A).
     *
     * @param sequenceNumber the packet's, u16
     * @param highest the stream's highest index so far, or {@link #NONE}
     * @return the index; negative when the packet is from before the stream's start
     */
    static long estimate(int sequenceNumber, long highest) {
        if (highest < 0) {
            return sequenceNumber;
        }
        long rollovers = highest >> 16;
        int last = (int) highest & 0xFFFF;
        if (last < HALF) {
            rollovers -= sequenceNumber - last > HALF ? 1 : 0;
        } else {
            rollovers += last - HALF > sequenceNumber ? 1 : 0;
        }
        return rollovers * ROLLOVER + sequenceNumber;
    }
}
