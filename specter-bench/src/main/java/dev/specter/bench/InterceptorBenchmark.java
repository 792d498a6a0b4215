package dev.specter.bench;

import dev.specter.common.MalformedPacketException;
import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.interceptor.InterceptorChain;
import dev.specter.rtp.interceptor.StreamInfo;
import dev.specter.rtp.rtcp.GenericNack;
import dev.specter.rtp.rtcp.ReceiverReport;
import dev.specter.rtp.rtcp.RtcpCompound;
import dev.specter.rtp.rtcp.SenderReport;
import dev.specter.rtp.rtcp.TransportFeedback;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One packet through the interceptors that a connection has by default, a thousand packets a second
 * of virtual time. What they send by themselves when its time has come is part of it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class InterceptorBenchmark {
    private static final int CHECKED = 3000;

    private final Ends senderEnds = new Ends();
    private final Ends receiverEnds = new Ends();
    private final InterceptorChain sender = Packets.chain(senderEnds);
    private final InterceptorChain receiver = Packets.chain(receiverEnds);
    private final StreamInfo stream = Packets.video(Packets.SSRC);
    private final RtpPacket packet = Packets.videoPacket();
    private final ByteBuffer datagram = packet.write(0);
    private int sent;
    private int arrived;

    /** What came out of a chain last. */
    private static final class Ends implements InterceptorChain.Ends {
        RtpPacket rtp;
        RtcpCompound rtcp;

        @Override
        public void sendRtp(StreamInfo info, RtpPacket outgoing, long nowNanos) {
            rtp = outgoing;
        }

        @Override
        public void sendRtcp(RtcpCompound compound, long nowNanos) {
            rtcp = compound;
        }

        @Override
        public void deliverRtp(StreamInfo info, RtpPacket incoming, long nowNanos) {
            rtp = incoming;
        }

        @Override
        public void deliverRtcp(RtcpCompound compound, long nowNanos) {
            rtcp = compound;
        }
    }

    /** Sees that packets are numbered and delivered, and that reports and feedback are sent. */
    @Setup
    public void bind() throws MalformedPacketException {
        sender.bindLocalStream(stream, 0);
        receiver.bindRemoteStream(stream, 0);
        Set<Class<?>> reported = new HashSet<>();
        for (int i = 0; i < CHECKED; i++) {
            check(Packets.transportNumber(send()) == i);
            RtpPacket received = receive();
            check(received.sequenceNumber() == i + 1);
            check(Packets.transportNumber(received) == i + 1);
            noteRtcp(senderEnds, reported);
            noteRtcp(receiverEnds, reported);
        }
        check(reported.contains(SenderReport.class));
        check(reported.contains(ReceiverReport.class));
        check(reported.contains(TransportFeedback.class));
        check(!reported.contains(GenericNack.class));
    }

    /** Sends a packet of a track. */
    @Benchmark
    public RtpPacket send() {
        long nowNanos = ++sent * Packets.VIDEO_NANOS;
        expire(sender, nowNanos);
        sender.sendRtp(stream, packet.withSequenceNumber(sent), nowNanos);
        return senderEnds.rtp;
    }

    /**
     * Reads a datagram and delivers its packet. {@link RtpBenchmark#parse} is the reading alone.
     */
    @Benchmark
    public RtpPacket receive() throws MalformedPacketException {
        long nowNanos = ++arrived * Packets.VIDEO_NANOS;
        expire(receiver, nowNanos);
        Packets.number(datagram, arrived);
        receiverEnds.rtp = null;
        receiver.handleRtp(RtpPacket.parse(datagram), nowNanos);
        return receiverEnds.rtp;
    }

    private static void expire(InterceptorChain chain, long nowNanos) {
        if (chain.nextTimeoutNanos() <= nowNanos) {
            chain.handleTimeout(nowNanos);
        }
    }

    private static void noteRtcp(Ends ends, Set<Class<?>> reported) {
        if (ends.rtcp != null) {
            ends.rtcp.packets().forEach(p -> reported.add(p.getClass()));
        }
    }

    private static void check(boolean condition) {
        if (!condition) {
            throw new IllegalStateException("the chain does not work");
        }
    }
}
