package dev.specter.rtp.interceptor;

import dev.specter.common.MalformedPacketException;
import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.RtpSendStream;
import dev.specter.rtp.codec.Packetizer;
import dev.specter.rtp.codec.PayloadFormats;
import dev.specter.rtp.ext.HeaderExtensionMap;
import dev.specter.rtp.ext.HeaderExtensionUri;
import dev.specter.rtp.rtcp.RtcpCompound;
import dev.specter.rtp.rtcp.RtcpPacket;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A chain of the defaults that sends to itself for some seconds of virtual time, with losses. The
 * first packets of a process take a tenth of a second to load what handles them, and meanwhile a
 * peer measures the bandwidth by the arrival of its first packets. Not thread-safe.
 */
final class WarmUp implements InterceptorChain.Ends {
    private static final long SSRC = 1;
    private static final long RTX_SSRC = 2;
    private static final int FRAMES = 100;
    private static final Duration FRAME = Duration.ofMillis(33);
    private static final int SPARE_BYTES = 32;
    private static final StreamInfo STREAM =
            StreamInfo.builder(SSRC, 96, "video/VP8", 90_000)
                    .feedback(EnumSet.allOf(RtcpFeedback.class))
                    .extensions(
                            HeaderExtensionMap.of(
                                    Map.of(
                                            1,
                                            HeaderExtensionUri.MID,
                                            2,
                                            HeaderExtensionUri.TRANSPORT_CC)))
                    .mid("0")
                    .rtx(RTX_SSRC, Map.of(96, 97))
                    .build();

    private final InterceptorChain chain;
    private final Queue<ByteBuffer> rtp = new ArrayDeque<>();
    private final Queue<ByteBuffer> rtcp = new ArrayDeque<>();
    private final Set<Class<? extends RtcpPacket>> seen = new HashSet<>();
    private final SplittableRandom random = new SplittableRandom(1);
    private long nowNanos;

    private WarmUp() {
        var options = new ChainOptions("warm", 3, true, random, InstantSource.fixed(Instant.EPOCH));
        chain = InterceptorRegistry.withDefaults().newChain(options, this, 0);
    }

    /** Runs; the kinds of RTCP packets that came, for a test. */
    static Set<Class<? extends RtcpPacket>> run() {
        var warmUp = new WarmUp();
        try {
            warmUp.sendFrames();
        } catch (MalformedPacketException e) {
            throw new IllegalStateException("a packet of our own", e);
        }
        return Set.copyOf(warmUp.seen);
    }

    private void sendFrames() throws MalformedPacketException {
        Packetizer packetizer =
                PayloadFormats.packetizer(STREAM.mimeType(), Packetizer.DEFAULT_MAX_PAYLOAD_BYTES)
                        .orElseThrow();
        var stream = new RtpSendStream(STREAM, packetizer, chain, random, nowNanos);
        chain.bindRemoteStream(STREAM, nowNanos);
        for (int i = 0; i < FRAMES; i++) {
            stream.sendFrame(ByteBuffer.allocate(3000), FRAME, nowNanos);
            if (i % 10 == 5) {
                rtp.remove(); // lost
            }
            drain(stream);
            nowNanos += FRAME.toNanos();
            chain.handleTimeout(nowNanos);
            drain(stream);
        }
        chain.requestKeyFrame(SSRC, nowNanos);
        drain(stream);
        stream.close(nowNanos);
        drain(stream);
    }

    private void drain(RtpSendStream stream) throws MalformedPacketException {
        while (!rtp.isEmpty() || !rtcp.isEmpty()) {
            if (!rtp.isEmpty()) {
                chain.handleRtp(RtpPacket.parse(rtp.remove()), nowNanos);
            } else {
                RtcpCompound compound = RtcpCompound.parse(rtcp.remove());
                compound.packets().forEach(packet -> seen.add(packet.getClass()));
                chain.handleRtcp(compound, nowNanos);
                stream.handleRtcp(compound, nowNanos);
            }
        }
    }

    @Override
    public void sendRtp(StreamInfo stream, RtpPacket packet, long now) {
        rtp.add(packet.write(SPARE_BYTES));
    }

    @Override
    public void sendRtcp(RtcpCompound compound, long now) {
        rtcp.add(compound.write(SPARE_BYTES));
    }

    @Override
    public void deliverRtp(StreamInfo stream, RtpPacket packet, long now) {
        // it has gone all the way
    }

    @Override
    public void deliverRtcp(RtcpCompound compound, long now) {
        // likewise
    }
}
