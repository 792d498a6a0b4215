package dev.specter.rtp.interceptor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.ext.HeaderExtensionMap;
import dev.specter.rtp.ext.HeaderExtensionUri;
import dev.specter.rtp.ext.Mid;
import dev.specter.rtp.ext.RepairedRid;
import dev.specter.rtp.ext.Rid;
import dev.specter.rtp.rtcp.GenericNack;
import dev.specter.rtp.rtcp.ReceiverReport;
import dev.specter.rtp.rtcp.ReportBlock;
import dev.specter.rtp.rtcp.RtcpCompound;
import dev.specter.rtp.rtcp.TransportFeedback;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class RetransmissionTest {
    private static final long MILLI = 1_000_000L;
    private static final HeaderExtensionMap EXTENSIONS =
            HeaderExtensionMap.of(
                    Map.of(
                            1, HeaderExtensionUri.MID,
                            2, HeaderExtensionUri.RID,
                            3, HeaderExtensionUri.REPAIRED_RID,
                            4, HeaderExtensionUri.TRANSPORT_CC));
    private static final StreamInfo PLAIN =
            StreamInfo.builder(100, 96, "video/VP8", 90_000)
                    .feedback(EnumSet.of(RtcpFeedback.NACK, RtcpFeedback.TRANSPORT_CC))
                    .extensions(EXTENSIONS)
                    .build();
    private static final StreamInfo RTX = PLAIN.toBuilder().rtx(101, Map.of(96, 97)).build();

    private final ChainFixture fixture =
            new ChainFixture(InterceptorRegistry.withDefaults(), 1, true);

    private static RtpPacket packet(int sequenceNumber) {
        return RtpPacket.builder()
                .ssrc(100)
                .payloadType(96)
                .sequenceNumber(sequenceNumber)
                .timestamp(sequenceNumber * 3000L)
                .extension(1, Bytes.ofHex("30"))
                .extension(2, Bytes.ofHex("6869"))
                .payload(ByteBuffer.wrap(new byte[] {(byte) sequenceNumber, 2, 3}))
                .build();
    }

    private void nack(long nowNanos, Integer... lost) {
        fixture.chain.handleRtcp(RtcpCompound.of(GenericNack.of(9, 100, List.of(lost))), nowNanos);
    }

    private int sentSince(int before) {
        return fixture.sentRtp.size() - before;
    }

    @Test // RFC 3711, section 9.1: never the same number twice under one key
    void numbersOfRetransmissionsGoOnWhereAStreamComesAgain() {
        int before = -1;
        for (int round = 0; round < 8; round++) {
            fixture.chain.bindLocalStream(RTX, 0);
            fixture.chain.sendRtp(RTX, packet(round), 0);
            nack(50 * MILLI, round);
            RtpPacket resent = fixture.sentRtp.get(2 * round + 1);
            assertEquals(101, resent.ssrc());
            assertTrue(before < 0 || resent.sequenceNumber() == before + 1, "after " + before);
            before = resent.sequenceNumber();
            fixture.chain.unbindLocalStream(100, 0);
        }
    }

    @Test // RFC 4585, section 6.2.1; RFC 3711, section 9.1: another packet would reuse keystream
    void sendsLostPacketsAgainUnchangedUnderTheirOwnSsrc() {
        fixture.chain.bindLocalStream(PLAIN, 0);
        for (int i = 65530; i < 65540; i++) {
            fixture.chain.sendRtp(PLAIN, packet(i), 0);
        }
        nack(50 * MILLI, 65535, 0, 20_000);
        assertEquals(2, sentSince(10));
        RtpPacket first = fixture.sentRtp.get(10);
        assertEquals(65535, first.sequenceNumber());
        assertEquals(100, first.ssrc());
        assertEquals(packet(65535).payload(), first.payload());
        assertEquals(5, first.extensions().u16(4));
        assertEquals(fixture.sentRtp.get(5), first);
        assertEquals(fixture.sentRtp.get(6), fixture.sentRtp.get(11));
        assertEquals(0, fixture.sentRtp.get(11).sequenceNumber());
        assertEquals(2, fixture.chain.outboundStats(100).orElseThrow().retransmittedPacketsSent());
    }

    @Test // RFC 4588, section 4; RFC 8852, section 3.2
    void sendsLostPacketsAsRtxWhereNegotiated() throws MalformedPacketException {
        fixture.chain.bindLocalStream(RTX, 0);
        fixture.chain.sendRtp(RTX, packet(7), 0);
        fixture.chain.sendRtp(RTX, packet(8), 0);
        nack(50 * MILLI, 7, 8);
        RtpPacket rtx = fixture.sentRtp.get(2);
        assertEquals(101, rtx.ssrc());
        assertEquals(97, rtx.payloadType());
        assertEquals(7 * 3000, rtx.timestamp());
        assertEquals((rtx.sequenceNumber() + 1) & 0xFFFF, fixture.sentRtp.get(3).sequenceNumber());
        assertEquals(Optional.of(new Mid("0")), EXTENSIONS.read(rtx, Mid.TYPE));
        assertEquals(Optional.empty(), EXTENSIONS.read(rtx, Rid.TYPE));
        assertEquals(Optional.of(new RepairedRid("hi")), EXTENSIONS.read(rtx, RepairedRid.TYPE));
        RtpPacket restored = rtx.fromRtx(100, 96);
        assertEquals(7, restored.sequenceNumber());
        assertEquals(packet(7).payload(), restored.payload());
        // A payload type that has no RTX goes out under its own SSRC.
        RtpPacket other = packet(9).withPayloadType(98);
        fixture.chain.sendRtp(RTX, other, 0);
        nack(50 * MILLI, 9);
        assertEquals(100, fixture.sentRtp.get(5).ssrc());
    }

    @Test
    void requestsThatCrossTheAnswerAreNotAnsweredTwice() {
        fixture.chain.bindLocalStream(PLAIN, 0);
        fixture.chain.sendRtp(PLAIN, packet(1), 0);
        nack(9 * MILLI, 1);
        assertEquals(0, sentSince(1)); // it has hardly left
        nack(10 * MILLI, 1, 1, 1);
        nack(15 * MILLI, 1);
        assertEquals(1, sentSince(1));
        nack(20 * MILLI, 1);
        assertEquals(2, sentSince(1));
    }

    @Test
    void whatIsOlderThanTheBufferIsGone() {
        fixture.chain.bindLocalStream(PLAIN, 0);
        for (int i = 0; i < 1025; i++) {
            fixture.chain.sendRtp(PLAIN, packet(i), 0);
        }
        nack(50 * MILLI, 0, 1);
        assertEquals(1, sentSince(1025));
        assertEquals(1, fixture.sentRtp.get(1025).sequenceNumber());
    }

    @Test
    void aFloodOfRequestsIsBounded() {
        var registry =
                new InterceptorRegistry()
                        .add(
                                StandardInterceptors.nackResponder(
                                        new NackResponderOptions(
                                                1024, Duration.ofMillis(10), 0.5, 500)));
        var small = new ChainFixture(registry, 1, true);
        small.chain.bindLocalStream(PLAIN, 0);
        int size = packet(0).sizeBytes();
        for (int i = 0; i < 100; i++) {
            small.chain.sendRtp(PLAIN, packet(i), 0);
        }
        for (int round = 1; round <= 100; round++) {
            for (int i = 0; i < 100; i++) {
                small.chain.handleRtcp(
                        RtcpCompound.of(GenericNack.of(9, 100, List.of(i))), round * 10L * MILLI);
            }
        }
        int resent = small.sentRtp.size() - 100;
        assertEquals(500 / size, resent);
        for (int i = 100; i < 110; i++) { // media earns again
            small.chain.sendRtp(PLAIN, packet(i), 2000 * MILLI);
        }
        int before = small.sentRtp.size();
        for (int i = 0; i < 100; i++) {
            small.chain.handleRtcp(
                    RtcpCompound.of(GenericNack.of(9, 100, List.of(i))), 3000 * MILLI);
        }
        assertEquals(5, small.sentRtp.size() - before, 1.0);
    }

    @Test
    void withoutNegotiatedNackNothingIsSentAgain() {
        StreamInfo deaf = PLAIN.toBuilder().feedback(EnumSet.noneOf(RtcpFeedback.class)).build();
        fixture.chain.bindLocalStream(deaf, 0);
        fixture.chain.sendRtp(deaf, packet(1), 0);
        nack(50 * MILLI, 1);
        assertEquals(0, sentSince(1));
        fixture.chain.bindLocalStream(PLAIN, 0); // renegotiated
        fixture.chain.sendRtp(PLAIN, packet(2), 60 * MILLI);
        nack(100 * MILLI, 2);
        assertEquals(1, sentSince(2));
        fixture.chain.unbindLocalStream(100, 0);
        nack(200 * MILLI, 2);
        assertEquals(1, sentSince(2));
    }

    @Test // RFC 4588, section 4
    void restoresWhatComesAsRtx() {
        fixture.chain.bindRemoteStream(RTX, 0);
        fixture.chain.handleRtp(packet(1), 0);
        fixture.chain.handleRtp(packet(2).toRtx(101, 97, 5), 0);
        fixture.chain.handleRtp(packet(3).toRtx(101, 99, 6), 0); // unknown payload type
        fixture.chain.handleRtp( // a probe: padding only
                RtpPacket.builder().ssrc(101).payloadType(97).paddingBytes(200).build(), 0);
        assertEquals(2, fixture.deliveredRtp.size());
        assertEquals(packet(2), fixture.deliveredRtp.get(1));
        var stats = fixture.chain.inboundStats(100).orElseThrow();
        assertEquals(4, stats.packetsReceived());
        assertEquals(3, stats.retransmittedPacketsReceived());
    }

    @Test // RFC 4585, section 6.2
    void asksForWhatIsMissingUntilItComes() {
        fixture.chain.bindRemoteStream(RTX, 0);
        fixture.chain.handleRtp(packet(65534), 0);
        fixture.chain.handleRtp(packet(1), MILLI);
        fixture.handleTimeout(5 * MILLI);
        assertEquals(List.of(), fixture.sent(GenericNack.class));
        fixture.handleTimeout(6 * MILLI);
        assertEquals(
                List.of(GenericNack.of(1, 100, List.of(65535, 0))),
                fixture.sent(GenericNack.class));
        fixture.chain.handleRtp(packet(65535).toRtx(101, 97, 5), 20 * MILLI);
        fixture.handleTimeout(200 * MILLI);
        assertEquals(GenericNack.of(1, 100, List.of(0)), fixture.sent(GenericNack.class).get(1));
        fixture.chain.handleRtp(packet(0), 210 * MILLI);
        fixture.handleTimeout(900 * MILLI);
        assertEquals(2, fixture.sent(GenericNack.class).size());
    }

    @Test
    void requestsFollowTheRoundTripTimeOfOurOwnStreams() {
        fixture.chain.bindRemoteStream(PLAIN, 0);
        fixture.chain.handleRtp(packet(1), 0);
        long sentAt = fixture.chain.ntpClock().compactNtp(0);
        var block = new ReportBlock(500, 0, 0, 0, 0, sentAt, 0);
        fixture.chain.handleRtcp(RtcpCompound.of(ReceiverReport.of(9, List.of(block))), 40 * MILLI);
        fixture.chain.handleRtp(packet(3), 40 * MILLI);
        fixture.handleTimeout(45 * MILLI);
        fixture.handleTimeout(104 * MILLI);
        assertEquals(1, fixture.sent(GenericNack.class).size());
        fixture.handleTimeout(106 * MILLI); // one and a half round trips later
        assertEquals(2, fixture.sent(GenericNack.class).size());
    }

    @Test
    void requestsFitADatagramHoweverMuchIsMissing() {
        fixture.chain.bindRemoteStream(PLAIN, 0);
        for (int i = 0; i <= 18 * 500; i += 18) { // 17 missing each time
            fixture.chain.handleRtp(packet(i), 0);
        }
        fixture.handleTimeout(6 * MILLI);
        List<GenericNack> nacks = fixture.sent(GenericNack.class);
        int asked = 0;
        for (GenericNack nack : nacks) {
            assertTrue(nack.sizeBytes() <= 1000);
            int[] lost = {0};
            nack.forEachLost(number -> lost[0]++);
            asked += lost[0];
        }
        assertEquals(1000, asked); // the newest ones
    }

    @Test
    void reorderedPacketsAreNotAskedFor() {
        fixture.chain.bindRemoteStream(PLAIN, 0);
        fixture.chain.handleRtp(packet(1), 0);
        fixture.chain.handleRtp(packet(3), MILLI);
        fixture.chain.handleRtp(packet(2), 2 * MILLI);
        fixture.handleTimeout(20 * MILLI);
        assertEquals(List.of(), fixture.sent(GenericNack.class));
    }

    @Test // draft-holmer-rmcat-transport-wide-cc-extensions-01, section 3
    void reportsArrivalsTransportWide() {
        fixture.chain.bindRemoteStream(PLAIN, 0);
        int[] numbers = {65534, 65535, 1, 2};
        for (int i = 0; i < numbers.length; i++) {
            RtpPacket packet = packet(i);
            packet = packet.withExtensions(packet.extensions().withU16(4, numbers[i]));
            fixture.chain.handleRtp(packet, 128 * MILLI + i * MILLI);
        }
        fixture.handleTimeout(177 * MILLI);
        assertEquals(List.of(), fixture.sent(TransportFeedback.class));
        fixture.handleTimeout(178 * MILLI);
        int[] deltas = {0, 4, TransportFeedback.NOT_RECEIVED, 4, 4};
        assertEquals(
                List.of(new TransportFeedback(1, 100, 65534, 2, 0, deltas)),
                fixture.sent(TransportFeedback.class));
        // The missing one comes late: it is reported with its neighbours.
        RtpPacket late = packet(9);
        fixture.chain.handleRtp(late.withExtensions(late.extensions().withU16(4, 0)), 192 * MILLI);
        fixture.handleTimeout(300 * MILLI);
        TransportFeedback second = fixture.sent(TransportFeedback.class).get(1);
        assertEquals(0, second.baseSequenceNumber());
        assertEquals(1, second.feedbackCount());
        assertTrue(second.deltas()[0] >= 0 && second.deltas()[1] < 0);
    }
}
