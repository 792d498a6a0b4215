package dev.specter.bench;

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
import java.util.concurrent.TimeUnit;

/**
 * One packet through {@link SrtpTransport}. {@link SrtpBoundBenchmark} has what the ciphers alone
 * take.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SrtpBenchmark {
    // After so many packets a new receiver takes them again, since the old one drops replays.
    private static final int SEALED = 4096;
    private static final int STREAMS = 1000;

    /** The profile that is measured. */
    @Param public SrtpProfile profile;

    private final byte[] rtp = Packets.rtp();
    private final byte[] rtcp = Packets.rtcp();
    private final byte[][] sealedRtp = new byte[SEALED][];
    private final byte[][] sealedRtcp = new byte[SEALED][];
    private final ByteBuffer packet = ByteBuffer.allocate(2048);
    private SrtpTransport sender;
    private SrtpTransport receiver;
    private int sequenceNumber;
    private int ssrc;
    private int next = SEALED;

    /** Seals what the receiver will open. */
    @Setup
    public void seal() {
        sender = new SrtpTransport(Packets.offering(profile));
        for (int i = 0; i < SEALED; i++) {
            protectRtp();
            sealedRtp[i] = contents();
            protectRtcp();
            sealedRtcp[i] = contents();
        }
    }

    /** Protects an RTP packet. */
    @Benchmark
    public boolean protectRtp() {
        load(rtp);
        packet.putShort(2, (short) sequenceNumber++);
        return succeeded(sender.protectRtp(packet));
    }

    /** Protects RTP packets of a thousand streams in turn. */
    @Benchmark
    public boolean protectRtpOfManyStreams() {
        load(rtp);
        packet.putInt(8, ssrc++ % STREAMS);
        packet.putShort(2, (short) (ssrc / STREAMS));
        return succeeded(sender.protectRtp(packet));
    }

    /** Unprotects an SRTP packet. */
    @Benchmark
    public boolean unprotectRtp() {
        advance();
        load(sealedRtp[next]);
        return succeeded(receiver.unprotectRtp(packet));
    }

    /** Protects an RTCP packet. */
    @Benchmark
    public boolean protectRtcp() {
        load(rtcp);
        return succeeded(sender.protectRtcp(packet));
    }

    /** Unprotects an SRTCP packet. */
    @Benchmark
    public boolean unprotectRtcp() {
        advance();
        load(sealedRtcp[next]);
        return succeeded(receiver.unprotectRtcp(packet));
    }

    /** Protects the first RTP packet of a stream, a thousand streams to a transport. */
    @Benchmark
    public boolean protectRtpOfNewStream() {
        if (ssrc++ % STREAMS == 0) {
            sender = new SrtpTransport(Packets.offering(profile));
        }
        load(rtp);
        packet.putInt(8, ssrc);
        return succeeded(sender.protectRtp(packet));
    }

    private void advance() {
        if (++next >= SEALED) {
            next = 0;
            receiver = new SrtpTransport(Packets.answering(profile));
        }
    }

    private void load(byte[] bytes) {
        packet.clear().put(bytes).flip();
    }

    private byte[] contents() {
        byte[] bytes = new byte[packet.remaining()];
        packet.get(bytes);
        return bytes;
    }

    private static boolean succeeded(boolean result) {
        if (!result) {
            throw new IllegalStateException("a packet was refused");
        }
        return true;
    }
}
