package dev.specter.sctp.tx;

import dev.specter.sctp.packet.ForwardTsn;
import dev.specter.sctp.packet.ForwardTsnChunk;
import dev.specter.sctp.packet.IForwardTsnChunk;

/**
 * Giving messages up, and telling the peer (RFC 3758, section 3.5; the policies of RFC 7496,
 * sections 3.1 and 3.2). Loop-confined.
 */
final class Abandonment {
    private final SendQueue queue;
    private final RetransmissionQueue outstanding;
    private final RtoEstimator rto;
    private boolean isAllowed;
    private boolean isInterleaved;
    private boolean isForwardTsnDue;
    private long forwardTsnSentNanos = Long.MIN_VALUE / 2;
    private long messagesAbandoned;

    Abandonment(SendQueue queue, RetransmissionQueue outstanding, RtoEstimator rto) {
        this.queue = queue;
        this.outstanding = outstanding;
        this.rto = rto;
    }

    /** The peer understands FORWARD TSN, or I-FORWARD-TSN; otherwise all messages are reliable. */
    void connect(boolean canSkip, boolean newInterleaved) {
        isAllowed = canSkip;
        isInterleaved = newInterleaved;
    }

    boolean isAllowed() {
        return isAllowed;
    }

    /** Whether the message's time is over. */
    boolean isExpired(OutMessage message, long nowNanos) {
        return isAllowed && nowNanos >= message.expiresNanos;
    }

    /** Whether a chunk may not be sent once more. */
    boolean isUsedUp(OutChunk chunk, long nowNanos) {
        return isAllowed
                && (chunk.sends - 1 >= chunk.message.maxRetransmits
                        || nowNanos >= chunk.message.expiresNanos);
    }

    /** Gives up a message that has begun. */
    void abandon(OutMessage message, long nowNanos) {
        boolean isWhole = message.left() == 0;
        if (!isWhole) {
            queue.discard(message); // only the first of its stream can have begun
        }
        outstanding.abandon(message, isWhole);
        messagesAbandoned++;
        outstanding.advancePeerAckPoint();
        update(nowNanos);
    }

    /** Something was acknowledged or given up. */
    void update(long nowNanos) {
        if (outstanding.advancedPeerAckPoint() <= outstanding.cumulativeTsnAck()) {
            isForwardTsnDue = false;
        } else if (nowNanos - forwardTsnSentNanos >= rto.srttNanos()) {
            // RFC 3758, section 3.5, rule C3; not more than one each round trip.
            isForwardTsnDue = true;
        }
    }

    /** T3-rtx expired: unsent messages may have expired, and a FORWARD TSN may have been lost. */
    void handleTimeout(long nowNanos) {
        if (isAllowed) {
            queue.expire(nowNanos);
        }
        isForwardTsnDue = outstanding.advancedPeerAckPoint() > outstanding.cumulativeTsnAck();
    }

    boolean isForwardTsnDue() {
        return isForwardTsnDue;
    }

    /** The FORWARD TSN that leaves now, or null if not even one stream fits. */
    ForwardTsn takeForwardTsn(int roomBytes, long nowNanos) {
        int streams =
                isInterleaved
                        ? (roomBytes - IForwardTsnChunk.FIXED_BYTES) / IForwardTsnChunk.ENTRY_BYTES
                        : (roomBytes - ForwardTsnChunk.FIXED_BYTES) / ForwardTsnChunk.ENTRY_BYTES;
        if (streams < 1) {
            return null;
        }
        isForwardTsnDue = false;
        forwardTsnSentNanos = nowNanos;
        return outstanding.forwardTsn(streams, isInterleaved);
    }

    long messagesAbandoned() {
        return messagesAbandoned + queue.messagesExpired();
    }
}
