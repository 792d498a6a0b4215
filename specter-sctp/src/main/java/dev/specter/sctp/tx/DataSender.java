package dev.specter.sctp.tx;

import dev.specter.common.SerialNumbers;
import dev.specter.sctp.LossDetection;
import dev.specter.sctp.OutgoingMessage;
import dev.specter.sctp.SctpEvent;
import dev.specter.sctp.SctpOptions;
import dev.specter.sctp.packet.DataFragment;
import dev.specter.sctp.packet.ForwardTsn;
import dev.specter.sctp.packet.SackChunk;
import dev.specter.sctp.packet.SackChunk.GapBlock;
import dev.specter.sctp.packet.SctpPacket;

import java.util.Collection;
import java.util.List;

/**
 * The send side of an association: messages in, DATA and FORWARD TSN out, SACKs and timers decide
 * when (RFC 9260, sections 6.1, 6.3 and 7.2). Loop-confined.
 */
public final class DataSender {
    private static final long NEVER = Long.MAX_VALUE;

    /** A message is not cut where less than this would go into the rest of a packet. */
    private static final int MIN_FRAGMENT_BYTES = 256;

    /** More TSNs are never outstanding: Firefox keeps track of 4,096. */
    private static final int MAX_OUTSTANDING_TSNS = 4_000;

    private final RtoEstimator rto;
    private final SendQueue queue;
    private final RetransmissionQueue outstanding;
    private final CongestionControl congestion;
    private final SendWindow window;
    private final Abandonment abandonment;

    /** Null where missing reports are counted. */
    private final Rack rack;

    private final TailLossProbe probe = new TailLossProbe();

    private int packetBytes;
    private boolean isConnected;
    private boolean isInterleaved;
    private long t3DueNanos = NEVER;
    private long nowNanos;
    private boolean isFastRetransmitPending;

    /** What was sent before T3-rtx expired: until it is acknowledged, losses are being repaired. */
    private long timeoutTsn = Long.MIN_VALUE;

    private long chunksSent;
    private long chunksRetransmitted;
    private long bytesSent;
    private long messagesSent;
    private long timeouts;

    /**
     * Makes a send side that keeps messages until {@link #connect}.
     *
     * @param options windows, timers and how losses are found
     * @param packetBytes the largest packet
     * @param initialTsn our first TSN, u32
     * @param rto shared by all timers of the association
     */
    public DataSender(SctpOptions options, int packetBytes, long initialTsn, RtoEstimator rto) {
        this.packetBytes = packetBytes & ~3;
        this.rto = rto;
        queue = new SendQueue(options.streamScheduling());
        outstanding = new RetransmissionQueue(initialTsn, this::onReleased, this::onLost);
        abandonment = new Abandonment(queue, outstanding, rto);
        rack = options.lossDetection() == LossDetection.RACK ? new Rack(outstanding) : null;
        congestion =
                new CongestionControl(
                        this.packetBytes, options.initialCwndPackets(), options.maxBurstPackets());
        window = new SendWindow(congestion, rto, options.maxBurstPackets(), this.packetBytes);
    }

    /**
     * The peer is there.
     *
     * @param windowBytes its first announced window
     * @param canSkip whether it understands FORWARD TSN; if not, all messages are reliable
     * @param interleaves whether messages go as I-DATA (RFC 8260)
     */
    public void connect(long windowBytes, boolean canSkip, boolean interleaves) {
        isConnected = true;
        window.announced(windowBytes);
        isInterleaved = interleaves;
        abandonment.connect(canSkip, interleaves);
        if (interleaves) {
            queue.interleave(fullFragmentBytes(), windowBytes / 2);
        }
    }

    /** Changes the largest packet, for chunks made from now on. */
    public void packetBytes(int bytes) {
        packetBytes = bytes & ~3;
        window.packetBytes(packetBytes);
        if (isInterleaved) {
            queue.fragmentBytes(fullFragmentBytes());
        }
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
                sack.cumulativeTsnAck(),
                sack.gapBlocks(),
                sack.duplicateTsns().size(),
                sack.advertisedWindowBytes(),
                now);
    }

    /** Takes the cumulative TSN of a SHUTDOWN. */
    public SackOutcome handleCumulativeAck(long cumulativeTsnAck, long now) {
        return handleAck(cumulativeTsnAck, List.of(), 0, -1, now);
    }

    /** What a SACK was good for. */
    public enum SackOutcome {
        /** It acknowledged chunks. */
        PROGRESS,
        /** It acknowledged nothing new. */
        NO_PROGRESS,
        /** Its gap blocks are out of order. */
        MALFORMED,
        /** It acknowledged what was never sent. */
        NEVER_SENT
    }

    private SackOutcome handleAck(
            long cumulativeTsnAck,
            List<GapBlock> gapBlocks,
            int duplicates,
            long windowBytes,
            long now) {
        nowNanos = now;
        long cumulative = SerialNumbers.unwrap32(cumulativeTsnAck, outstanding.cumulativeTsnAck());
        if (cumulative < outstanding.cumulativeTsnAck()) {
            return SackOutcome.NO_PROGRESS; // RFC 9260, section 6.2.1, rule D i: out of order
        }
        long highest = RetransmissionQueue.highestTsn(cumulative, gapBlocks);
        if (highest < 0) {
            return SackOutcome.MALFORMED;
        }
        if (highest >= outstanding.nextTsn()) {
            return SackOutcome.NEVER_SENT;
        }
        window.onAnswer();
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
            window.onProgress(result.ackedBytes);
        }
        if (rack == null) {
            boolean isRecoveryProgress = wasRecovering && result.isCumulative;
            if (result.newestOrder >= 0 || isRecoveryProgress) {
                outstanding.reportMissing(gapBlocks, isRecoveryProgress);
                recoverIf(result.isFastRetransmit);
            }
        } else {
            rack.onSack(result, duplicates, rto.srttNanos(), now);
            if (wasRecovering && !congestion.isInFastRecovery()) {
                rack.onRecovered();
            }
            recoverIf(rack.detect(congestion.isInFastRecovery(), rto.srttNanos(), now));
            if (probe.onAck(cumulative, duplicates)) {
                // RFC 8985, section 7.4: the loss that a probe repaired counts as one.
                congestion.onFastRetransmit(outstanding.nextTsn() - 1);
            }
        }
        updateWindow(windowBytes, isProgress);
        abandonment.update(now);
        updateTimers(isProgress, result.isCumulative, now);
        return isProgress ? SackOutcome.PROGRESS : SackOutcome.NO_PROGRESS;
    }

    /** RFC 9260, section 7.2.4: one window reduction for all losses of a round trip. */
    private void recoverIf(boolean isLoss) {
        if (isLoss && outstanding.hasLost()) {
            isFastRetransmitPending |= !congestion.isInFastRecovery();
            congestion.onFastRetransmit(outstanding.nextTsn() - 1);
        }
    }

    private void updateWindow(long windowBytes, boolean isProgress) {
        if (windowBytes >= 0) {
            window.announced(windowBytes);
        }
        if (!isProgress && window.isProbing()) {
            OutChunk first = outstanding.firstInFlight();
            if (first != null && window.peerBytes() >= first.length) {
                // The window opened: the probe was dropped when it was shut, so send it again.
                onLost(first);
                window.endProbe();
            }
        }
    }

    private void updateTimers(boolean isProgress, boolean isCumulative, long now) {
        if (outstanding.isEmpty()) {
            t3DueNanos = NEVER; // RFC 9260, section 6.3.2, rule R2
            probe.pause();
            return;
        }
        if (isCumulative || t3DueNanos == NEVER) {
            t3DueNanos = now + rto.rtoNanos(); // rule R3
        }
        if (isProgress) {
            scheduleProbe(now);
        }
    }

    private void scheduleProbe(long now) {
        boolean isUseful =
                rack != null
                        && !congestion.isInFastRecovery()
                        && outstanding.cumulativeTsnAck() >= timeoutTsn
                        && !window.isProbing()
                        && outstanding.flightBytes() > 0;
        if (isUseful) {
            boolean isSingle = outstanding.flightBytes() < packetBytes;
            probe.schedule(isSingle, rto.srttNanos(), t3DueNanos, now);
        }
    }

    // ---- timers

    /**
     * Handles the timers that are due.
     *
     * @return whether T3-rtx expired and counts as an error of the path (RFC 9260, section 6.3.3)
     */
    public boolean handleTimeout(long now) {
        nowNanos = now;
        if (now >= t3DueNanos) {
            return handleT3(now);
        }
        if (rack != null && now >= rack.dueNanos()) {
            recoverIf(rack.detect(congestion.isInFastRecovery(), rto.srttNanos(), now));
            abandonment.update(now);
        }
        if (now >= probe.dueNanos()) {
            probe.fire();
        }
        return false;
    }

    private boolean handleT3(long now) {
        timeouts++;
        // RFC 9260, section 6.1, rule A: answered window probes do not count as errors.
        boolean isShut = window.isShut();
        boolean isError = !(window.takeAnswered() && isShut);
        if (outstanding.flightBytes() > 0 && !isShut) {
            congestion.onTimeout();
        }
        rto.backOff();
        outstanding.loseAll();
        timeoutTsn = outstanding.nextTsn() - 1;
        if (rack != null) {
            rack.stop();
            probe.stop();
        }
        abandonment.handleTimeout(now);
        isFastRetransmitPending = false;
        t3DueNanos = outstanding.isEmpty() ? NEVER : now + rto.rtoNanos();
        return isError;
    }

    /** When {@link #handleTimeout} is wanted, {@code Long.MAX_VALUE} for never. */
    public long nextTimeoutNanos() {
        if (rack == null) {
            return t3DueNanos;
        }
        return Math.min(t3DueNanos, Math.min(rack.dueNanos(), probe.dueNanos()));
    }

    // ---- output

    /**
     * The next chunk for a packet, taken as sent.
     *
     * @param roomBytes what is left of the packet
     * @param isFirst whether the packet is empty: a chunk made for larger packets leaves even so
     * @param now the time
     * @return a chunk, to be written before anything else happens, or null
     */
    public OutChunk nextChunk(int roomBytes, boolean isFirst, long now) {
        nowNanos = now;
        if (!isConnected) {
            return null;
        }
        OutChunk chunk = probe.isWanted() ? nextProbe(roomBytes) : null;
        if (chunk == null) {
            chunk = nextLost(isFirst ? Integer.MAX_VALUE : roomBytes);
        }
        if (chunk == null && !outstanding.hasLost()) {
            chunk = nextNew(roomBytes, false);
        }
        if (chunk == null) {
            return null;
        }
        chunksSent++;
        window.onSent(now);
        outstanding.onSent(chunk, now);
        // RFC 9260, section 6.3.2, rule R1; section 7.2.4, rule 4, when the first one goes again.
        if (t3DueNanos == NEVER || chunk.tsn == outstanding.cumulativeTsnAck() + 1) {
            t3DueNanos = now + rto.rtoNanos();
        }
        scheduleProbe(now);
        return chunk;
    }

    /** A packet is complete: the next one has no privileges. */
    public void onPacketSent() {
        isFastRetransmitPending = false;
    }

    /** RFC 8985, section 7.3: new data if there is any, else what was sent last, once more. */
    private OutChunk nextProbe(int roomBytes) {
        OutChunk chunk = outstanding.hasLost() ? null : nextNew(roomBytes, true);
        if (chunk == null) {
            OutChunk last = outstanding.sentLast();
            boolean isAllowed =
                    last != null
                            && !outstanding.hasLost()
                            && !abandonment.isUsedUp(last, nowNanos)
                            && last.paddedSize() <= roomBytes;
            chunk = isAllowed ? last : null;
            chunksRetransmitted += isAllowed ? 1 : 0;
        }
        probe.onSent(chunk);
        if (chunk != null) {
            t3DueNanos = nowNanos + rto.rtoNanos();
        }
        return chunk;
    }

    private OutChunk nextLost(int roomBytes) {
        OutChunk chunk = outstanding.firstLost();
        while (chunk != null && abandonment.isExpired(chunk.message, nowNanos)) {
            abandonment.abandon(chunk.message, nowNanos);
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

    private OutChunk nextNew(int roomBytes, boolean isProbe) {
        if (outstanding.size() >= MAX_OUTSTANDING_TSNS) {
            return null;
        }
        boolean isPartialAllowed = abandonment.isAllowed();
        OutMessage message = queue.head(nowNanos, isPartialAllowed);
        while (message != null && message.isStarted() && abandonment.isExpired(message, nowNanos)) {
            abandonment.abandon(message, nowNanos);
            message = queue.head(nowNanos, isPartialAllowed);
        }
        int length = message == null ? 0 : fragmentLength(message, roomBytes);
        if (length == 0 || !window.allows(length, outstanding.flightBytes(), isProbe, nowNanos)) {
            return null;
        }
        int flags =
                (message.isUnordered ? DataFragment.UNORDERED : 0)
                        | (message.isStarted() ? 0 : DataFragment.BEGIN)
                        | (message.left() == length ? DataFragment.END : 0);
        int offset = message.fragmented;
        queue.onFragment(message, length);
        messagesSent += message.left() == 0 ? 1 : 0;
        bytesSent += length;
        window.onNew(length);
        return outstanding.append(message, offset, length, flags, isInterleaved);
    }

    private int fullFragmentBytes() {
        return packetBytes - SctpPacket.HEADER_BYTES - OutChunk.overheadBytes(isInterleaved);
    }

    private int fragmentLength(OutMessage message, int roomBytes) {
        int room = roomBytes - OutChunk.overheadBytes(isInterleaved);
        if (message.left() <= room) {
            return message.left();
        }
        boolean isWholeElsewhere = !message.isStarted() && message.length <= fullFragmentBytes();
        return isWholeElsewhere || room < MIN_FRAGMENT_BYTES ? 0 : room & ~3;
    }

    /** Whether a sender that can go on wants to hear from the receiver soon. */
    public boolean isBlocked() {
        return !queue.isEmpty()
                && !congestion.allows(outstanding.flightBytes(), MIN_FRAGMENT_BYTES);
    }

    // ---- giving up

    private void onLost(OutChunk chunk) {
        if (abandonment.isUsedUp(chunk, nowNanos)) {
            abandonment.abandon(chunk.message, nowNanos);
        } else {
            outstanding.markLost(chunk);
        }
    }

    private void onReleased(OutChunk chunk) {
        queue.release(chunk.length);
    }

    /** Whether a FORWARD TSN should leave now. */
    public boolean isForwardTsnDue() {
        return abandonment.isForwardTsnDue();
    }

    /**
     * The FORWARD TSN or I-FORWARD-TSN that leaves now (RFC 3758, section 3.5).
     *
     * @param roomBytes what it may take of a packet
     * @return it, or null if it does not fit
     */
    public ForwardTsn takeForwardTsn(int roomBytes, long now) {
        ForwardTsn chunk = abandonment.takeForwardTsn(roomBytes, now);
        if (chunk != null && t3DueNanos == NEVER) {
            t3DueNanos = now + rto.rtoNanos();
        }
        return chunk;
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
        return Math.max(0, window.peerBytes() - outstanding.flightBytes());
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
        return abandonment.messagesAbandoned();
    }

    /** Expiries of T3-rtx. */
    public long timeouts() {
        return timeouts;
    }

    /** Tail-loss probes sent. */
    public long tailLossProbes() {
        return probe.probes();
    }

    /** Times fast recovery was entered. */
    public long fastRecoveries() {
        return congestion.fastRecoveries();
    }
}
