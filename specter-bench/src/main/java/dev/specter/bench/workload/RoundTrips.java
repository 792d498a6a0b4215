package dev.specter.bench.workload;

import dev.specter.webrtc.WebRtc;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One small message at a time, there and back; each answer's handler sends the next. */
final class RoundTrips {
    private static final int MESSAGE_BYTES = 64;
    private static final int PATIENCE_SECONDS = 60;

    private final DataPair pair;
    private final ByteBuffer message = ByteBuffer.allocateDirect(MESSAGE_BYTES);
    private double[] microseconds = new double[1 << 16];
    private int count;
    private long sentNanos;
    private long endNanos;
    private CompletableFuture<double[]> done = new CompletableFuture<>();

    private RoundTrips(DataPair pair) {
        this.pair = pair;
        pair.far().onMessage(m -> pair.far().send(m.data()));
        pair.near().onMessage(m -> next());
    }

    static void run(WebRtc webrtc, double seconds, Report report) {
        var trips = new RoundTrips(DataPair.connect(webrtc));
        trips.measure(Main.WARM_UP.toMillis() / 1e3);
        double cpuBefore = Meter.cpuSeconds();
        double startSeconds = Meter.nowSeconds();
        double[] sorted = trips.measure(seconds);
        double elapsed = Meter.nowSeconds() - startSeconds;
        double cpu = Meter.cpuSeconds() - cpuBefore;
        Arrays.sort(sorted);
        report.value(Meter.percentile(sorted, 50), "us")
                .add("p50_us", Meter.percentile(sorted, 50))
                .add("p99_us", Meter.percentile(sorted, 99))
                .add("round_trips_per_s", sorted.length / elapsed)
                .add("cpu_s_per_million", cpu / (sorted.length / 1e6));
    }

    private double[] measure(double seconds) {
        done = new CompletableFuture<>();
        count = 0;
        endNanos = System.nanoTime() + Math.round(seconds * 1e9);
        send();
        return done.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    private void send() {
        sentNanos = System.nanoTime();
        pair.near().send(message.duplicate());
    }

    private void next() {
        long nowNanos = System.nanoTime();
        if (count == microseconds.length) {
            microseconds = Arrays.copyOf(microseconds, 2 * count);
        }
        microseconds[count++] = (nowNanos - sentNanos) / 1e3;
        if (nowNanos < endNanos) {
            send();
        } else {
            done.complete(Arrays.copyOf(microseconds, count));
        }
    }
}
