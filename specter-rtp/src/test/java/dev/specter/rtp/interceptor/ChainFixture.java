package dev.specter.rtp.interceptor;

import dev.specter.common.MalformedPacketException;
import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.rtcp.RtcpCompound;
import dev.specter.rtp.rtcp.RtcpPacket;
import dev.specter.testkit.Endpoint;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;

/** A chain between an application that notes what it gets, and a network of datagrams. */
public final class ChainFixture implements Endpoint, InterceptorChain.Ends {
    public static final Instant START = Instant.parse("2026-01-01T00:00:00.5Z");

    /** What the application does with what is delivered. */
    public interface Application {
        /** Takes a packet. */
        default void onRtp(RtpPacket packet, long nowNanos) {}

        /** Takes RTCP. */
        default void onRtcp(RtcpCompound compound, long nowNanos) {}

        /** Works when its time has come. */
        default void onTimeout(long nowNanos) {}

        /** When it wants to work. */
        default long nextTimeoutNanos() {
            return NEVER;
        }
    }

    public final InterceptorChain chain;
    public final List<RtpPacket> sentRtp = new ArrayList<>();
    public final List<RtcpCompound> sentRtcp = new ArrayList<>();
    public final List<RtpPacket> deliveredRtp = new ArrayList<>();
    public final List<RtcpCompound> deliveredRtcp = new ArrayList<>();
    private final Queue<ByteBuffer> output = new ArrayDeque<>();
    private Application application = new Application() {};

    public ChainFixture(InterceptorRegistry registry, long rtcpSsrc, boolean isReducedSize) {
        var options =
                new ChainOptions(
                        "cname",
                        rtcpSsrc,
                        isReducedSize,
                        new SplittableRandom(rtcpSsrc),
                        InstantSource.fixed(START));
        chain = registry.newChain(options, this, 0);
    }

    public void application(Application newApplication) {
        application = newApplication;
    }

    /** All packets of one type that were sent. */
    public <T extends RtcpPacket> List<T> sent(Class<T> type) {
        return sentRtcp.stream()
                .flatMap(compound -> compound.packets().stream())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    @Override
    public void sendRtp(StreamInfo stream, RtpPacket packet, long nowNanos) {
        sentRtp.add(packet);
        output.add(packet.write(16));
    }

    @Override
    public void sendRtcp(RtcpCompound compound, long nowNanos) {
        sentRtcp.add(compound);
        output.add(compound.write(14));
    }

    @Override
    public void deliverRtp(StreamInfo stream, RtpPacket packet, long nowNanos) {
        deliveredRtp.add(packet);
        application.onRtp(packet, nowNanos);
    }

    @Override
    public void deliverRtcp(RtcpCompound compound, long nowNanos) {
        deliveredRtcp.add(compound);
        application.onRtcp(compound, nowNanos);
    }

    @Override
    public void handleDatagram(ByteBuffer datagram, long nowNanos) {
        try {
            if (RtcpCompound.isRtcp(datagram)) {
                chain.handleRtcp(RtcpCompound.parse(datagram), nowNanos);
            } else {
                chain.handleRtp(RtpPacket.parse(datagram), nowNanos);
            }
        } catch (MalformedPacketException malformed) {
            throw new AssertionError(malformed);
        }
    }

    @Override
    public ByteBuffer pollOutput() {
        return output.poll();
    }

    @Override
    public void handleTimeout(long nowNanos) {
        chain.handleTimeout(nowNanos);
        application.onTimeout(nowNanos);
    }

    @Override
    public long nextTimeoutNanos() {
        return Math.min(chain.nextTimeoutNanos(), application.nextTimeoutNanos());
    }
}
