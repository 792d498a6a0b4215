package dev.specter.bench.workload;

import dev.specter.webrtc.WebRtc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What it takes to connect, and what a connection holds while nothing happens. */
final class Connections {
    private static final int WARM_PAIRS = 5;
    private static final int PAIRS_AT_ONCE = 10;

    private Connections() {}

    /** One pair after the other; closing is not timed. */
    static void oneByOne(WebRtc webrtc, int pairs, Report report) {
        warmUp(webrtc);
        double cpuBefore = Meter.cpuSeconds();
        double[] milliseconds = new double[pairs];
        for (int i = 0; i < pairs; i++) {
            long startNanos = System.nanoTime();
            DataPair pair = DataPair.connect(webrtc);
            milliseconds[i] = (System.nanoTime() - startNanos) / 1e6;
            pair.close();
        }
        double cpu = Meter.cpuSeconds() - cpuBefore;
        Arrays.sort(milliseconds);
        report.value(Meter.percentile(milliseconds, 50), "ms")
                .add("p50_ms", Meter.percentile(milliseconds, 50))
                .add("p99_ms", Meter.percentile(milliseconds, 99))
                .add("n", pairs)
                .add("cpu_ms_per_pair", cpu * 1e3 / pairs);
    }

    /** All pairs started at once. */
    static void atOnce(WebRtc webrtc, int pairs, Report report) {
        warmUp(webrtc);
        double cpuBefore = Meter.cpuSeconds();
        double startSeconds = Meter.nowSeconds();
        List<DataPair> open = connect(webrtc, pairs, pairs);
        double elapsed = Meter.nowSeconds() - startSeconds;
        double cpu = Meter.cpuSeconds() - cpuBefore;
        report.value(elapsed, "s")
                .add("pairs_per_s", open.size() / elapsed)
                .add("n", pairs)
                .add("cpu_ms_per_pair", cpu * 1e3 / pairs);
    }

    /** Resident memory of pairs that are open and idle. */
    static void idleMemory(WebRtc webrtc, int pairs, Report report) {
        warmUp(webrtc);
        Meter.sleep(Duration.ofSeconds(1));
        Meter.collect();
        double residentBefore = Meter.residentKibibytes();
        double threadsBefore = Meter.threads();
        double heapBefore = Meter.heapKibibytes();
        List<DataPair> open = connect(webrtc, pairs, PAIRS_AT_ONCE);
        Meter.sleep(Duration.ofSeconds(3));
        double residentFresh = Meter.residentKibibytes();
        System.gc();
        Meter.sleep(Duration.ofSeconds(2));
        System.gc();
        double heap = Meter.heapKibibytes();
        double cpuBefore = Meter.cpuSeconds();
        double startSeconds = Meter.nowSeconds();
        Meter.sleep(Duration.ofSeconds(5));
        double idleCores = (Meter.cpuSeconds() - cpuBefore) / (Meter.nowSeconds() - startSeconds);
        double connections = 2.0 * open.size();
        report.value((Meter.residentKibibytes() - residentBefore) / connections, "KiB/pc")
                .add("n", pairs)
                .add("kib_per_pc_before_gc", (residentFresh - residentBefore) / connections)
                .add("heap_kib_per_pc", (heap - heapBefore) / connections)
                .add("threads", Meter.threads())
                .add("threads_before", threadsBefore)
                .add("idle_cpu_cores", idleCores);
        open.forEach(DataPair::close);
    }

    private static void warmUp(WebRtc webrtc) {
        for (int i = 0; i < WARM_PAIRS; i++) {
            DataPair.connect(webrtc).close();
        }
    }

    private static List<DataPair> connect(WebRtc webrtc, int pairs, int atOnce) {
        ExecutorService threads = Executors.newFixedThreadPool(atOnce);
        var started = new ArrayList<CompletableFuture<DataPair>>();
        for (int i = 0; i < pairs; i++) {
            started.add(CompletableFuture.supplyAsync(() -> DataPair.connect(webrtc), threads));
        }
        List<DataPair> open = started.stream().map(CompletableFuture::join).toList();
        threads.shutdown();
        return open;
    }
}
