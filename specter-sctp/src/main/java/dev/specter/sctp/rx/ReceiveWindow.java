package dev.specter.sctp.rx;

/**
 * The receive buffer as the peer is told of it (RFC 9260, section 6.2.1): what is being put
 * together and what the application has not taken yet count against it. Loop-confined.
 */
public final class ReceiveWindow {
    /** What a message counts beyond its bytes, so that small ones do not come free. */
    public static final int MESSAGE_OVERHEAD_BYTES = 64;

    private final int capacityBytes;
    private final int mtuBytes;
    private long heldBytes;
    private long deliveredBytes;
    private long announcedBytes;

    /**
     * Makes an empty window.
     *
     * @param capacityBytes announced when nothing waits
     * @param mtuBytes less than this is announced as nothing (silly window avoidance)
     */
    public ReceiveWindow(int capacityBytes, int mtuBytes) {
        this.capacityBytes = capacityBytes;
        this.mtuBytes = mtuBytes;
        announcedBytes = capacityBytes;
    }

    /** Counts bytes that reassembly holds. */
    void hold(long bytes) {
        heldBytes += bytes;
    }

    /** Bytes that reassembly gave up. */
    void release(long bytes) {
        heldBytes -= bytes;
    }

    /** Bytes went from reassembly to the application. */
    void deliver(long bytes) {
        heldBytes -= bytes;
        deliveredBytes += bytes;
    }

    /** What could be announced now, in bytes. */
    public long freeBytes() {
        long free = capacityBytes - heldBytes - deliveredBytes;
        return free < mtuBytes ? 0 : free;
    }

    /**
     * Whether data beyond the largest TSN has no place. A quarter more than was announced is taken,
     * since the peer cannot know what messages count beyond their bytes.
     */
    boolean isFull() {
        return heldBytes + deliveredBytes > capacityBytes + capacityBytes / 4;
    }

    /** Whether even data that fills gaps has no place any more. */
    boolean isOverrun() {
        return heldBytes + deliveredBytes > 2L * capacityBytes;
    }

    /** The value for a SACK that leaves now. */
    public long announce() {
        announcedBytes = freeBytes();
        return announcedBytes;
    }

    /**
     * The application took bytes.
     *
     * @return whether the peer should hear of the window at once
     */
    boolean consumed(long bytes) {
        deliveredBytes -= Math.min(bytes, deliveredBytes);
        long gained = freeBytes() - announcedBytes;
        boolean isNearlyShut = announcedBytes < 4L * mtuBytes;
        return gained >= capacityBytes / 4 || isNearlyShut && gained >= 8L * mtuBytes;
    }

    /** Bytes the application has not taken. */
    public long deliveredBytes() {
        return deliveredBytes;
    }
}
