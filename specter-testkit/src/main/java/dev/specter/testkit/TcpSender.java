package dev.specter.testkit;

import dev.specter.common.Bytes;

import java.util.ArrayDeque;
import java.util.random.RandomGenerator;

/**
 * The sending half of a TCP end: cuts the stream at random, sends what the window allows, and sends
 * again what is not acknowledged (RFC 6298, RFC 6582). The window is fixed; there is no congestion
 * control.
 */
final class TcpSender {
    /** Sequence numbers in flight at most. */
    static final int WINDOW = 65_536;

    private static final long INITIAL_RTO_NANOS = 1_000_000_000L;
    private static final long MIN_RTO_NANOS = 200_000_000L;
    private static final long MAX_RTO_NANOS = 60_000_000_000L;
    private static final int MAX_SYN_RETRANSMISSIONS = 6;
    private static final int MAX_RETRANSMISSIONS = 10;
    private static final int DUPLICATE_ACKS = 3;

    /** Sends a segment; the owner adds what the sending half does not know. */
    interface Output {
        void send(VirtualSegment.Type type, long sequence, Bytes data);
    }

    /** A segment that is not acknowledged. */
    private static final class InFlight {
        private final VirtualSegment.Type type;
        private final long sequence;
        private final Bytes data;
        private final long sentNanos;
        private boolean sentAgain;

        InFlight(VirtualSegment.Type type, long sequence, Bytes data, long sentNanos) {
            this.type = type;
            this.sequence = sequence;
            this.data = data;
            this.sentNanos = sentNanos;
        }

        long endSequence() {
            return sequence + type.ownLength() + data.size();
        }
    }

    private final RandomGenerator random;
    private final Output output;
    private final ByteQueue unsent = new ByteQueue();
    private final ArrayDeque<InFlight> inFlight = new ArrayDeque<>();
    private long unacknowledged;
    private long next;
    private boolean finishing;
    private boolean finished;
    private long smoothedRttNanos;
    private long deadlineNanos = Timed.NEVER;
    private int retransmissions;
    private int duplicateAcks;
    private long recoverSequence;

    TcpSender(RandomGenerator random, Output output) {
        this.random = random;
        this.output = output;
        // Far from that of any former connection between the same ends.
        this.next = random.nextLong(1L << 48);
        this.unacknowledged = next;
    }

    /** The next number to be sent. */
    long next() {
        return next;
    }

    /** Bytes of the stream that have not been acknowledged. */
    long pendingBytes() {
        return unsent.size() + inFlight.stream().mapToLong(each -> each.data.size()).sum();
    }

    boolean isSynAcknowledged() {
        return inFlight.isEmpty() || !inFlight.element().type.isOpening();
    }

    boolean isFinished() {
        return finished && inFlight.isEmpty();
    }

    /** Sends a SYN, or a SYN_ACK, which then stands for the SYN that has been sent. */
    void open(VirtualSegment.Type type, long nowNanos) {
        if (!inFlight.isEmpty()) {
            next = inFlight.remove().sequence;
        }
        send(type, Bytes.EMPTY, nowNanos);
    }

    void add(Bytes data) {
        unsent.add(data);
    }

    /** Ends the stream after what has been added. */
    void finish() {
        finishing = true;
    }

    /** Sends what the window allows. */
    void transmit(int mssBytes, long nowNanos) {
        // RFC 9293, section 3.8.6.2.1: wait for room, or acknowledgements breed ever smaller
        // segments.
        for (int most = (int) Math.min(mssBytes, unsent.size());
                most > 0 && most <= WINDOW - (next - unacknowledged);
                most = (int) Math.min(mssBytes, unsent.size())) {
            int size = random.nextBoolean() ? most : 1 + random.nextInt(most);
            send(VirtualSegment.Type.DATA, Bytes.wrapOwned(unsent.take(size)), nowNanos);
        }
        if (finishing && !finished && unsent.size() == 0) {
            finished = true;
            send(VirtualSegment.Type.FIN, Bytes.EMPTY, nowNanos);
        }
    }

    private void send(VirtualSegment.Type type, Bytes data, long nowNanos) {
        var segment = new InFlight(type, next, data, nowNanos);
        inFlight.add(segment);
        next = segment.endSequence();
        if (deadlineNanos == Timed.NEVER) {
            deadlineNanos = nowNanos + rtoNanos();
        }
        output.send(type, segment.sequence, data);
    }

    /** Whether an acknowledgement is of something that was sent, and not outdated. */
    boolean accepts(long acknowledgement) {
        return acknowledgement >= unacknowledged && acknowledgement <= next;
    }

    /**
     * Takes an accepted acknowledgement.
     *
     * @param bare whether it came alone; only then its repetition tells of a loss
     */
    void acknowledge(long acknowledgement, boolean bare, long nowNanos) {
        if (acknowledgement == unacknowledged) {
            boolean repeated = bare && !inFlight.isEmpty();
            if (repeated && ++duplicateAcks == DUPLICATE_ACKS && !isRecovering()) {
                recoverSequence = next;
                sendOldestAgain();
            }
            return;
        }
        unacknowledged = acknowledgement;
        duplicateAcks = 0;
        retransmissions = 0;
        removeUntil(acknowledgement, nowNanos);
        deadlineNanos = inFlight.isEmpty() ? Timed.NEVER : nowNanos + rtoNanos();
        if (isRecovering() && !inFlight.isEmpty()) {
            // RFC 6582, section 3.2: a partial acknowledgement tells of the next loss.
            sendOldestAgain();
        }
    }

    private boolean isRecovering() {
        return unacknowledged < recoverSequence;
    }

    private void removeUntil(long acknowledgement, long nowNanos) {
        boolean anySentAgain = false;
        long rttNanos = 0;
        while (!inFlight.isEmpty() && inFlight.element().endSequence() <= acknowledgement) {
            InFlight done = inFlight.remove();
            anySentAgain |= done.sentAgain;
            rttNanos = nowNanos - done.sentNanos;
        }
        // RFC 6298, section 3: what was sent again, or has waited for it, tells nothing.
        if (!anySentAgain) {
            smoothedRttNanos =
                    smoothedRttNanos == 0 ? rttNanos : (7 * smoothedRttNanos + rttNanos) / 8;
        }
    }

    private long rtoNanos() {
        long baseNanos =
                smoothedRttNanos == 0
                        ? INITIAL_RTO_NANOS
                        : Math.max(MIN_RTO_NANOS, 2 * smoothedRttNanos);
        return Math.min(baseNanos << retransmissions, MAX_RTO_NANOS);
    }

    /** When {@link #handleTimeout} is wanted, or {@link Timed#NEVER}. */
    long deadlineNanos() {
        return deadlineNanos;
    }

    /** Sends the oldest segment again; false when that has been done in vain too often. */
    boolean handleTimeout(long nowNanos) {
        if (nowNanos < deadlineNanos) {
            return true;
        }
        int most = isSynAcknowledged() ? MAX_RETRANSMISSIONS : MAX_SYN_RETRANSMISSIONS;
        if (++retransmissions > most) {
            return false;
        }
        recoverSequence = next;
        deadlineNanos = nowNanos + rtoNanos();
        sendOldestAgain();
        return true;
    }

    /** Sends the oldest segment again at once. */
    void sendOldestAgain() {
        InFlight oldest = inFlight.element();
        oldest.sentAgain = true;
        output.send(oldest.type, oldest.sequence, oldest.data);
    }
}
