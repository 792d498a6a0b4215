package dev.specter.rtp.receive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.rtcp.ReportBlock;
import dev.specter.rtp.rtcp.TransportFeedback;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.SplittableRandom;

class ReceiveTest {
    private static final long MILLI = 1_000_000L;

    private static ReceiveStatistics statistics(int... sequenceNumbers) {
        var statistics = new ReceiveStatistics(90_000);
        for (int i = 0; i < sequenceNumbers.length; i++) {
            statistics.handlePacket(sequenceNumbers[i], i * 900L, i * 10L * MILLI);
        }
        return statistics;
    }

    @Test // RFC 3550, appendix A.1 and A.3
    void countsLossesOverAWrap() {
        ReceiveStatistics statistics = statistics(65533, 65534, 1, 2);
        assertEquals(2, statistics.cumulativeLost());
        assertEquals(0x10002, statistics.highestSequence());
        ReportBlock first = statistics.takeReport(9, 7, 8);
        assertEquals(new ReportBlock(9, 2 * 256 / 6, 2, 0x10002, 0, 7, 8), first);
        assertFalse(statistics.hasNews());
        // The lost ones come late: the interval has more packets than expected.
        statistics.handlePacket(65535, 0, 0);
        statistics.handlePacket(0, 0, 0);
        assertTrue(statistics.hasNews());
        ReportBlock second = statistics.takeReport(9, 0, 0);
        assertEquals(0, second.fractionLost());
        assertEquals(0, second.cumulativeLost());
        // Duplicates make the loss negative.
        statistics.handlePacket(0, 0, 0);
        assertEquals(-1, statistics.takeReport(9, 0, 0).cumulativeLost());
    }

    @Test // RFC 3550, appendix A.1
    void startsAnewAfterTwoPacketsOfAnotherSequence() {
        ReceiveStatistics statistics = statistics(1, 2, 3, 30_000);
        assertEquals(3, statistics.highestSequence());
        statistics.handlePacket(4, 0, 0);
        statistics.handlePacket(40_000, 0, 0);
        statistics.handlePacket(40_001, 0, 0);
        assertEquals(40_001, statistics.highestSequence());
        assertEquals(0, statistics.cumulativeLost());
        assertEquals(0, new ReceiveStatistics(8000).cumulativeLost());
    }

    @Test // RFC 3550, appendix A.8
    void followsTheJitter() {
        var statistics = new ReceiveStatistics(90_000);
        // Alternately 10 ms early and late, that is 900 ticks from packet to packet.
        for (int i = 0; i < 200; i++) {
            long jitterNanos = i % 2 == 0 ? 0 : 10 * MILLI;
            statistics.handlePacket(i, i * 1800L + 0xFFFFF000L, i * 20L * MILLI + jitterNanos);
        }
        assertTrue(Math.abs(900 - statistics.jitterTicks()) <= 1);
        assertEquals(10_000_000.0, (double) statistics.jitterNanos(), 20_000.0);
        // A source that starts its timestamps anew does not count.
        statistics.handlePacket(200, 0x70000000L, 4000 * MILLI);
        assertTrue(Math.abs(900 - statistics.jitterTicks()) <= 1);
    }

    @Test
    void asksAFewTimesAndGivesUp() {
        var generator = new NackGenerator();
        generator.handlePacket(10, 0);
        generator.handlePacket(12, 0);
        int asked = 0;
        while (generator.nextTimeoutNanos() != NackGenerator.NEVER) {
            long nowNanos = generator.nextTimeoutNanos();
            assertEquals(List.of(), generator.takeDue(nowNanos - 1));
            asked += generator.takeDue(nowNanos).size();
        }
        assertEquals(10, asked);
        assertEquals(0, generator.missingCount());
        assertEquals(1, generator.givenUpCount());
    }

    @Test
    void asksByTheRoundTripTime() {
        var generator = new NackGenerator();
        generator.roundTripTime(40 * MILLI);
        generator.handlePacket(10, 0);
        generator.handlePacket(12, 0);
        assertEquals(List.of(11), generator.takeDue(5 * MILLI));
        assertEquals(65 * MILLI, generator.nextTimeoutNanos());
    }

    @Test
    void missesABoundedNumberOfPackets() {
        var generator = new NackGenerator();
        generator.handlePacket(0, 0);
        for (int i = 1; i <= 30; i++) {
            generator.handlePacket(i * 100, 0);
        }
        assertEquals(1000, generator.missingCount());
        generator.handlePacket(20_000, 0); // a new start
        assertEquals(0, generator.missingCount());
        assertEquals(NackGenerator.NEVER, generator.nextTimeoutNanos());
        generator.handlePacket(19_000, 0); // before it
        assertEquals(0, generator.missingCount());
    }

    private static RtpPacket packet(int sequenceNumber) {
        return RtpPacket.builder().sequenceNumber(sequenceNumber).build();
    }

    @Test
    void theJitterBufferRestoresTheOrder() {
        var random = new SplittableRandom(5);
        var buffer = new JitterBuffer(100 * MILLI);
        int next = 65_000;
        int sent = 65_000;
        buffer.handlePacket(packet(sent++), 0);
        while (sent < 68_000) {
            int[] group = {sent, sent + 1, sent + 2, sent + 3};
            for (int i = 0; i < 4; i++) {
                int j = random.nextInt(i, 4);
                int swapped = group[i];
                group[i] = group[j];
                group[j] = swapped;
            }
            for (int sequenceNumber : group) {
                buffer.handlePacket(packet(sequenceNumber), 0);
                buffer.handlePacket(packet(sequenceNumber), 0); // twice
                for (RtpPacket p = buffer.pollPacket(0); p != null; p = buffer.pollPacket(0)) {
                    assertEquals(next++ & 0xFFFF, p.sequenceNumber());
                }
            }
            sent += 4;
        }
        assertEquals(sent, next);
        assertEquals(0, buffer.skippedCount());
        assertEquals(0, buffer.heldCount());
        assertEquals(JitterBuffer.NEVER, buffer.nextTimeoutNanos());
    }

    @Test
    void theJitterBufferWaitsForSomeTimeOnly() {
        var buffer = new JitterBuffer(100 * MILLI);
        buffer.handlePacket(packet(1), 0);
        assertEquals(1, buffer.pollPacket(0).sequenceNumber());
        buffer.handlePacket(packet(4), 10 * MILLI);
        buffer.handlePacket(packet(6), 20 * MILLI);
        assertNull(buffer.pollPacket(50 * MILLI));
        assertEquals(110 * MILLI, buffer.nextTimeoutNanos());
        assertEquals(4, buffer.pollPacket(110 * MILLI).sequenceNumber());
        assertNull(buffer.pollPacket(110 * MILLI));
        assertEquals(2, buffer.skippedCount());
        buffer.handlePacket(packet(3), 111 * MILLI); // too late
        assertEquals(1, buffer.heldCount());
        buffer.handlePacket(packet(5), 112 * MILLI);
        assertEquals(5, buffer.pollPacket(112 * MILLI).sequenceNumber());
        assertEquals(6, buffer.pollPacket(112 * MILLI).sequenceNumber());
    }

    @Test
    void theJitterBuffersWindowIsBounded() {
        var buffer = new JitterBuffer(100 * MILLI);
        buffer.handlePacket(packet(0), 0);
        buffer.pollPacket(0);
        buffer.handlePacket(packet(2), 0);
        buffer.handlePacket(packet(2 + 1023), 0);
        assertEquals(2, buffer.heldCount());
        buffer.handlePacket(packet(2 + 1024), 0); // pushes number 2 out
        assertEquals(2, buffer.heldCount());
        buffer.handlePacket(packet(30_000), 0);
        assertEquals(1, buffer.heldCount());
        assertEquals(30_000, buffer.pollPacket(200 * MILLI).sequenceNumber());
        assertTrue(buffer.skippedCount() > 29_990 && buffer.skippedCount() < 30_000);
    }

    @Test
    void arrivalsFarApartNeedSeveralFeedbackPackets() {
        var recorder = new ArrivalRecorder();
        assertEquals(List.of(), recorder.takeFeedback(1, 2));
        recorder.handlePacket(10, 0);
        recorder.handlePacket(11, 20_000 * MILLI); // more than 16 bits of 250 µs
        recorder.handlePacket(900, 20_001 * MILLI);
        recorder.handlePacket(900, 20_002 * MILLI); // a duplicate
        List<TransportFeedback> feedback = recorder.takeFeedback(1, 2);
        assertFalse(recorder.hasPending());
        int next = 10;
        int received = 0;
        for (TransportFeedback one : feedback) {
            assertEquals(next, one.baseSequenceNumber());
            next += one.packetCount();
            for (int delta : one.deltas()) {
                received += delta == TransportFeedback.NOT_RECEIVED ? 0 : 1;
            }
            assertTrue(one.sizeBytes() < 1000);
        }
        assertEquals(901, next);
        assertEquals(3, received);
        assertEquals(4, feedback.size());
    }
}
