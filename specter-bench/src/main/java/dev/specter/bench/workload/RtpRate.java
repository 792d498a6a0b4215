package dev.specter.bench.workload;

import dev.specter.webrtc.RtcRtpTrack;
import dev.specter.webrtc.WebRtc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/** Searches the highest rate at which less than 1% of the packets of one track is lost. */
final class RtpRate {
    private static final double FIRST_RATE = 4_000;
    private static final double LAST_RATE = 2_000_000;
    private static final double GROWTH = 1.5;
    private static final double CLOSE_ENOUGH = 1.06;
    private static final double STEP_BACK = 0.93;
    private static final double WORST_LOSS = 0.01;
    private static final double LEAST_OF_RATE = 0.95;
    private static final int LAST_ATTEMPTS = 6;
    private static final Duration DRAINING = Duration.ofMillis(300);

    private record Trial(
            double rate, double sentRate, double receivedRate, double loss, double cpuPerMillion) {
        boolean isGood() {
            return loss < WORST_LOSS && sentRate >= LEAST_OF_RATE * rate;
        }
    }

    private final RtpSource source;
    private final AtomicLongArray received = new AtomicLongArray(256);
    private final List<String> tried = new ArrayList<>();
    private int mark;

    private RtpRate(WebRtc webrtc) {
        RtcRtpTrack track = RtpSource.videoTrack();
        source = new RtpSource(track);
        MediaPair.connect(
                webrtc,
                track,
                remote -> remote.onRtp(p -> received.incrementAndGet(MediaPair.mark(p))));
    }

    static void run(WebRtc webrtc, double seconds, Report report) {
        var rate = new RtpRate(webrtc);
        Trial best = rate.search(seconds);
        report.value(best.receivedRate(), "packets/s")
                .add("loss_pct", best.loss() * 100)
                .add("cpu_s_per_million", best.cpuPerMillion())
                .add("sent_per_s", best.sentRate())
                .add("mbit_per_s", best.receivedRate() * RtpSource.PAYLOAD_BYTES * 8 / 1e6)
                .add("tried", String.join(" ", rate.tried));
    }

    private Trial search(double seconds) {
        attempt(1_000, 1);
        double good = 1_000;
        double bad = 0;
        for (double rate = FIRST_RATE; rate < LAST_RATE && bad == 0; rate *= GROWTH) {
            if (attempt(rate, 1).isGood()) {
                good = rate;
            } else {
                bad = rate;
            }
        }
        while (bad / good > CLOSE_ENOUGH) {
            double middle = Math.sqrt(good * bad);
            if (attempt(middle, 1).isGood()) {
                good = middle;
            } else {
                bad = middle;
            }
        }
        Trial last = attempt(good, seconds);
        for (int i = 1; i < LAST_ATTEMPTS && last.loss() >= WORST_LOSS; i++) {
            good *= STEP_BACK;
            last = attempt(good, seconds);
        }
        return last;
    }

    private Trial attempt(double rate, double seconds) {
        mark = (mark + 1) & 0xFF;
        received.set(mark, 0);
        tried.add(String.valueOf(Math.round(rate)));
        double cpuBefore = Meter.cpuSeconds();
        double startSeconds = Meter.nowSeconds();
        long sent = source.write(rate, seconds, mark);
        double elapsed = Meter.nowSeconds() - startSeconds;
        double cpu = Meter.cpuSeconds() - cpuBefore;
        Meter.sleep(DRAINING);
        double count = received.get(mark);
        return new Trial(
                rate, sent / elapsed, count / elapsed, 1 - count / sent, cpu / (count / 1e6));
    }
}
