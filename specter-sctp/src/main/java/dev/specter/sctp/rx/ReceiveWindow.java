package dev.specter.sctp.rx;

import dev.specter.sctp.ReceiveBudget;

/**
 * The receive buffer as the peer is told of it (RFC 9260, section 6.2.1): what is being put
 * together and what the application has not taken yet count against it. A message that outgrows the
 * window goes on beyond it, up to a limit: partial delivery, but into our own hands. Loop-confined.
 */
public final class ReceiveWindow {
    /** What a message counts beyond its bytes, so that small ones do not come free. */
    public static final int MESSAGE_OVERHEAD_BYTES = 64;

    private final int capacityBytes;
    private final int packetBytes;
    private final long maxStreamedBytes;
    private final BudgetShare share;
    private long heldBytes;
    private long streamedBytes;
    private long deliveredBytes;

    /** What of the delivered bytes came beyond the window, while the peer thought it open. */
    private long largeBytes;

    private long announcedBytes;

    /**
     * Makes an empty window.
     *
     * @param capacityBytes announced when nothing waits
     * @param packetBytes less than this is announced as nothing (silly window avoidance)
     * @param maxMessageBytes the largest message, of which one always has its place
     * @param maxStreamedBytes of unfinished messages beyond the window; at least one message
     * @param budget what is shared with others
     */
    public ReceiveWindow(
            int capacityBytes,
            int packetBytes,
            int maxMessageBytes,
            long maxStreamedBytes,
            ReceiveBudget budget) {
        this.capacityBytes = capacityBytes;
        this.packetBytes = packetBytes;
        this.maxStreamedBytes = Math.max(maxStreamedBytes, maxMessageBytes);
        share =
                new BudgetShare(
                        budget, Math.min(capacityBytes, maxMessageBytes) + 2L * packetBytes);
        announcedBytes = capacityBytes;
    }

    /** Counts bytes that reassembly holds. */
    void hold(long bytes) {
        heldBytes += bytes;
    }

    /** Counts bytes that reassembly added to a run; a long one moves beyond the window. */
    void hold(FragmentRun run, int bytes) {
        heldBytes += bytes;
        int movable = run.bytes - run.streamedBytes;
        boolean isStreaming =
                run.hasBegin && (run.streamedBytes > 0 || heldBytes > capacityBytes / 2);
        if (isStreaming && streamedBytes + movable <= maxStreamedBytes) {
            run.streamedBytes += movable;
            streamedBytes += movable;
            heldBytes -= movable;
        }
    }

    /**
     * Bytes that reassembly gave up.
     *
     * @param bytes all of them
     * @param streamed those of them that were beyond the window
     */
    void release(long bytes, long streamed) {
        heldBytes -= bytes - streamed;
        streamedBytes -= streamed;
    }

    /**
     * Bytes went from reassembly to the application.
     *
     * @param bytes all of them
     * @param streamed those of them that were beyond the window
     */
    void deliver(long bytes, long streamed) {
        release(bytes, streamed);
        deliveredBytes += bytes;
        if (announcedBytes > 0) {
            largeBytes += streamed;
        }
    }

    /** What could be announced now, in bytes. */
    public long freeBytes() {
        long free =
                Math.min(
                        capacityBytes - heldBytes - deliveredBytes,
                        share.announceableBytes(usedBytes()));
        return free < packetBytes ? 0 : free;
    }

    private long usedBytes() {
        return heldBytes + streamedBytes + deliveredBytes;
    }

    /**
     * Whether data beyond the largest TSN has no place. A quarter more than was announced is taken,
     * since the peer cannot know what messages count beyond their bytes; and what a message beyond
     * the window takes does not count, since the peer could not know of it when it sent. It does
     * once the peer has heard that there is no window: else one chunk after the other would be
     * taken for ever.
     */
    boolean isFull() {
        return heldBytes + deliveredBytes - largeBytes > capacityBytes + capacityBytes / 4;
    }

    /** Whether even data that fills gaps has no place any more. */
    boolean isOverrun() {
        return heldBytes + deliveredBytes - largeBytes > 2L * capacityBytes;
    }

    /** Whether the shared budget has room for so many more bytes. */
    boolean isCovered(long moreBytes) {
        return share.cover(usedBytes() + moreBytes);
    }

    /** Whether only what is to come can make room: nothing is in the application's hands. */
    boolean isStuck() {
        return isFull() && deliveredBytes == 0;
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
        long taken = Math.min(bytes, deliveredBytes);
        deliveredBytes -= taken;
        largeBytes -= Math.min(taken, largeBytes);
        share.cover(usedBytes());
        long gained = freeBytes() - announcedBytes;
        boolean isNearlyShut = announcedBytes < 4L * packetBytes;
        return gained >= capacityBytes / 4 || isNearlyShut && gained >= 8L * packetBytes;
    }

    /** Bytes the application has not taken. */
    public long deliveredBytes() {
        return deliveredBytes;
    }

    /** Gives the shared budget back: the association is over. */
    void close() {
        share.close();
    }
}
