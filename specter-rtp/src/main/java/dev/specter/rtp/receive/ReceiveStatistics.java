package dev.specter.rtp.receive;

import dev.specter.common.SerialNumbers;
import dev.specter.rtp.rtcp.ReportBlock;

/**
 * Losses and jitter of one remote stream (RFC 3550, sections 6.4.1, A.1, A.3 and A.8). There is no
 * probation: negotiation has vouched for the source. Loop-confined.
 */
public final class ReceiveStatistics {
    private static final int MAX_DROPOUT = 3000;
    private static final int MAX_MISORDER = 100;
    private static final int MAX_CUMULATIVE = 0x7FFFFF;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** A transit time that jumps by more than this says that the timestamps started anew. */
    private static final int MAX_JUMP_SECONDS = 5;

    private final int clockRateHz;
    private boolean started;
    private long baseSequence;
    private long highestSequence;
    private int suspectSequenceNumber = -1;
    private long received;
    private long receivedPrior;
    private long expectedPrior;
    private long transit;
    private boolean hasTransit;
    private long jitterTimes16;
    private boolean news;

    /**
     * Makes statistics of nothing.
     *
     * @param clockRateHz of the stream's timestamps
     */
    public ReceiveStatistics(int clockRateHz) {
        this.clockRateHz = clockRateHz;
    }

    /**
     * Counts a packet.
     *
     * @param sequenceNumber u16
     * @param timestamp u32
     * @param nowNanos when it came
     */
    public void handlePacket(int sequenceNumber, long timestamp, long nowNanos) {
        if (updateSequence(sequenceNumber)) {
            news = true;
            received++;
            updateJitter(timestamp, nowNanos);
        }
    }

    /** RFC 3550, appendix A.1: false for a packet that is too far from the ones before. */
    private boolean updateSequence(int sequenceNumber) {
        if (!started) {
            restart(sequenceNumber);
            return true;
        }
        int ahead = sequenceNumber - (int) highestSequence & 0xFFFF;
        if (ahead < MAX_DROPOUT) {
            highestSequence += ahead; // a wrap carries into the cycles
        } else if (ahead <= 0x10000 - MAX_MISORDER) {
            // Two in a row after a jump: the other side has started anew.
            if (sequenceNumber != suspectSequenceNumber) {
                suspectSequenceNumber = SerialNumbers.plus16(sequenceNumber, 1);
                return false;
            }
            restart(sequenceNumber);
        }
        return true;
    }

    private void restart(int sequenceNumber) {
        started = true;
        baseSequence = sequenceNumber;
        highestSequence = sequenceNumber;
        suspectSequenceNumber = -1;
        received = 0;
        receivedPrior = 0;
        expectedPrior = 0;
        hasTransit = false;
    }

    /** RFC 3550, appendix A.8, with the jitter kept sixteenfold. */
    private void updateJitter(long timestamp, long nowNanos) {
        long arrival =
                nowNanos / NANOS_PER_SECOND * clockRateHz
                        + nowNanos % NANOS_PER_SECOND * clockRateHz / NANOS_PER_SECOND;
        long newTransit = SerialNumbers.plus32(arrival, -timestamp);
        if (hasTransit) {
            long difference = Math.abs((long) SerialNumbers.distance32(newTransit, transit));
            if (difference < (long) MAX_JUMP_SECONDS * clockRateHz) {
                jitterTimes16 += difference - (jitterTimes16 + 8 >> 4);
            }
        }
        hasTransit = true;
        transit = newTransit;
    }

    /** Whether a packet came since the last {@link #takeReport}. */
    public boolean hasNews() {
        return news;
    }

    /** Packets expected by the sequence numbers and not received; negative with duplicates. */
    public long cumulativeLost() {
        return started ? expected() - received : 0;
    }

    /** Interarrival jitter in ticks of the stream's clock. */
    public long jitterTicks() {
        return jitterTimes16 >> 4;
    }

    /** Interarrival jitter. */
    public long jitterNanos() {
        return jitterTicks() * NANOS_PER_SECOND / clockRateHz;
    }

    /** Highest sequence number with the count of its cycles above the low 16 bits. */
    public long highestSequence() {
        return highestSequence;
    }

    private long expected() {
        return highestSequence - baseSequence + 1;
    }

    /**
     * A report block (RFC 3550, appendix A.3); the loss fraction is that since the block before.
     *
     * @param ssrc of the stream, u32
     * @param lastSenderReport the middle 32 bits of the last sender report's time, or 0
     * @param delaySinceLastSenderReport in 1/65,536 s, or 0
     * @return the block
     */
    public ReportBlock takeReport(
            long ssrc, long lastSenderReport, long delaySinceLastSenderReport) {
        long expectedInterval = expected() - expectedPrior;
        long lostInterval = expectedInterval - (received - receivedPrior);
        expectedPrior = expected();
        receivedPrior = received;
        news = false;
        long fraction =
                expectedInterval == 0 || lostInterval <= 0
                        ? 0
                        : Math.min(255, (lostInterval << 8) / expectedInterval);
        long lost = Math.max(-MAX_CUMULATIVE - 1, Math.min(MAX_CUMULATIVE, cumulativeLost()));
        return new ReportBlock(
                ssrc,
                (int) fraction,
                (int) lost,
                highestSequence & 0xFFFFFFFFL,
                jitterTicks() & 0xFFFFFFFFL,
                lastSenderReport,
                delaySinceLastSenderReport);
    }
}
