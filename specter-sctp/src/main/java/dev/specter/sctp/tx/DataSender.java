package dev.specter.sctp.tx;

import dev.specter.common.SerialNumbers;
import dev.specter.sctp.OutgoingMessage;
import dev.specter.sctp.SctpEvent;
import dev.specter.sctp.SctpOptions;
import dev.specter.sctp.packet.DataChunk;
import dev.specter.sctp.packet.ForwardTsnChunk;
import dev.specter.sctp.packet.SackChunk;
import dev.specter.sctp.packet.SackChunk.GapBlock;
import dev.specter.sctp.packet.SctpPacket;

import java.util.Collection;
import java.util.List;

/**
 * The send side of an association: messages in, DATA and FORWARD TSN out, SACKs and T3-rtx decide
 * when (RFC 9260, sections 6.1, 6.3 and 7.2; RFC 3758). Loop-confined.
 */
public final class DataSender {
    /** A message is not cut where less than this would go into the rest of a packet. */
    private static final int MIN_FRAGMENT_BYTES = 256;

    /** More TSNs are never outstanding: Firefox keeps track of 4,096. */
    private static final int MAX_OUTSTANDING_TSNS = 4_000;

    private final int mtuBytes;
    private final int maxBurstBytes;
    private final RtoEstimator rto;
    private final SendQueue queue = new SendQueue();
    private final RetransmissionQueue outstanding;
    private final CongestionControl congestion;

    private boolean isConnected;
    private boolean isPartialAllowed;
    private long peerWindowBytes;
    private long t3DueNanos = Long.MAX_VALUE;
    private long burstBytes;
    private long lastSentNanos;
    private long nowNanos;
    private boolean isFastRetransmitPending;
    private boolean isProbing;
    private boolean isAnswered;
    private boolean isForwardTsnDue;
    private long forwardTsnSentNanos = Long.MIN_VALUE / 2;

    private long chunksSent;
    private long chunksRetransmitted;
    private long bytesSent;
    private long messagesSent;
    private long messagesAbandoned;
    private long timeouts;

    /**
     * Makes a send side that keeps messages until {@link #connect}.
     *
     * @param options packet size, windows and timers
     * @param initialTsn our first TSN, u32
     * @param rto shared by all timers of the association
     */
    public DataSender(SctpOptions options, long initialTsn, RtoEstimator rto) {
        mtuBytes = options.mtuBytes() & ~3;
        maxBurstBytes = options.maxBurstPackets() * mtuBytes;
        this.rto = rto;
        outstanding = new RetransmissionQueue(initialTsn, this::onReleased, this::onLost);
        congestion =
                new CongestionControl(
                        mtuBytes, options.initialCwndPackets(), options.maxBurstPackets());
    }

    /**
     * The peer is there.
     *
     * @param windowBytes its first announced window
     * @param canSkip whether it understands FORWARD TSN; if not, all messages are reliable
     */
    public void connect(long windowBytes, boolean canSkip) {
        isConnected = true;
        peerWindowBytes = windowBytes;
        isPartialAllowed = canSkip;
    }

    /** Queues a message. */
    public void add(OutgoingMessage message, long now) {
        queue.add(new OutMessage(message, now));
    }

    /** Payload bytes of messages that wait or are not acknowledged. */
    public long heldBytes() {
        return queue.heldBytes();
    }

    /** Whether nothing waits and nothing is outstanding. */
    public boolean isDrained() {
        return queue.isEmpty() && outstanding.isEmpty();
    }

    // ---- SACK

    /**
     * Takes a SACK.
     *
     * @return what it was good for
     */
    public SackOutcome handleSack(SackChunk sack, long now) {
        return handleAck(
                sack.cumulativeTsnAck(), sack.gapBlocks(), sack.advertisedWindowBytes(), now);
    }

    /** Takes the cumulative TSN of a SHUTDOWN. */
    public SackOutcome handleCumulativeAck(long cumulativeTsnAck, long now) {
        return handleAck(cumulativeTsnAck, List.of(), -1, now);
    }

    /** What a SACK was good for. */
    public enum SackOutcome {
        /** It acknowledged chunks. */
        PROGRESS,
        /** It acknowledged nothing new. */
        NO_PROGRESS,
        /** It acknowledged what was never sent, or its gap blocks are out of order. */
        IMPLAUSIBLE
    }

    private SackOutcome handleAck(
            long cumulativeTsnAck, List<GapBlock> gapBlocks, long windowBytes, long now) {
        nowNanos = now;
        long cumulative = SerialNumbers.unwrap32(cumulativeTsnAck, outstanding.cumulativeTsnAck());
        if (cumulative < outstanding.cumulativeTsnAck()) {
            return SackOutcome.NO_PROGRESS; // RFC 9260, section 6.2.1, rule D i: out of order
        }
        if (!outstanding.isPlausible(cumulative, gapBlocks)) {
            return SackOutcome.IMPLAUSIBLE;
        }
        isAnswered = true;
        long flightBefore = outstanding.flightBytes();
        boolean wasRecovering = congestion.isInFastRecovery();
        var result = outstanding.handleSack(cumulative, gapBlocks, now);
        boolean isProgress = result.ackedBytes > 0 || result.isCumulative;
        if (result.rttNanos >= 0) {
            rto.onMeasurement(result.rttNanos);
        } else if (result.retransmissionNanos >= 0) {
            rto.onRetransmissionAcked(result.retransmissionNanos);
        }
        if (isProgress) {
            congestion.onAck(
                    result.ackedBytes,
                    flightBefore,
                    result.isCumulative,
                    cumulative,
                    outstanding.isEmpty());
            burstBytes = Math.max(burstBytes, 2 * result.ackedBytes + maxBurstBytes);
        }
        if (result.newestOrder >= 0 || wasRecovering && result.isCumulative) {
            outstanding.reportMissing(gapBlocks, wasRecovering && result.isCumulative);
        }
        if (result.isFastRetransmit && outstanding.hasLost()) {
            if (!congestion.isInFastRecovery()) {
                isFastRetransmitPending = true;
            }
            congestion.onFastRetransmit(outstanding.nextTsn() - 1);
        }
        updateWindow(windowBytes, isProgress);
        updateForwardTsn(now);
        updateT3(result.isCumulative, now);
        return isProgress ? SackOutcome.PROGRESS : SackOutcome.NO_PROGRESS;
    }

    private void updateWindow(long windowBytes, boolean isProgress) {
        if (windowBytes >= 0) {
            peerWindowBytes = windowBytes;
        }
        if (isProgress) {
            isProbing = false;
        } else if (isProbing) {
            OutChunk probe = outstanding.firstInFlight();
            if (probe != null && peerWindowBytes >= probe.length) {
                // The window opened: the probe was dropped when it was shut, so send it again.
                onLost(probe);
                isProbing = false;
            }
        }
    }

    private void updateForwardTsn(long now) {
        long behind = outstanding.advancedPeerAckPoint() - outstanding.cumulativeTsnAck();
        if (behind <= 0) {
            isForwardTsnDue = false;
        } else if (now - forwardTsnSentNanos >= rto.srttNanos()) {
            // RFC 3758, section 3.5, rule C3; not more than one each round trip.
            isForwardTsnDue = true;
        }
    }

    private void updateT3(boolean isCumulative, long now) {
        if (outstanding.isEmpty()) {
            t3DueNanos = Long.MAX_VALUE; // RFC 9260, section 6.3.2, rule R2
        } else if (isCumulative || t3DueNanos == Long.MAX_VALUE) {
            t3DueNanos = now + rto.rtoNanos(); // rule R3
        }
    }

    // ---- T3-rtx

    /**
     * Handles T3-rtx if it is due (RFC 9260, section 6.3.3).
     *
     * @return whether it expired and counts as an error of the path
     */
    public boolean handleTimeout(long now) {
        if (now < t3DueNanos) {
            return false;
        }
        nowNanos = now;
        timeouts++;
        // RFC 9260, section 6.1, rule A: answered window probes do not count as errors.
        boolean isShut = isProbing || peerWindowBytes < mtuBytes;
        boolean isError = !(isShut && isAnswered);
        isAnswered = false;
        if (outstanding.flightBytes() > 0 && !isShut) {
            congestion.onTimeout();
        }
        rto.backOff();
        outstanding.loseAll();
        if (isPartialAllowed) {
            queue.expire(now);
        }
        isFastRetransmitPending = false;
        if (outstanding.advancedPeerAckPoint() > outstanding.cumulativeTsnAck()) {
            isForwardTsnDue = true;
        }
        t3DueNanos = outstanding.isEmpty() ? Long.MAX_VALUE : now + rto.rtoNanos();
        return isError;
    }

    /** When T3-rtx expires, {@code Long.MAX_VALUE} if it does not run. */
    public long nextTimeoutNanos() {
        return t3DueNanos;
    }

    // ---- output

    /**
     * The next chunk for a packet, taken as sent.
     *
     * @param roomBytes what is left of the packet
     * @param now the time
     * @return a chunk of at most that size, to be written before anything else happens, or null
     */
    public OutChunk nextChunk(int roomBytes, long now) {
        nowNanos = now;
        if (!isConnected) {
            return null;
        }
        OutChunk chunk = nextLost(roomBytes);
        if (chunk == null && !outstanding.hasLost()) {
            chunk = nextNew(roomBytes);
        }
        if (chunk == null) {
            return null;
        }
        chunksSent++;
        lastSentNanos = now;
        outstanding.onSent(chunk, now);
        // RFC 9260, section 6.3.2, rule R1; section 7.2.4, rule 4, when the first one goes again.
        boolean isFirst = chunk.tsn == outstanding.cumulativeTsnAck() + 1;
        if (t3DueNanos == Long.MAX_VALUE || isFirst) {
            t3DueNanos = now + rto.rtoNanos();
        }
        return chunk;
    }

    /** A packet is complete: the next one has no privileges. */
    public void onPacketSent() {
        isFastRetransmitPending = false;
    }

    private OutChunk nextLost(int roomBytes) {
        OutChunk chunk = outstanding.firstLost();
        while (chunk != null && isPartialAllowed && nowNanos >= chunk.message.expiresNanos) {
            abandon(chunk.message);
            outstanding.advancePeerAckPoint();
            updateForwardTsn(nowNanos);
            chunk = outstanding.firstLost();
        }
        if (chunk == null || chunk.paddedSize() > roomBytes) {
            return null;
        }
        // RFC 9260, section 7.2.4: the first packet of a fast retransmission ignores cwnd.
        if (!isFastRetransmitPending
                && !congestion.allows(outstanding.flightBytes(), chunk.length)) {
            return null;
        }
        chunksRetransmitted++;
        return chunk;
    }

    private OutChunk nextNew(int roomBytes) {
        if (outstanding.size() >= MAX_OUTSTANDING_TSNS) {
            return null;
        }
        OutMessage message = queue.head(nowNanos, isPartialAllowed);
        while (message != null
                && message.isStarted()
                && isPartialAllowed
                && nowNanos >= message.expiresNanos) {
            abandon(message);
            outstanding.advancePeerAckPoint();
            updateForwardTsn(nowNanos);
            message = queue.head(nowNanos, isPartialAllowed);
        }
        int length = message == null ? 0 : fragmentLength(message, roomBytes);
        if (length == 0 || !isAllowedByWindows(length)) {
            return null;
        }
        int flags =
                (message.isUnordered ? DataChunk.UNORDERED : 0)
                        | (message.isStarted() ? 0 : DataChunk.BEGIN)
                        | (message.left() == length ? DataChunk.END : 0);
        int offset = message.fragmented;
        queue.onFragment(message, length);
        messagesSent += message.left() == 0 ? 1 : 0;
        bytesSent += length;
        burstBytes -= length;
        return outstanding.append(message, offset, length, flags);
    }

    private int fragmentLength(OutMessage message, int roomBytes) {
        int room = roomBytes - DataChunk.OVERHEAD_BYTES;
        if (message.left() <= room) {
            return message.left();
        }
        int fullBytes = mtuBytes - SctpPacket.HEADER_BYTES - DataChunk.OVERHEAD_BYTES;
        boolean isWholeElsewhere = !message.isStarted() && message.length <= fullBytes;
        return isWholeElsewhere || room < MIN_FRAGMENT_BYTES ? 0 : room & ~3;
    }

    private boolean isAllowedByWindows(int length) {
        long flight = outstanding.flightBytes();
        if (flight == 0) {
            refreshBurst();
            // RFC 9260, section 6.1, rule A: one chunk may be in flight whatever the window is.
            if (peerWindowBytes < length) {
                isProbing = true;
            }
            return true;
        }
        return burstBytes >= length
                && congestion.allows(flight, length)
                && length <= peerWindowBytes - flight;
    }

    private void refreshBurst() {
        long idleRtos = (nowNanos - lastSentNanos) / rto.rtoNanos();
        congestion.onIdle(idleRtos);
        burstBytes = Math.max(burstBytes, maxBurstBytes);
    }

    /** Whether a sender that can go on wants to hear from the receiver soon. */
    public boolean isBlocked() {
        return !queue.isEmpty()
                && !congestion.allows(outstanding.flightBytes(), MIN_FRAGMENT_BYTES);
    }

    // ---- giving up

    private void onLost(OutChunk chunk) {
        OutMessage message = chunk.message;
        boolean isGivenUp =
                isPartialAllowed
                        && (chunk.sends - 1 >= message.maxRetransmits
                                || nowNanos >= message.expiresNanos);
        if (isGivenUp) {
            abandon(message);
        } else {
            outstanding.markLost(chunk);
        }
    }

    private void abandon(OutMessage message) {
        boolean isWhole = message.left() == 0;
        if (!isWhole) {
            queue.discardHead(); // only the head can have begun and not be whole
        }
        outstanding.abandon(message, isWhole);
        messagesAbandoned++;
    }

    private void onReleased(OutChunk chunk) {
        queue.release(chunk.length);
    }

    /** Whether a FORWARD TSN should leave now. */
    public boolean isForwardTsnDue() {
        return isForwardTsnDue;
    }

    /**
     * The FORWARD TSN that leaves now (RFC 3758, section 3.5).
     *
     * @param roomBytes what it may take of a packet
     * @return it, or null if it does not fit
     */
    public ForwardTsnChunk takeForwardTsn(int roomBytes, long now) {
        int streams = (roomBytes - ForwardTsnChunk.FIXED_BYTES) / ForwardTsnChunk.ENTRY_BYTES;
        if (streams < 1) {
            return null;
        }
        isForwardTsnDue = false;
        forwardTsnSentNanos = now;
        if (t3DueNanos == Long.MAX_VALUE) {
            t3DueNanos = now + rto.rtoNanos();
        }
        return outstanding.forwardTsn(streams);
    }

    // ---- streams

    /** Sets the share of a stream. */
    public void streamWeight(int streamId, int weight) {
        queue.stream(streamId).weight = weight;
    }

    /** Payload bytes of a stream's user messages that are in no chunk yet. */
    public long bufferedAmount(int streamId) {
        OutStream stream = queue.peekStream(streamId);
        return stream == null ? 0 : stream.bufferedBytes;
    }

    /** How much a stream's buffered amount fell since it was told last, or null. */
    public SctpEvent.BufferedAmountDecreased pollBufferedAmount() {
        OutStream stream = queue.pollChanged();
        if (stream == null) {
            return null;
        }
        long bytes = stream.unreportedBytes;
        stream.unreportedBytes = 0;
        return new SctpEvent.BufferedAmountDecreased(stream.streamId, bytes);
    }

    /** Holds streams behind what waits now, until {@link #resumeStreams}. */
    public void holdStreams(Collection<Integer> streamIds) {
        streamIds.forEach(id -> queue.holdForReset(queue.stream(id)));
    }

    /** A held stream whose messages have all been sent, once each, or -1. */
    public int pollHeldStream() {
        return queue.pollHeld();
    }

    /** Lets streams go on, with message 0 if they were reset. */
    public void resumeStreams(Collection<Integer> streamIds, boolean isPerformed) {
        streamIds.forEach(id -> queue.resumeAfterReset(queue.stream(id), isPerformed));
    }

    /** The last TSN that was given to a chunk, u32. */
    public long lastAssignedTsn() {
        return outstanding.nextTsn() - 1 & 0xFFFFFFFFL;
    }

    // ---- what is known

    /** Congestion window in bytes. */
    public long cwndBytes() {
        return congestion.cwndBytes();
    }

    /** Slow-start threshold in bytes. */
    public long ssthreshBytes() {
        return congestion.ssthreshBytes();
    }

    /** Bytes in flight. */
    public long flightBytes() {
        return outstanding.flightBytes();
    }

    /** What the peer's window still takes. */
    public long peerWindowBytes() {
        return Math.max(0, peerWindowBytes - outstanding.flightBytes());
    }

    /** TSNs that are not acknowledged cumulatively. */
    public int outstandingCount() {
        return outstanding.size();
    }

    /** DATA chunks sent, retransmissions included. */
    public long chunksSent() {
        return chunksSent;
    }

    /** DATA chunks sent again. */
    public long chunksRetransmitted() {
        return chunksRetransmitted;
    }

    /** Payload bytes sent for the first time. */
    public long bytesSent() {
        return bytesSent;
    }

    /** Messages whose last byte was sent. */
    public long messagesSent() {
        return messagesSent;
    }

    /** Messages given up. */
    public long messagesAbandoned() {
        return messagesAbandoned + queue.messagesExpired();
    }

    /** Expiries of T3-rtx. */
    public long timeouts() {
        return timeouts;
    }

    /** Times fast recovery was entered. */
    public long fastRecoveries() {
        return congestion.fastRecoveries();
    }
}
