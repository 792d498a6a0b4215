package dev.specter.bench;

import dev.specter.common.MalformedPacketException;
import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.RtpSendStream;
import dev.specter.rtp.interceptor.InterceptorChain;
import dev.specter.rtp.interceptor.StreamInfo;
import dev.specter.rtp.rtcp.RtcpCompound;
import dev.specter.srtp.SrtpProfile;
import dev.specter.srtp.SrtpTransport;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A packet that came in is sent on to {@value #RECEIVERS} connections: for each the header is made
 * that of its stream, the default interceptors see the packet, and it is written and protected. All
 * that forwarding takes but the sockets and the loops.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ForwardBenchmark {
    private static final int RECEIVERS = 20;

    /** The profile of all connections. */
    @Param("AEAD_AES_128_GCM")
    public SrtpProfile profile;

    private final RtpPacket packet = Packets.videoPacket();
    private List<Connection> connections;
    private int number;

    /** One of those that the packet is sent on to. */
    private static final class Connection implements InterceptorChain.Ends {
        final SrtpTransport srtp;
        final InterceptorChain chain = Packets.chain(this);
        final RtpSendStream stream;

        /** The datagram sent last. */
        ByteBuffer sent;

        Connection(SrtpProfile profile, long ssrc) {
            srtp = new SrtpTransport(Packets.offering(profile));
            stream =
                    new RtpSendStream(
                            Packets.video(ssrc), frame -> List.of(), chain, new Random(ssrc), 0);
        }

        int forward(RtpPacket incoming, long nowNanos) {
            if (chain.nextTimeoutNanos() <= nowNanos) {
                chain.handleTimeout(nowNanos);
            }
            stream.sendRtp(incoming, stream.info().extensions(), nowNanos);
            return sent.remaining();
        }

        @Override
        public void sendRtp(StreamInfo info, RtpPacket outgoing, long nowNanos) {
            sent = outgoing.write(SrtpTransport.MAX_OVERHEAD_BYTES);
            check(srtp.protectRtp(sent));
        }

        @Override
        public void sendRtcp(RtcpCompound compound, long nowNanos) {
            check(srtp.protectRtcp(compound.write(SrtpTransport.MAX_OVERHEAD_BYTES)));
        }

        @Override
        public void deliverRtp(StreamInfo info, RtpPacket incoming, long nowNanos) {
            throw new IllegalStateException("nothing is received");
        }

        @Override
        public void deliverRtcp(RtcpCompound compound, long nowNanos) {
            throw new IllegalStateException("nothing is received");
        }
    }

    /** Connects, and sees that each connection sends the packet under a header of its own. */
    @Setup
    public void connect() throws MalformedPacketException {
        connections =
                Stream.iterate(1L, ssrc -> ssrc + 1)
                        .limit(RECEIVERS)
                        .map(ssrc -> new Connection(profile, ssrc))
                        .toList();
        forward();
        for (Connection connection : connections) {
            ByteBuffer datagram = connection.sent;
            check(new SrtpTransport(Packets.answering(profile)).unprotectRtp(datagram));
            RtpPacket forwarded = RtpPacket.parse(datagram);
            check(forwarded.ssrc() == connection.stream.info().ssrc());
            check(forwarded.payload().equals(packet.payload()));
            check(Packets.transportNumber(forwarded) == 0);
        }
    }

    /** Sends one packet on to all; the bytes sent. */
    @Benchmark
    public int forward() {
        number++;
        long nowNanos = number * Packets.VIDEO_NANOS;
        RtpPacket incoming =
                packet.withSequenceNumber(number).withTimestamp(number * Packets.VIDEO_TICKS);
        int bytes = 0;
        for (Connection connection : connections) {
            bytes += connection.forward(incoming, nowNanos);
        }
        return bytes;
    }

    private static void check(boolean condition) {
        if (!condition) {
            throw new IllegalStateException("a packet is not sent on");
        }
    }
}
