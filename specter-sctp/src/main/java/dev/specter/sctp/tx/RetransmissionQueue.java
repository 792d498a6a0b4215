package dev.specter.sctp.tx;

import dev.specter.sctp.packet.ForwardTsn;
import dev.specter.sctp.packet.ForwardTsnChunk;
import dev.specter.sctp.packet.IForwardTsnChunk;
import dev.specter.sctp.packet.SackChunk.GapBlock;
import dev.specter.sctp.packet.SkippedStream;
import dev.specter.sctp.tx.OutChunk.State;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;

/**
 * Chunks that were sent and are not acknowledged cumulatively: a ring of slots, by TSN (RFC 9260,
 * sections 6.2.1 and 7.2.4; RFC 3758, section 3.5). Loop-confined.
 *
 * <p>Deviates from section 7.2.4 in what makes a missing report: not that a higher TSN was
 * acknowledged, but that a chunk was that was sent later. For chunks sent once this is the same; a
 * chunk that is sent again can so be found missing again, without waiting for T3-rtx.
 */
final class RetransmissionQueue {
    private static final int INITIAL_SLOTS = 8;
    private static final int MISSING_REPORTS = 3;

    /** What a SACK did; filled anew by each. */
    static final class SackResult {
        long ackedBytes;
        boolean isCumulative;
        boolean isFastRetransmit;
        long rttNanos;

        /** Since the last transmission of a chunk sent more than once, or -1. */
        long retransmissionNanos;

        /** Send order of the chunk sent last among those newly acknowledged, or -1. */
        long newestOrder;

        /** When that chunk was sent. */
        long newestSentNanos;

        /** Whether that chunk was sent more than once. */
        boolean isNewestRetransmitted;

        /** Whether a chunk, sent once, came after one with a higher TSN. */
        boolean isReordered;
    }

    private OutChunk[] slots = new OutChunk[INITIAL_SLOTS];
    private long cumulativeTsnAck;
    private long nextTsn;
    private long advancedPeerAckPoint;
    private long lostFrom;
    private int lostCount;
    private long flightBytes;
    private int ackedBeyond;
    private long nextSendOrder;
    private long highestAckedOrder = -1;
    private long highestAckedTsn;
    private OutChunk sentFirst;
    private OutChunk sentLast;
    private long rttTsn = -1;
    private final SackResult result = new SackResult();
    private final List<OutChunk> missing = new ArrayList<>();

    /** Where bytes of chunks go that nobody needs any more. */
    private final Consumer<OutChunk> released;

    /** Asked what is to become of a chunk that is lost: a message may be given up instead. */
    private final Consumer<OutChunk> lossHandler;

    /**
     * Makes an empty queue.
     *
     * @param initialTsn our first TSN, unwrapped
     * @param released told of each chunk that leaves the queue
     * @param lossHandler told of each chunk taken for lost; calls {@link #markLost} or {@link
     *     #abandon}
     */
    RetransmissionQueue(
            long initialTsn, Consumer<OutChunk> released, Consumer<OutChunk> lossHandler) {
        this.released = released;
        this.lossHandler = lossHandler;
        nextTsn = initialTsn;
        cumulativeTsnAck = initialTsn - 1;
        advancedPeerAckPoint = cumulativeTsnAck;
        highestAckedTsn = cumulativeTsnAck;
        lostFrom = initialTsn;
    }

    long cumulativeTsnAck() {
        return cumulativeTsnAck;
    }

    long nextTsn() {
        return nextTsn;
    }

    long advancedPeerAckPoint() {
        return advancedPeerAckPoint;
    }

    long flightBytes() {
        return flightBytes;
    }

    /** How many chunks beyond the cumulative TSN were acknowledged by gap blocks. */
    int ackedBeyond() {
        return ackedBeyond;
    }

    boolean hasLost() {
        return lostCount > 0;
    }

    /** TSNs that are not acknowledged cumulatively. */
    int size() {
        return (int) (nextTsn - 1 - cumulativeTsnAck);
    }

    boolean isEmpty() {
        return nextTsn - 1 == cumulativeTsnAck;
    }

    /** The next TSN for a fragment of a message, not sent yet. */
    OutChunk append(OutMessage message, int offset, int length, int flags, boolean isInterleaved) {
        ensureRoom();
        OutChunk chunk = slot(nextTsn);
        chunk.tsn = nextTsn++;
        chunk.message = message;
        chunk.offset = offset;
        chunk.length = length;
        chunk.flags = flags;
        chunk.fsn = message.fragments - 1;
        chunk.isInterleaved = isInterleaved;
        chunk.state = State.IN_FLIGHT;
        chunk.sends = 0;
        chunk.missingReports = 0;
        flightBytes += length;
        message.firstTsn = Math.min(message.firstTsn, chunk.tsn);
        message.lastTsn = chunk.tsn;
        return chunk;
    }

    /** A chunk leaves in a packet. */
    void onSent(OutChunk chunk, long nowNanos) {
        if (chunk.state == State.LOST) {
            chunk.state = State.IN_FLIGHT;
            lostCount--;
            flightBytes += chunk.length;
        }
        chunk.sends++;
        chunk.missingReports = 0;
        chunk.sentNanos = nowNanos;
        chunk.sendOrder = nextSendOrder++;
        unlink(chunk);
        link(chunk);
        if (chunk.sends > 1) {
            // RFC 9260, section 6.3.1, rule C5 (Karn): no measurement with what was sent twice.
            rttTsn = chunk.tsn == rttTsn ? -1 : rttTsn;
        } else if (rttTsn < 0) {
            rttTsn = chunk.tsn;
        }
    }

    /** The first lost chunk, or null. */
    OutChunk firstLost() {
        if (lostCount == 0) {
            return null;
        }
        long tsn = Math.max(lostFrom, cumulativeTsnAck + 1);
        while (slot(tsn).state != State.LOST) {
            tsn++;
        }
        lostFrom = tsn;
        return slot(tsn);
    }

    /** The first chunk in flight, or null. */
    OutChunk firstInFlight() {
        for (long tsn = cumulativeTsnAck + 1; tsn < nextTsn; tsn++) {
            if (slot(tsn).state == State.IN_FLIGHT) {
                return slot(tsn);
            }
        }
        return null;
    }

    /** The chunk in flight that was sent longest ago, or null; {@code sentAfter} leads on. */
    OutChunk sentFirst() {
        return sentFirst;
    }

    /** The chunk in flight that was sent last, or null. */
    OutChunk sentLast() {
        return sentLast;
    }

    private void link(OutChunk chunk) {
        chunk.sentBefore = sentLast;
        chunk.sentAfter = null;
        if (sentLast == null) {
            sentFirst = chunk;
        } else {
            sentLast.sentAfter = chunk;
        }
        sentLast = chunk;
    }

    private void unlink(OutChunk chunk) {
        if (chunk.sentBefore != null) {
            chunk.sentBefore.sentAfter = chunk.sentAfter;
        } else if (sentFirst == chunk) {
            sentFirst = chunk.sentAfter;
        }
        if (chunk.sentAfter != null) {
            chunk.sentAfter.sentBefore = chunk.sentBefore;
        } else if (sentLast == chunk) {
            sentLast = chunk.sentBefore;
        }
        chunk.sentBefore = null;
        chunk.sentAfter = null;
    }

    /** The highest TSN that a SACK acknowledges, or -1 if its gap blocks are not in order. */
    static long highestTsn(long cumulativeTsn, List<GapBlock> gapBlocks) {
        int last = 0;
        for (GapBlock block : gapBlocks) {
            if (block.start() <= last) {
                return -1;
            }
            last = block.end();
        }
        return cumulativeTsn + last;
    }

    /** Takes a plausible SACK that is not outdated. */
    SackResult handleSack(long cumulativeTsn, List<GapBlock> gapBlocks, long nowNanos) {
        result.ackedBytes = 0;
        result.isCumulative = cumulativeTsn > cumulativeTsnAck;
        result.isFastRetransmit = false;
        result.rttNanos = -1;
        result.retransmissionNanos = -1;
        result.newestOrder = -1;
        result.isReordered = false;
        long highestBefore = highestAckedTsn;
        while (cumulativeTsnAck < cumulativeTsn) {
            OutChunk chunk = slot(++cumulativeTsnAck);
            ackedBeyond -= chunk.state == State.ACKED ? 1 : 0;
            acknowledge(chunk, highestBefore, nowNanos);
            released.accept(chunk);
            chunk.message = null;
        }
        for (GapBlock block : gapBlocks) {
            long end = cumulativeTsnAck + block.end();
            for (long tsn = cumulativeTsnAck + block.start(); tsn <= end; tsn++) {
                OutChunk chunk = slot(tsn);
                acknowledge(chunk, highestBefore, nowNanos);
                if (chunk.state == State.IN_FLIGHT || chunk.state == State.LOST) {
                    chunk.state = State.ACKED;
                    ackedBeyond++;
                }
            }
        }
        highestAckedOrder = Math.max(highestAckedOrder, result.newestOrder);
        advancePeerAckPoint();
        return result;
    }

    /**
     * Counts a missing report for each chunk in flight that one sent later was acknowledged before.
     *
     * @param gapBlocks of the SACK
     * @param isRecovering whether all acknowledged chunks count and not only those of this SACK
     *     (RFC 9260, section 7.2.4: in fast recovery, when the cumulative TSN moves)
     */
    void reportMissing(List<GapBlock> gapBlocks, boolean isRecovering) {
        if (gapBlocks.isEmpty()) {
            return;
        }
        long order = isRecovering ? highestAckedOrder : result.newestOrder;
        long end = cumulativeTsnAck + gapBlocks.get(gapBlocks.size() - 1).end();
        for (OutChunk chunk = sentFirst;
                chunk != null && chunk.sendOrder < order;
                chunk = chunk.sentAfter) {
            if (chunk.tsn < end && ++chunk.missingReports >= MISSING_REPORTS) {
                missing.add(chunk);
            }
        }
        result.isFastRetransmit = loseMissing();
    }

    /**
     * Takes chunks for lost that were sent before a point of time and before another that has been
     * acknowledged (RFC 8985, section 6.2, step 5).
     *
     * @param order of the acknowledged one
     * @param beforeNanos the point of time
     * @return whether there was any
     */
    boolean loseSentBefore(long order, long beforeNanos) {
        for (OutChunk chunk = sentFirst;
                chunk != null && chunk.sendOrder < order && chunk.sentNanos <= beforeNanos;
                chunk = chunk.sentAfter) {
            missing.add(chunk);
        }
        return loseMissing();
    }

    private boolean loseMissing() {
        if (missing.isEmpty()) {
            return false;
        }
        for (OutChunk chunk : missing) {
            // Giving up a message for one chunk takes its others along.
            if (chunk.state == State.IN_FLIGHT) {
                lossHandler.accept(chunk);
            }
        }
        missing.clear();
        advancePeerAckPoint();
        return true;
    }

    /** Takes a chunk out of the flight; notes what its acknowledgement tells. */
    private void acknowledge(OutChunk chunk, long highestBefore, long nowNanos) {
        highestAckedTsn = Math.max(highestAckedTsn, chunk.tsn);
        if (chunk.state == State.IN_FLIGHT) {
            flightBytes -= chunk.length;
            unlink(chunk);
        } else if (chunk.state == State.LOST) {
            lostCount--;
        } else {
            return;
        }
        result.ackedBytes += chunk.length;
        if (chunk.tsn == rttTsn) {
            result.rttNanos = nowNanos - chunk.sentNanos;
            rttTsn = -1;
        }
        if (chunk.sends > 1) {
            long elapsedNanos = nowNanos - chunk.sentNanos;
            result.retransmissionNanos = Math.max(result.retransmissionNanos, elapsedNanos);
        } else if (chunk.tsn < highestBefore) {
            result.isReordered = true;
        }
        if (chunk.sendOrder > result.newestOrder) {
            result.newestOrder = chunk.sendOrder;
            result.newestSentNanos = chunk.sentNanos;
            result.isNewestRetransmitted = chunk.sends > 1;
        }
    }

    /** A chunk in flight is taken for lost and will be sent again. */
    void markLost(OutChunk chunk) {
        flightBytes -= chunk.length;
        unlink(chunk);
        chunk.state = State.LOST;
        lostFrom = lostCount == 0 ? chunk.tsn : Math.min(lostFrom, chunk.tsn);
        lostCount++;
    }

    /** T3-rtx expired: everything in flight is lost (RFC 9260, section 6.3.3). */
    void loseAll() {
        // The receiver may take back what gap blocks said (section 6.2): where it did, the first
        // chunk is one of those, since the cumulative TSN would have moved past it.
        boolean isReneged = !isEmpty() && slot(cumulativeTsnAck + 1).state == State.ACKED;
        for (long tsn = cumulativeTsnAck + 1; tsn < nextTsn; tsn++) {
            OutChunk chunk = slot(tsn);
            if (isReneged && chunk.state == State.ACKED) {
                flightBytes += chunk.length;
                chunk.state = State.IN_FLIGHT;
                ackedBeyond--;
            }
            if (chunk.state == State.IN_FLIGHT) {
                lossHandler.accept(chunk);
            }
        }
        rttTsn = -1;
        advancePeerAckPoint();
    }

    /**
     * Gives up a message, all of whose chunks count as acknowledged from now on.
     *
     * @param isWhole whether all of it is in chunks. If not, one more TSN stands for the rest: it
     *     is never sent, and keeps the receiver from joining the next message to this one.
     */
    void abandon(OutMessage message, boolean isWhole) {
        for (long tsn = Math.max(message.firstTsn, cumulativeTsnAck + 1);
                tsn <= message.lastTsn;
                tsn++) {
            OutChunk chunk = slot(tsn);
            if (chunk.message != message) {
                continue;
            }
            if (chunk.state == State.IN_FLIGHT) {
                flightBytes -= chunk.length;
                unlink(chunk);
            } else if (chunk.state == State.LOST) {
                lostCount--;
            }
            ackedBeyond -= chunk.state == State.ACKED ? 1 : 0;
            chunk.state = State.ABANDONED;
        }
        if (!isWhole) {
            append(message, 0, 0, 0, false).state = State.ABANDONED;
        }
    }

    /** RFC 3758, section 3.5, rule C2. */
    void advancePeerAckPoint() {
        advancedPeerAckPoint = Math.max(advancedPeerAckPoint, cumulativeTsnAck);
        while (advancedPeerAckPoint + 1 < nextTsn
                && slot(advancedPeerAckPoint + 1).state == State.ABANDONED) {
            advancedPeerAckPoint++;
        }
    }

    /**
     * The FORWARD TSN up to the Advanced.Peer.Ack.Point, or as far as the streams fit (RFC 3758,
     * section 3.5, rules C3 and C4; RFC 8260, section 2.3.1).
     */
    ForwardTsn forwardTsn(int maxStreams, boolean isInterleaved) {
        var last = new LinkedHashMap<Integer, SkippedStream>();
        long tsn = cumulativeTsnAck;
        while (tsn < advancedPeerAckPoint) {
            OutMessage message = slot(tsn + 1).message;
            if (isInterleaved || !message.isUnordered) {
                int key = message.streamId << 1 | (message.isUnordered ? 1 : 0);
                if (last.size() == maxStreams && !last.containsKey(key)) {
                    break;
                }
                long number = message.number & (isInterleaved ? 0xFFFFFFFFL : 0xFFFF);
                last.put(key, new SkippedStream(message.streamId, message.isUnordered, number));
            }
            tsn++;
        }
        List<SkippedStream> skipped = List.copyOf(last.values());
        return isInterleaved
                ? new IForwardTsnChunk(tsn & 0xFFFFFFFFL, skipped)
                : new ForwardTsnChunk(tsn & 0xFFFFFFFFL, skipped);
    }

    private OutChunk slot(long tsn) {
        return slots[(int) tsn & slots.length - 1];
    }

    private void ensureRoom() {
        if (size() == slots.length) {
            var larger = new OutChunk[slots.length * 2];
            for (long tsn = cumulativeTsnAck + 1; tsn < nextTsn; tsn++) {
                larger[(int) tsn & larger.length - 1] = slot(tsn);
            }
            slots = larger;
        }
        int index = (int) nextTsn & slots.length - 1;
        if (slots[index] == null) {
            slots[index] = new OutChunk();
        }
    }
}
