package dev.specter.bench;

import dev.specter.dtls.HandshakePool;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * DTLS records and handshakes, both ends in memory. A record is opened once only, since replays are
 * dropped: what opening takes is {@link #sealAndOpen} less {@link #seal}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class DtlsBenchmark {
    private static final int DATA_BYTES = 1200;

    private final ByteBuffer data = ByteBuffer.allocate(DATA_BYTES);
    private HandshakePool pool;
    private DtlsPair pair;

    /** Connects a pair. */
    @Setup
    public void connect() {
        pool = new HandshakePool();
        pair = new DtlsPair(pool);
    }

    /** Ends the workers. */
    @TearDown
    public void close() {
        pool.close();
    }

    /** Seals 1,200 bytes into a datagram. */
    @Benchmark
    public ByteBuffer seal() {
        return pair.client.seal(data.clear());
    }

    /** Seals 1,200 bytes into a datagram and opens it at the other end. */
    @Benchmark
    public ByteBuffer sealAndOpen() {
        ByteBuffer opened = pair.server.open(pair.client.seal(data.clear()));
        if (opened.remaining() != DATA_BYTES) {
            throw new IllegalStateException(opened.toString());
        }
        return opened;
    }

    /** A whole handshake, the work of both ends. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public Object handshake() {
        return new DtlsPair(pool);
    }
}
