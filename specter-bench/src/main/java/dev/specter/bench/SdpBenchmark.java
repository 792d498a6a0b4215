package dev.specter.bench;

import dev.specter.sdp.SdpException;
import dev.specter.sdp.SdpParser;
import dev.specter.sdp.SdpWriter;
import dev.specter.sdp.SessionDescription;

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

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * An offer of Chromium with audio, video and a data channel: 177 lines, one of the fixtures of
 * specter-sdp.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SdpBenchmark {
    private static final String OFFER = "/sdp/chromium156-offer-audio-video-data-sendrecv.sdp";

    private String text;
    private SessionDescription description;

    /** Reads the offer; what is written must be what was read. */
    @Setup
    public void read() throws IOException, SdpException {
        try (InputStream in = SdpBenchmark.class.getResourceAsStream(OFFER)) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        description = parse();
        if (description.media().size() != 3 || !write().equals(text)) {
            throw new IllegalStateException(write());
        }
    }

    /** Reads the text. */
    @Benchmark
    public SessionDescription parse() throws SdpException {
        return SdpParser.parse(text);
    }

    /** Writes the text. */
    @Benchmark
    public String write() {
        return SdpWriter.write(description);
    }
}
