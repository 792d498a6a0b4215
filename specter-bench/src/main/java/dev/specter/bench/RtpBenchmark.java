package dev.specter.bench;

import dev.specter.common.MalformedPacketException;
import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.rtcp.GenericNack;
import dev.specter.rtp.rtcp.ReportBlock;
import dev.specter.rtp.rtcp.RtcpCompound;
import dev.specter.rtp.rtcp.SenderReport;
import dev.specter.rtp.rtcp.SourceDescription;
import dev.specter.srtp.SrtpTransport;

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
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * RTP and RTCP packets between bytes and objects. The RTP packet is a full one with MID and
 * transport-wide number; the datagram of RTCP has a sender report with one block, the CNAME and a
 * NACK of three packets.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RtpBenchmark {
    private final RtpPacket packet = Packets.videoPacket();
    private final ByteBuffer rtp = packet.write(0);
    private final RtcpCompound compound =
            RtcpCompound.of(
                    SenderReport.of(
                            Packets.SSRC,
                            1L << 62,
                            90_000,
                            1_000,
                            1_000_000,
                            List.of(new ReportBlock(1, 2, 3, 65_536, 100, 1, 2))),
                    SourceDescription.cname(Packets.SSRC, "0123456789abcdef"),
                    GenericNack.of(Packets.SSRC, 1, List.of(7, 9, 100)));
    private final ByteBuffer rtcp = compound.write(0);

    /** What is read must be what was written. */
    @Setup
    public void check() throws MalformedPacketException {
        RtpPacket read = parse();
        if (!read.equals(packet)
                || read.extensions().ids().size() != 2
                || !write().equals(rtp)
                || !parseRtcp().equals(compound)) {
            throw new IllegalStateException(read + " " + parseRtcp());
        }
    }

    /** Reads an RTP packet. */
    @Benchmark
    public RtpPacket parse() throws MalformedPacketException {
        return RtpPacket.parse(rtp);
    }

    /** Writes an RTP packet, with room for SRTP. */
    @Benchmark
    public ByteBuffer write() {
        return packet.write(SrtpTransport.MAX_OVERHEAD_BYTES);
    }

    /** Reads a datagram of three RTCP packets. */
    @Benchmark
    public RtcpCompound parseRtcp() throws MalformedPacketException {
        return RtcpCompound.parse(rtcp);
    }
}
