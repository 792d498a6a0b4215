package dev.specter.sctp.rx;

import dev.specter.common.SerialNumbers;
import dev.specter.sctp.SctpOptions;
import dev.specter.sctp.packet.DataFragment;
import dev.specter.sctp.packet.ForwardTsn;
import dev.specter.sctp.packet.SackChunk;

import java.util.Collection;
import java.util.List;

/**
 * The receive side of an association: DATA and FORWARD TSN in, messages and SACKs out (RFC 9260,
 * section 6.2; RFC 3758, section 3.6). Loop-confined.
 */
public final class DataReceiver {
    /** What a DATA chunk turned out to be. */
    public enum Result {
        /** New, and taken. */
        ACCEPTED,
        /** Known already. */
        DUPLICATE,
        /** Dropped for lack of room; the peer will send it again. */
        NO_ROOM,
        /** Taken for received and dropped: there is no such stream. */
        INVALID_STREAM,
        /** Part of a message that is larger than we accept. */
        TOO_LARGE,
        /** Dropped for lack of room that nothing can make any more. */
        EXHAUSTED
    }

    private final DataTracker tracker;
    private final ReceiveWindow window;
    private final Reassembly reassembly;
    private final SackPolicy sackPolicy;
    private int streamCount;
    private boolean hasDataInPacket;

    /**
     * Makes a receive side.
     *
     * @param options window, limits and SACK delay
     * @param peerInitialTsn the peer's first TSN, u32
     * @param streamCount streams the peer may send on
     * @param isInterleaved whether messages come as I-DATA (RFC 8260)
     * @param sink takes whole messages
     */
    public DataReceiver(
            SctpOptions options,
            long peerInitialTsn,
            int streamCount,
            boolean isInterleaved,
            MessageSink sink) {
        this.streamCount = streamCount;
        tracker = new DataTracker(peerInitialTsn, options.reorderWindow());
        window =
                new ReceiveWindow(
                        options.receiveWindowBytes(),
                        options.mtuBytes(),
                        options.maxReceiveMessageBytes(),
                        options.reassemblyBytes(),
                        options.receiveBudget());
        reassembly =
                isInterleaved
                        ? new InterleavedReassembly(window, sink, options.maxReceiveMessageBytes())
                        : new ReassemblyQueue(window, sink, options.maxReceiveMessageBytes());
        sackPolicy = new SackPolicy(options.sackDelay().toNanos());
    }

    /** Takes a DATA or I-DATA chunk, whose payload is not empty and stays where it lies. */
    public Result handleData(DataFragment chunk) {
        hasDataInPacket = true;
        long tsn = SerialNumbers.unwrap32(chunk.tsn(), tracker.cumulativeTsn());
        boolean hadGap = tracker.hasGap();
        switch (tracker.check(tsn)) {
            case DUPLICATE -> {
                // RFC 9260, section 6.2: duplicate DATA and nothing new: SACK at once.
                tracker.addDuplicate(tsn);
                sackPolicy.hurry();
                return Result.DUPLICATE;
            }
            case TOO_FAR -> {
                sackPolicy.hurry();
                return Result.NO_ROOM;
            }
            case NEW -> {
                // RFC 9260, section 6.2: without window, drop what is beyond the largest TSN.
                boolean isBeyond = tsn > tracker.highestTsn();
                boolean isCovered = window.isCovered(chunk.payload().remaining());
                if (isBeyond && (window.isFull() || !isCovered) || window.isOverrun()) {
                    sackPolicy.hurry();
                    return !hadGap && window.isStuck() ? Result.EXHAUSTED : Result.NO_ROOM;
                }
            }
        }
        int reachTsns = (int) (Math.max(tsn, tracker.highestTsn()) - tracker.cumulativeTsn());
        tracker.accept(tsn);
        if (hadGap || tracker.hasGap() || chunk.isImmediate()) {
            sackPolicy.hurry();
        }
        if (chunk.streamId() >= streamCount) {
            return Result.INVALID_STREAM;
        }
        return reassembly.add(chunk, tsn, reachTsns) ? Result.ACCEPTED : Result.TOO_LARGE;
    }

    /** Takes a FORWARD TSN or I-FORWARD-TSN chunk. */
    public void handleForwardTsn(ForwardTsn chunk) {
        hasDataInPacket = true;
        long newCumulativeTsn =
                SerialNumbers.unwrap32(chunk.newCumulativeTsn(), tracker.cumulativeTsn());
        if (tracker.forwardTo(newCumulativeTsn)) {
            reassembly.skip(
                    newCumulativeTsn,
                    chunk.skipped().stream().filter(s -> s.streamId() < streamCount).toList());
        }
        // RFC 3758, section 3.6: also an outdated one is answered, its SACK may have been lost.
        sackPolicy.hurry();
    }

    /** The packet that was being handled is at its end. */
    public void handleEndOfPacket(long nowNanos) {
        if (hasDataInPacket) {
            hasDataInPacket = false;
            sackPolicy.onDataPacket(nowNanos);
        }
    }

    /** Time passed. */
    public void handleTimeout(long nowNanos) {
        sackPolicy.handleTimeout(nowNanos);
    }

    /** When {@link #handleTimeout} is wanted next. */
    public long nextTimeoutNanos() {
        return sackPolicy.dueNanos();
    }

    /** Whether a SACK must leave now. */
    public boolean isSackDue() {
        return sackPolicy.isDue();
    }

    /** Whether a packet that leaves anyway should carry a SACK. */
    public boolean isSackOwed() {
        return sackPolicy.isOwed();
    }

    /** The next SACK will leave at once. */
    public void hurrySack() {
        sackPolicy.hurry();
    }

    /**
     * The SACK that leaves now.
     *
     * @param roomBytes what it may take of a packet, at least {@link SackChunk#FIXED_BYTES}
     */
    public SackChunk takeSack(int roomBytes) {
        int entries = (roomBytes - SackChunk.FIXED_BYTES) / SackChunk.ENTRY_BYTES;
        var gapBlocks = tracker.gapBlocks(entries);
        var duplicates = tracker.takeDuplicates(entries - gapBlocks.size());
        sackPolicy.onSackSent();
        return new SackChunk(cumulativeTsn(), window.announce(), gapBlocks, duplicates);
    }

    /** The application took so many bytes of the window. */
    public void consumed(long windowBytes) {
        if (window.consumed(windowBytes)) {
            sackPolicy.hurry();
        }
    }

    /** The last TSN before which none is missing, u32. */
    public long cumulativeTsn() {
        return tracker.cumulativeTsn() & 0xFFFFFFFFL;
    }

    /** The window that could be announced now. */
    public long windowBytes() {
        return window.freeBytes();
    }

    /** The peer may send on so many streams from now on. */
    public void streamCount(int count) {
        streamCount = count;
    }

    /** The peer's streams begin anew (RFC 6525, section 5.2.2). */
    public void resetStreams(Collection<Integer> streamIds) {
        reassembly.reset(streamIds);
    }

    /** All of the peer's streams begin anew; gives those that were in use. */
    public List<Integer> resetAllStreams() {
        return reassembly.resetAll();
    }

    /** The association is over: gives the shared budget back. */
    public void close() {
        window.close();
    }
}
