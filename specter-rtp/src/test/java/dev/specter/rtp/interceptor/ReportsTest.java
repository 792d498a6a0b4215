package dev.specter.rtp.interceptor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.RtpSendStream;
import dev.specter.rtp.SendStreamEvent;
import dev.specter.rtp.codec.OpusPacketizer;
import dev.specter.rtp.codec.Vp8Packetizer;
import dev.specter.rtp.rtcp.Goodbye;
import dev.specter.rtp.rtcp.ReceiverReport;
import dev.specter.rtp.rtcp.ReportBlock;
import dev.specter.rtp.rtcp.RtcpCompound;
import dev.specter.rtp.rtcp.SenderReport;
import dev.specter.rtp.rtcp.SourceDescription;
import dev.specter.testkit.LinkProfile;
import dev.specter.testkit.Pair;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

class ReportsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final StreamInfo VIDEO =
            StreamInfo.builder(100, 96, "video/VP8", 90_000).build();
    private static final StreamInfo AUDIO =
            StreamInfo.builder(200, 111, "audio/opus", 48_000).build();

    private final ChainFixture sender =
            new ChainFixture(InterceptorRegistry.withDefaults(), 1, true);
    private final ChainFixture receiver =
            new ChainFixture(InterceptorRegistry.withDefaults(), 2, true);

    private static RtpPacket packet(int sequenceNumber, long timestamp) {
        return RtpPacket.builder()
                .ssrc(100)
                .payloadType(96)
                .sequenceNumber(sequenceNumber)
                .timestamp(timestamp)
                .payload(ByteBuffer.wrap(new byte[10]))
                .build();
    }

    private void runSender(long untilNanos) {
        while (sender.nextTimeoutNanos() <= untilNanos) {
            sender.handleTimeout(sender.nextTimeoutNanos());
        }
    }

    @Test // RFC 3550, section 6.4.1
    void theFirstReportIsEarlyAndSaysTheTimeOnBothClocks() {
        sender.chain.bindLocalStream(VIDEO, 0);
        assertEquals(Interceptor.NEVER, sender.chain.nextTimeoutNanos());
        sender.chain.sendRtp(VIDEO, packet(1, 0xFFFFFFF0L), SECOND);
        long dueNanos = sender.chain.nextTimeoutNanos();
        assertTrue(dueNanos >= SECOND && dueNanos <= SECOND + 100_000_000);
        long lateNanos = 2 * SECOND; // the loop was busy
        sender.handleTimeout(lateNanos);
        SenderReport report = (SenderReport) sender.sentRtcp.get(0).packets().get(0);
        assertEquals(100, report.ssrc());
        // The start was at half a second; 2,208,988,800 s lie between 1900 and 1970.
        long ntpSeconds = ChainFixture.START.getEpochSecond() + 2_208_988_800L + 2;
        assertEquals(ntpSeconds, report.ntpTimestamp() >>> 32);
        assertEquals(0x80000000L, report.ntpTimestamp() & 0xFFFFFFFFL);
        assertEquals(90_000 - 16, report.rtpTimestamp()); // one second after the packet, wrapped
        assertEquals(1, report.packetCount());
        assertEquals(10, report.octetCount());
        assertEquals(
                SourceDescription.cname(100, "cname"), sender.sentRtcp.get(0).packets().get(1));
    }

    @Test // RFC 3550, sections 6.3.1 and 6.4
    void reportsComeAboutEverySecondAndStopWhenNothingIsSent() {
        sender.chain.bindLocalStream(VIDEO, 0);
        for (int i = 0; i < 300; i++) {
            long nowNanos = i * SECOND / 30;
            runSender(nowNanos);
            sender.chain.sendRtp(VIDEO, packet(i, i * 3000L), nowNanos);
        }
        int reports = sender.sent(SenderReport.class).size();
        assertTrue(reports >= 8 && reports <= 14, reports + " reports in ten seconds");
        runSender(60 * SECOND);
        assertEquals(reports + 2, sender.sent(SenderReport.class).size());
        assertEquals(Interceptor.NEVER, sender.chain.nextTimeoutNanos());
        sender.chain.sendRtp(VIDEO, packet(300, 300 * 3000L), 61 * SECOND);
        runSender(61 * SECOND + 100_000_000);
        assertEquals(reports + 3, sender.sent(SenderReport.class).size());
        assertEquals(301, sender.sent(SenderReport.class).get(reports + 2).packetCount());
    }

    @Test
    void aRepeatedOrLatePacketDoesNotTurnTheClockBack() {
        sender.chain.bindLocalStream(VIDEO, 0);
        sender.chain.sendRtp(VIDEO, packet(1, 1000), 0);
        sender.chain.sendRtp(VIDEO, packet(2, 91_000), SECOND);
        sender.chain.sendRtp(VIDEO, packet(1, 1000), SECOND + 1);
        sender.handleTimeout(2 * SECOND);
        assertEquals(181_000, sender.sent(SenderReport.class).get(0).rtpTimestamp());
    }

    @Test
    void allStreamsShareADatagram() {
        sender.chain.bindLocalStream(VIDEO, 0);
        sender.chain.bindLocalStream(AUDIO, 0);
        sender.chain.sendRtp(VIDEO, packet(1, 1), 0);
        sender.chain.sendRtp(AUDIO, packet(1, 1).withSsrc(200), 0);
        sender.handleTimeout(SECOND);
        assertEquals(1, sender.sentRtcp.size());
        RtcpCompound compound = sender.sentRtcp.get(0);
        assertEquals(3, compound.packets().size());
        assertEquals(2, ((SourceDescription) compound.packets().get(2)).chunks().size());
        sender.chain.unbindLocalStream(100, SECOND);
        sender.chain.unbindLocalStream(200, SECOND);
        runSender(10 * SECOND);
        assertEquals(1, sender.sentRtcp.size());
    }

    @Test // RFC 3550, sections 6.4.1, 6.4.2 and A.3
    void theReceiverReportsLossAndTheSenderMeasuresTheRoundTrip() {
        var stream =
                new RtpSendStream(
                        VIDEO, new Vp8Packetizer(), sender.chain, new SplittableRandom(3), 0);
        sender.application(
                new ChainFixture.Application() {
                    private int frames;

                    @Override
                    public void onRtcp(RtcpCompound compound, long nowNanos) {
                        stream.handleRtcp(compound, nowNanos);
                    }

                    @Override
                    public void onTimeout(long nowNanos) {
                        while (nextTimeoutNanos() <= nowNanos) {
                            frames++;
                            stream.sendFrame(
                                    ByteBuffer.wrap(new byte[500]),
                                    Duration.ofMillis(20),
                                    nowNanos);
                        }
                    }

                    @Override
                    public long nextTimeoutNanos() {
                        return frames < 500 ? frames * 20_000_000L : Interceptor.NEVER;
                    }
                });
        receiver.chain.bindRemoteStream(VIDEO, 0);
        LinkProfile profile = LinkProfile.PERFECT.withDelay(Duration.ofMillis(40));
        var pair = new Pair<>(sender, receiver, profile, 11);
        pair.runFor(Duration.ofSeconds(5));
        assertTrue(stream.pollEvent() instanceof SendStreamEvent.RemoteReported);
        assertEquals(null, stream.pollEvent());
        var report = stream.remoteReport().orElseThrow();
        assertEquals(80_000_000.0, (double) report.roundTripTimeNanos(), 1_000_000.0);
        assertEquals(0, report.packetsLost());
        assertEquals(0.0, report.fractionLost());
        assertEquals(0, report.jitterNanos());
        pair.aToZ().profile(profile.withLoss(0.2).withJitter(Duration.ofMillis(10)));
        pair.runFor(Duration.ofSeconds(6));
        report = stream.remoteReport().orElseThrow();
        assertTrue(report.packetsLost() > 20 && report.packetsLost() < 90, report.toString());
        assertTrue(report.fractionLost() > 0 && report.fractionLost() < 0.6, report.toString());
        assertTrue(
                report.jitterNanos() > 1_000_000 && report.jitterNanos() < 8_000_000,
                report.toString());
        assertTrue(report.roundTripTimeMeasurements() >= 7, report.toString());
        assertEquals(500, stream.framesSent());
        long counted = receiver.chain.inboundStats(100).orElseThrow().packetsReceived();
        long missing = 500 - counted;
        long dropped = pair.aToZ().droppedCount(); // reports among them
        assertTrue(missing <= dropped && missing >= dropped - 5, missing + " of " + dropped);
        stream.close(pair.nowNanos());
        assertEquals(List.of(new Goodbye(List.of(100L), "")), sender.sent(Goodbye.class));
    }

    @Test
    void aRoundTripNeedsASenderReportAndSense() {
        var stream =
                new RtpSendStream(
                        AUDIO, new OpusPacketizer(), sender.chain, new SplittableRandom(3), 0);
        long nowNanos = 10 * SECOND;
        long now = sender.chain.ntpClock().compactNtp(nowNanos);
        // 0: no report yet; else LSR and DLSR of a quarter of a second each.
        assertEquals(-1, roundTrip(stream, 0, 0, nowNanos));
        assertEquals(250_000_000, roundTrip(stream, now - 0x8000, 0x4000, nowNanos));
        assertEquals(0, roundTrip(stream, now - 0x4000, 0x4001, nowNanos)); // rounding
        assertEquals(-1, roundTrip(stream, now + 0x200000, 0, nowNanos));
        assertEquals(-1, roundTrip(stream, now - 0x1000000, 0, nowNanos));
        var report = stream.remoteReport().orElseThrow();
        assertEquals(2, report.roundTripTimeMeasurements());
        assertEquals(250_000_000, report.totalRoundTripTimeNanos());
    }

    private static long roundTrip(RtpSendStream stream, long lsr, long dlsr, long nowNanos) {
        var block = new ReportBlock(200, 0, 0, 0, 0, lsr & 0xFFFFFFFFL, dlsr);
        stream.handleRtcp(RtcpCompound.of(ReceiverReport.of(9, List.of(block))), nowNanos);
        return stream.remoteReport().orElseThrow().roundTripTimeNanos();
    }

    @Test // RFC 3550, section 6.4: at most 31 blocks
    void manySourcesNeedManyReports() {
        for (int i = 0; i < 40; i++) {
            StreamInfo stream = StreamInfo.builder(1000 + i, 96, "video/VP8", 90_000).build();
            receiver.chain.bindRemoteStream(stream, 0);
            receiver.chain.handleRtp(packet(1, 1).withSsrc(1000 + i), 0);
        }
        receiver.handleTimeout(SECOND);
        List<ReceiverReport> reports = receiver.sent(ReceiverReport.class);
        assertEquals(2, reports.size());
        assertEquals(31, reports.get(0).reports().size());
        assertEquals(9, reports.get(1).reports().size());
        assertEquals(2, reports.get(0).ssrc());
    }

    @Test
    void ntpTimeRunsWithTheLoopsClock() {
        var clock = new NtpClock(() -> ChainFixture.START, 3 * SECOND);
        long seconds = ChainFixture.START.getEpochSecond() + 2_208_988_800L;
        assertEquals(seconds << 32 | 0x80000000L, clock.ntpTimestamp(3 * SECOND));
        assertEquals(seconds + 1 << 32, clock.ntpTimestamp(3 * SECOND + SECOND / 2));
        assertEquals(seconds - 3 << 32 | 0x80000000L, clock.ntpTimestamp(0));
        assertEquals(0x8000L, NtpClock.compactOfNanos(SECOND / 2));
        assertEquals(0xFFFFFFFFL, NtpClock.compactOfNanos(100_000 * SECOND));
        assertEquals(SECOND / 2, NtpClock.nanosOfCompact(0x8000L));
        assertEquals(65535 * SECOND, NtpClock.nanosOfCompact(0xFFFF0000L));
    }
}
