package dev.specter.rtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.rtp.codec.EncodedFrame;
import dev.specter.rtp.codec.PayloadFormats;
import dev.specter.rtp.ext.HeaderExtensionMap;
import dev.specter.rtp.ext.HeaderExtensionUri;
import dev.specter.rtp.file.MediaFiles;
import dev.specter.rtp.file.MediaFrame;
import dev.specter.rtp.file.MediaReader;
import dev.specter.rtp.file.MediaWriter;
import dev.specter.rtp.file.Playback;
import dev.specter.rtp.interceptor.ChainFixture;
import dev.specter.rtp.interceptor.Interceptor;
import dev.specter.rtp.interceptor.InterceptorRegistry;
import dev.specter.rtp.interceptor.OutboundRtpStats;
import dev.specter.rtp.interceptor.RtcpFeedback;
import dev.specter.rtp.interceptor.StreamInfo;
import dev.specter.rtp.rtcp.RtcpCompound;
import dev.specter.rtp.rtcp.TransportFeedback;
import dev.specter.testkit.LinkProfile;
import dev.specter.testkit.Pair;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** A file played through both chains over a lossy path arrives bit-exactly. */
class MediaNetworkTest {
    private static final LinkProfile LOSSY =
            LinkProfile.PERFECT
                    .withDelay(Duration.ofMillis(20))
                    .withJitter(Duration.ofMillis(3))
                    .withLoss(0.05)
                    .withDuplication(0.01);

    /** Plays a file into a stream. */
    private static final class Player implements ChainFixture.Application {
        private final RtpSendStream stream;
        private final Playback playback;
        private final List<ByteBuffer> frames = new ArrayList<>();
        private int keyFrameRequests;

        Player(RtpSendStream stream, MediaReader file) {
            this.stream = stream;
            this.playback = new Playback(file, 0);
        }

        @Override
        public void onRtcp(RtcpCompound compound, long nowNanos) {
            stream.handleRtcp(compound, nowNanos);
            for (SendStreamEvent event = stream.pollEvent();
                    event != null;
                    event = stream.pollEvent()) {
                keyFrameRequests += event instanceof SendStreamEvent.KeyFrameRequested ? 1 : 0;
            }
        }

        @Override
        public void onTimeout(long nowNanos) {
            try {
                for (MediaFrame frame = playback.pollFrame(nowNanos);
                        frame != null;
                        frame = playback.pollFrame(nowNanos)) {
                    frames.add(withoutDelimiter(frame.data()));
                    Duration duration = Duration.ofNanos(frame.durationNanos());
                    assertTrue(stream.sendFrame(frame.data(), duration, nowNanos) > 0);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** H.264's access unit delimiter is not sent. */
        private static ByteBuffer withoutDelimiter(ByteBuffer frame) {
            boolean delimited =
                    frame.remaining() > 6 && frame.getInt(0) == 1 && frame.get(4) == 0x09;
            return delimited ? frame.slice(6, frame.remaining() - 6) : frame;
        }

        @Override
        public long nextTimeoutNanos() {
            return playback.nextTimeoutNanos();
        }
    }

    /** Takes frames out of a stream. */
    private static final class Watcher implements ChainFixture.Application {
        private final RtpReceiveStream stream;
        private final ChainFixture fixture;
        private final long ssrc;
        private final List<EncodedFrame> frames = new ArrayList<>();

        Watcher(RtpReceiveStream stream, ChainFixture fixture, long ssrc) {
            this.stream = stream;
            this.fixture = fixture;
            this.ssrc = ssrc;
        }

        @Override
        public void onRtp(RtpPacket packet, long nowNanos) {
            stream.handlePacket(packet, nowNanos);
            drain(nowNanos);
        }

        @Override
        public void onTimeout(long nowNanos) {
            stream.handleTimeout(nowNanos);
            drain(nowNanos);
        }

        private void drain(long nowNanos) {
            for (EncodedFrame f = stream.pollFrame(); f != null; f = stream.pollFrame()) {
                frames.add(f);
            }
            if (stream.pollKeyFrameRequest()) {
                fixture.chain.requestKeyFrame(ssrc, nowNanos);
            }
        }

        @Override
        public long nextTimeoutNanos() {
            return stream.nextTimeoutNanos();
        }
    }

    /** Begins with the numbers that are about to wrap. */
    private static RandomGenerator wrapping(long seed) {
        var random = new SplittableRandom(seed);
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                return random.nextLong();
            }

            @Override
            public int nextInt(int origin, int bound) {
                return 65_530; // a stream begins below 32,768 but must live with wraps
            }

            @Override
            public long nextLong(long bound) {
                return 0xFFFFFFFFL - 3000;
            }
        };
    }

    private static StreamInfo video(String mimeType) {
        return StreamInfo.builder(0xCAFE, 96, mimeType, 90_000)
                .feedback(
                        EnumSet.of(
                                RtcpFeedback.NACK,
                                RtcpFeedback.NACK_PLI,
                                RtcpFeedback.TRANSPORT_CC))
                .extensions(
                        HeaderExtensionMap.of(
                                Map.of(
                                        3, HeaderExtensionUri.MID,
                                        5, HeaderExtensionUri.TRANSPORT_CC)))
                .mid("0")
                .build();
    }

    /** No browser negotiates NACK for Opus; here it shows that nothing else is lost on the way. */
    private static StreamInfo audio(EnumSet<RtcpFeedback> feedback) {
        return StreamInfo.builder(0xCAFE, 111, "audio/opus", 48_000)
                .feedback(feedback)
                .extensions(
                        HeaderExtensionMap.of(
                                Map.of(
                                        3, HeaderExtensionUri.MID,
                                        5, HeaderExtensionUri.TRANSPORT_CC)))
                .mid("0")
                .build();
    }

    private static MediaReader open(String file) throws IOException {
        String mimeType =
                file.endsWith(".ivf")
                        ? "video/VP8"
                        : file.endsWith(".ogg") ? "audio/opus" : "video/H264";
        return MediaFiles.reader(mimeType, Captured.open(file)).orElseThrow();
    }

    private record Played(
            Player player, Watcher watcher, ChainFixture a, ChainFixture z, Pair<?, ?> pair) {}

    private static Played play(StreamInfo info, String file, LinkProfile profile, long seed)
            throws IOException {
        System.out.println(file + ", seed " + seed);
        var a = new ChainFixture(InterceptorRegistry.withDefaults(), 1, true);
        var z = new ChainFixture(InterceptorRegistry.withDefaults(), 2, true);
        var stream =
                new RtpSendStream(
                        info,
                        PayloadFormats.packetizer(info.mimeType(), 300).orElseThrow(),
                        a.chain,
                        wrapping(seed),
                        0);
        var player = new Player(stream, open(file));
        a.application(player);
        z.chain.bindRemoteStream(info, 0);
        var receiving =
                new RtpReceiveStream(
                        PayloadFormats.depacketizer(info.mimeType()).orElseThrow(),
                        info.mimeType().startsWith("video/"),
                        RtpReceiveStream.DEFAULT_MAX_WAIT);
        var watcher = new Watcher(receiving, z, info.ssrc());
        z.application(watcher);
        var pair = new Pair<>(a, z, profile, seed);
        // The first frame comes whole: without SDP nobody could tell which packet is the first.
        pair.aToZ().profile(LinkProfile.PERFECT.withDelay(profile.delay()));
        pair.runFor(Duration.ofMillis(30));
        pair.aToZ().profile(profile);
        pair.runFor(Duration.ofSeconds(6));
        return new Played(player, watcher, a, z, pair);
    }

    private static void assertBitExact(Played played, int frames) {
        assertEquals(frames, played.player().frames.size());
        assertEquals(frames, played.watcher().frames.size());
        long timestamp = 0xFFFFFFFFL - 3000;
        for (int i = 0; i < frames; i++) {
            EncodedFrame got = played.watcher().frames.get(i);
            assertEquals(played.player().frames.get(i), got.data(), "frame " + i);
            long step = got.rtpTimestamp() - timestamp & 0xFFFFFFFFL;
            assertTrue(i == 0 ? step == 0 : step >= 960 && step <= 3600, "frame " + i);
            timestamp = got.rtpTimestamp();
        }
    }

    private static void assertRepaired(Played played) {
        OutboundRtpStats sent = played.a().chain.outboundStats(0xCAFE).orElseThrow();
        System.out.println(sent + ", dropped by the path " + played.pair().aToZ().droppedCount());
        assertTrue(played.pair().aToZ().droppedCount() > 10);
        assertTrue(sent.retransmittedPacketsSent() >= 10);
        assertTrue(sent.retransmittedPacketsSent() < sent.packetsSent() / 4);
        assertTrue(sent.nackCount() > 0);
        // Every packet has a transport-wide number of its own; the same one sent again has the
        // same.
        List<RtpPacket> packets = played.a().sentRtp;
        long different = packets.stream().distinct().count();
        assertEquals(
                different, packets.stream().map(p -> p.extensions().u16(5)).distinct().count());
        assertEquals(
                different,
                packets.stream().map(p -> p.ssrc() << 16 | p.sequenceNumber()).distinct().count());
        assertFalse(played.z().sent(TransportFeedback.class).isEmpty());
    }

    @Test // RFC 6184 over 5% loss, repaired by the same packets
    void h264ArrivesBitExactly() throws IOException {
        Played played = play(video("video/H264"), "media/aud.h264", LOSSY, 1);
        assertBitExact(played, 90);
        assertRepaired(played);
    }

    @Test // RFC 6184 over 5% loss, repaired by RTX (RFC 4588)
    void h264WithSlicesArrivesBitExactlyOverRtx() throws IOException {
        StreamInfo info = video("video/H264").toBuilder().rtx(0xBEEF, Map.of(96, 97)).build();
        Played played = play(info, "media/slices.h264", LOSSY, 2);
        assertBitExact(played, 50);
        assertRepaired(played);
        var received = played.z().chain.inboundStats(0xCAFE).orElseThrow();
        assertTrue(received.retransmittedPacketsReceived() > 10);
        assertTrue(received.packetsLost() > 10); // counted although repaired
    }

    @Test // RFC 7741 over 5% loss
    void vp8ArrivesBitExactly() throws IOException {
        StreamInfo info = video("video/VP8").toBuilder().rtx(0xBEEF, Map.of(96, 97)).build();
        Played played = play(info, "media/ntsc.ivf", LOSSY, 3);
        assertBitExact(played, 60);
        assertRepaired(played);
    }

    @Test
    void withoutRetransmissionEveryFrameDeliveredIsOneThatWasSent() throws IOException {
        StreamInfo info =
                video("video/VP8").toBuilder().feedback(EnumSet.of(RtcpFeedback.NACK_PLI)).build();
        Played played = play(info, "media/ntsc.ivf", LOSSY, 4);
        int got = played.watcher().frames.size();
        System.out.println(
                got + " of 60 frames, key frame requests " + played.player().keyFrameRequests);
        assertTrue(got >= 1 && got < 60);
        assertTrue(played.player().keyFrameRequests > 0);
        for (EncodedFrame frame : played.watcher().frames) {
            assertTrue(played.player().frames.contains(frame.data()));
        }
        assertTrue(played.watcher().stream.framesDropped() > 0);
        assertEquals(got, played.watcher().stream.framesReceived());
    }

    @Test
    void aPerfectPathNeedsNoRetransmission() throws IOException {
        Played played = play(video("video/H264"), "media/aud.h264", LinkProfile.PERFECT, 5);
        assertBitExact(played, 90);
        OutboundRtpStats sent = played.a().chain.outboundStats(0xCAFE).orElseThrow();
        assertEquals(0, sent.retransmittedPacketsSent());
        assertEquals(0, sent.nackCount());
        assertTrue(played.player().playback.isFinished());
        assertEquals(Interceptor.NEVER, played.player().nextTimeoutNanos());
    }

    /** Writes frames; what comes from the file itself has timestamps by the file's times. */
    private static byte[] record(String mimeType, List<EncodedFrame> frames) throws IOException {
        var out = new ByteArrayOutputStream();
        MediaWriter writer = MediaFiles.writer(mimeType, Channels.newChannel(out)).orElseThrow();
        for (EncodedFrame frame : frames) {
            assertTrue(writer.write(frame));
        }
        writer.close();
        return out.toByteArray();
    }

    /** The recording of what arrived is that of what was sent, byte by byte. */
    private static void assertSameRecording(Played played, String mimeType, String file)
            throws IOException {
        var sent = new ArrayList<EncodedFrame>();
        int clockRateHz = mimeType.startsWith("audio") ? 48_000 : 90_000;
        try (MediaReader reader = open(file)) {
            for (var f = reader.next(); f.isPresent(); f = reader.next()) {
                long ticks = Math.round(f.get().timestampNanos() * (clockRateHz / 1e9));
                long timestamp = ticks + 0xFFFFFFFFL - 3000 & 0xFFFFFFFFL;
                ByteBuffer data = Player.withoutDelimiter(f.get().data());
                sent.add(new EncodedFrame(data, timestamp, f.get().isKeyFrame()));
            }
        }
        byte[] expected = record(mimeType, sent);
        byte[] recorded = record(mimeType, played.watcher().frames);
        assertArrayEquals(expected, recorded);
        try (var reader =
                MediaFiles.reader(mimeType, new ByteArrayInputStream(recorded)).orElseThrow()) {
            for (EncodedFrame frame : sent) {
                assertEquals(frame.data(), reader.next().orElseThrow().data());
            }
            assertTrue(reader.next().isEmpty());
        }
        System.out.println(file + ": " + recorded.length + " bytes, the same");
    }

    @Test // RFC 6184, RFC 7741, RFC 7587: file to packets, 5% loss, NACK, packets to file
    void recordingsOverALossyPathAreBitExact() throws IOException {
        Played h264 = play(video("video/H264"), "media/slices.h264", LOSSY, 6);
        assertRepaired(h264);
        assertSameRecording(h264, "video/H264", "media/slices.h264");
        Played delimited = play(video("video/H264"), "media/aud.h264", LOSSY, 7);
        assertSameRecording(delimited, "video/H264", "media/aud.h264");
        Played vp8 = play(video("video/VP8"), "media/ntsc.ivf", LOSSY, 8);
        assertRepaired(vp8);
        assertSameRecording(vp8, "video/VP8", "media/ntsc.ivf");
    }

    @Test // RFC 7587, section 4.2
    void opusWithRetransmissionIsRecordedBitExactly() throws IOException {
        StreamInfo info = audio(EnumSet.of(RtcpFeedback.NACK, RtcpFeedback.TRANSPORT_CC));
        Played played = play(info, "media/stereo.ogg", LOSSY.withLoss(0.1), 9);
        assertBitExact(played, 151);
        assertTrue(played.pair().aToZ().droppedCount() > 10);
        assertTrue(
                played.a().chain.outboundStats(0xCAFE).orElseThrow().retransmittedPacketsSent()
                        >= 10);
        assertSameRecording(played, "audio/opus", "media/stereo.ogg");
    }

    @Test // RFC 7845, section 4.1
    void opusWithLossesIsRecordedInTime() throws IOException {
        StreamInfo info = audio(EnumSet.noneOf(RtcpFeedback.class));
        Played played = play(info, "media/stereo.ogg", LOSSY, 10);
        List<EncodedFrame> got = played.watcher().frames;
        System.out.println(got.size() + " of 151 packets");
        assertTrue(got.size() > 120 && got.size() < 151);
        byte[] recorded = record("audio/opus", got);
        try (var reader =
                MediaFiles.reader("audio/opus", new ByteArrayInputStream(recorded)).orElseThrow()) {
            for (EncodedFrame frame : got) {
                long ticks = frame.rtpTimestamp() - got.get(0).rtpTimestamp() & 0xFFFFFFFFL;
                MediaFrame back = reader.next().orElseThrow();
                while (!back.data().equals(frame.data())) {
                    assertTrue(back.data().remaining() <= 2); // stands for the loss
                    back = reader.next().orElseThrow();
                }
                assertEquals(ticks * 62_500 / 3, back.timestampNanos());
            }
        }
    }
}
