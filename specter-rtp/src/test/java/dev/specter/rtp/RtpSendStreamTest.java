package dev.specter.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.common.Bytes;
import dev.specter.rtp.codec.OpusPacketizer;
import dev.specter.rtp.codec.Vp8Packetizer;
import dev.specter.rtp.ext.HeaderExtensionMap;
import dev.specter.rtp.ext.HeaderExtensionUri;
import dev.specter.rtp.ext.Mid;
import dev.specter.rtp.ext.Rid;
import dev.specter.rtp.interceptor.ChainFixture;
import dev.specter.rtp.interceptor.InterceptorRegistry;
import dev.specter.rtp.interceptor.StreamInfo;
import dev.specter.rtp.rtcp.FullIntraRequest;
import dev.specter.rtp.rtcp.PictureLossIndication;
import dev.specter.rtp.rtcp.RtcpCompound;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

class RtpSendStreamTest {
    private static final long SECOND = 1_000_000_000L;
    private static final HeaderExtensionMap EXTENSIONS =
            HeaderExtensionMap.of(Map.of(1, HeaderExtensionUri.MID, 2, HeaderExtensionUri.RID));
    private static final StreamInfo VIDEO =
            StreamInfo.builder(100, 96, "video/VP8", 90_000)
                    .extensions(EXTENSIONS)
                    .mid("v")
                    .rid("hi")
                    .build();

    private final ChainFixture fixture = new ChainFixture(new InterceptorRegistry(), 1, true);
    private final RtpSendStream stream =
            new RtpSendStream(
                    VIDEO, new Vp8Packetizer(100, 0), fixture.chain, new SplittableRandom(7), 0);

    private static ByteBuffer frame(int size) {
        return ByteBuffer.wrap(new byte[size]);
    }

    private RtpPacket sent(int index) {
        return fixture.sentRtp.get(index);
    }

    private long ticks(int from, int to) {
        return sent(to).timestamp() - sent(from).timestamp() & 0xFFFFFFFFL;
    }

    @Test
    void numbersStampsAndMarksThePackets() {
        assertEquals(3, stream.sendFrame(frame(250), Duration.ofMillis(40), 0));
        assertEquals(1, stream.sendFrame(frame(10), Duration.ofMillis(40), 40_000_000));
        assertEquals(0, stream.sendFrame(frame(0), Duration.ofMillis(40), 80_000_000));
        for (int i = 0; i < 4; i++) {
            assertEquals(sent(0).sequenceNumber() + i, sent(i).sequenceNumber());
            assertEquals(i >= 2, sent(i).marker());
            assertEquals(i < 3 ? 0 : 3600, ticks(0, i));
            assertEquals(100, sent(i).ssrc());
            assertEquals(96, sent(i).payloadType());
            assertEquals(Optional.of(new Mid("v")), EXTENSIONS.read(sent(i), Mid.TYPE));
            assertEquals(Optional.of(new Rid("hi")), EXTENSIONS.read(sent(i), Rid.TYPE));
        }
        assertEquals(2, stream.framesSent());
        assertTrue(sent(0).sequenceNumber() < 0x8000 && sent(0).sequenceNumber() > 0);
    }

    @Test // the timestamp does not drift, however the durations are rounded
    void durationsThatAreNoWholeTicksDoNotAddUp() {
        Duration third = Duration.ofNanos(33_333_333);
        for (int i = 0; i < 3001; i++) {
            stream.sendFrame(frame(10), third, i * 33_333_333L);
        }
        assertEquals(3000 * 3000, ticks(0, 3000)); // a microsecond is lost, no more
    }

    @Test
    void afterAPauseTheTimestampCatchesUp() {
        stream.sendFrame(frame(10), Duration.ofMillis(40), 0);
        stream.sendFrame(frame(10), Duration.ofMillis(40), 10 * SECOND);
        stream.sendFrame(frame(10), Duration.ofMillis(40), 10 * SECOND + 900_000_000);
        assertEquals(900_000, ticks(0, 1));
        assertEquals(3600, ticks(1, 2));
    }

    @Test
    void framesMayBringTheirOwnTimestamps() {
        stream.sendFrameAt(frame(10), 0xFFFFFFFFL, 0);
        stream.sendFrameAt(frame(10), 0x100000000L + 99, 0);
        assertEquals(100, ticks(0, 1));
    }

    @Test
    void audioHasNoMarker() {
        StreamInfo audio = StreamInfo.builder(200, 111, "audio/opus", 48_000).build();
        var opus =
                new RtpSendStream(
                        audio, new OpusPacketizer(), fixture.chain, new SplittableRandom(7), 0);
        opus.sendFrame(frame(10), Duration.ofMillis(20), 0);
        opus.sendFrame(frame(10), Duration.ofMillis(20), 20_000_000);
        assertFalse(sent(0).marker());
        assertEquals(960, ticks(0, 1));
        assertTrue(sent(0).extensions().isEmpty());
    }

    private static RtpPacket foreign(long ssrc, int sequenceNumber, long timestamp) {
        return RtpPacket.builder()
                .ssrc(ssrc)
                .payloadType(120)
                .sequenceNumber(sequenceNumber)
                .timestamp(timestamp)
                .marker(true)
                .extension(9, Bytes.ofHex("ff"))
                .payload(ByteBuffer.wrap(new byte[] {1, 2}))
                .build();
    }

    @Test // RFC 3711, section 9.1: never the same number twice under one key
    void numbersGoOnWhereAClosedStreamIsOpenedAgain() {
        stream.sendFrame(frame(10), Duration.ofMillis(40), 0);
        stream.close(SECOND);
        stream.reopen(VIDEO, new Vp8Packetizer(100, 0), 10 * SECOND);
        stream.sendFrame(frame(10), Duration.ofMillis(40), 10 * SECOND);
        assertEquals(sent(0).sequenceNumber() + 1, sent(1).sequenceNumber());
        assertEquals(900_000, ticks(0, 1));
        assertEquals(Optional.of(new Mid("v")), EXTENSIONS.read(sent(1), Mid.TYPE));
        assertThrows(
                IllegalStateException.class,
                () -> stream.reopen(VIDEO, new Vp8Packetizer(100, 0), 11 * SECOND));
    }

    @Test
    void whatWasNotForwardedWhileTheStreamWasClosedIsNoLoss() {
        stream.sendRtp(foreign(7, 10, 0), 0);
        stream.sendRtp(foreign(7, 11, 3000), 0);
        stream.close(SECOND);
        stream.reopen(VIDEO, new Vp8Packetizer(100, 0), 2 * SECOND);
        stream.sendRtp(foreign(7, 600, 183_000), 2 * SECOND);
        stream.sendRtp(foreign(7, 601, 186_000), 2 * SECOND);
        for (int i = 0; i < 4; i++) {
            assertEquals(sent(0).sequenceNumber() + i, sent(i).sequenceNumber());
        }
        assertEquals(183_000, ticks(0, 2));
        assertEquals(3000, ticks(2, 3));
    }

    @Test
    void forwardedPacketsGoOnWhereTheStreamIs() {
        stream.sendFrame(frame(10), Duration.ofMillis(40), 0);
        int sequenceNumber = sent(0).sequenceNumber();
        stream.sendRtp(foreign(7, 65535, 0xFFFFFFF0L), SECOND);
        stream.sendRtp(foreign(7, 2, 90_000 - 16), 2 * SECOND); // 0 and 1 come later
        stream.sendRtp(foreign(7, 0, 10), 2 * SECOND);
        stream.sendRtp(foreign(8, 500, 5000), 3 * SECOND); // another source
        stream.sendFrame(frame(10), Duration.ofMillis(40), 4 * SECOND);
        stream.sendFrame(frame(10), Duration.ofMillis(40), 4 * SECOND + 40_000_000);
        int[] sequence = {0, 1, 4, 2, 5, 6, 7};
        long[] ticks = {0, 90_000, 180_000, 90_026, 270_000, 360_000, 363_600};
        for (int i = 0; i < sequence.length; i++) {
            assertEquals(sequenceNumber + sequence[i] & 0xFFFF, sent(i).sequenceNumber(), "" + i);
            assertEquals(ticks[i], ticks(0, i), "" + i);
            assertEquals(100, sent(i).ssrc());
            assertEquals(96, sent(i).payloadType());
            assertEquals(List.of(1, 2), sent(i).extensions().ids());
        }
        assertEquals(ByteBuffer.wrap(new byte[] {1, 2}), sent(1).payload());
        assertTrue(sent(1).marker());
    }

    @Test
    void extensionsThatDescribeTheMediaAreCarriedOver() {
        HeaderExtensionMap here =
                HeaderExtensionMap.of(
                        Map.of(
                                1, HeaderExtensionUri.MID,
                                4, HeaderExtensionUri.VIDEO_ORIENTATION));
        HeaderExtensionMap there =
                HeaderExtensionMap.of(
                        Map.of(
                                1, HeaderExtensionUri.TRANSPORT_CC,
                                2, HeaderExtensionUri.AUDIO_LEVEL,
                                9, HeaderExtensionUri.VIDEO_ORIENTATION));
        stream.rebind(VIDEO.toBuilder().extensions(here).build(), new Vp8Packetizer(100, 0), 0);
        RtpPacket packet =
                foreign(7, 1, 1)
                        .withExtension(1, Bytes.ofHex("1234"))
                        .withExtension(2, Bytes.ofHex("7f"))
                        .withExtension(9, Bytes.ofHex("01"));
        stream.sendRtp(packet, there, 0);
        assertEquals(List.of(1, 4), sent(0).extensions().ids());
        assertEquals(Bytes.ofHex("76"), sent(0).extension(1).orElseThrow()); // MID "v"
        assertEquals(Bytes.ofHex("01"), sent(0).extension(4).orElseThrow());
    }

    @Test
    void aFirstForwardedPacketBeginsAtTheRandomNumbers() {
        stream.sendRtp(foreign(7, 1000, 5000), 0);
        stream.sendRtp(foreign(7, 1001, 8000), 0);
        assertTrue(sent(0).sequenceNumber() > 0 && sent(0).sequenceNumber() < 0x8000);
        assertEquals(3000, ticks(0, 1));
    }

    @Test // RFC 4585, section 6.3.1; RFC 5104, section 4.3.1.2
    void keyFrameRequestsBecomeOneEvent() {
        assertNull(stream.pollEvent());
        var pli = RtcpCompound.of(new PictureLossIndication(1, 100));
        stream.handleRtcp(pli, 0);
        stream.handleRtcp(pli, 0);
        stream.handleRtcp(RtcpCompound.of(new PictureLossIndication(1, 101)), 0);
        assertEquals(new SendStreamEvent.KeyFrameRequested(false), stream.pollEvent());
        assertNull(stream.pollEvent());
        var fir =
                RtcpCompound.of(
                        new FullIntraRequest(
                                1,
                                0,
                                List.of(
                                        new FullIntraRequest.Entry(99, 4),
                                        new FullIntraRequest.Entry(100, 5))));
        stream.handleRtcp(fir, 0);
        assertEquals(new SendStreamEvent.KeyFrameRequested(true), stream.pollEvent());
        stream.handleRtcp(fir, 0); // the same request again
        assertNull(stream.pollEvent());
    }

    @Test
    void goesOnUnderAnotherCodec() {
        stream.sendFrame(frame(10), Duration.ofMillis(40), 0);
        StreamInfo other = StreamInfo.builder(100, 102, "video/H264", 90_000).build();
        stream.rebind(other, new OpusPacketizer(), 0);
        stream.sendFrame(frame(10), Duration.ofMillis(40), 40_000_000);
        assertEquals(102, sent(1).payloadType());
        assertEquals(sent(0).sequenceNumber() + 1, sent(1).sequenceNumber());
        assertTrue(sent(1).extensions().isEmpty());
        assertEquals(other, stream.info());
        StreamInfo foreign = StreamInfo.builder(101, 102, "video/H264", 90_000).build();
        assertThrows(
                IllegalArgumentException.class,
                () -> stream.rebind(foreign, new OpusPacketizer(), 0));
    }

    @Test
    void isSilentOnceClosed() {
        stream.close(0);
        assertEquals(0, fixture.sentRtcp.size()); // nothing was sent, nobody to leave
        stream.sendFrame(frame(10), Duration.ofMillis(40), 0);
        stream.sendRtp(foreign(7, 1, 1), 0);
        stream.close(0);
        assertEquals(0, fixture.sentRtp.size());
        assertEquals(Optional.empty(), fixture.chain.outboundStats(100));
    }
}
