package dev.specter.bench.workload;

import dev.specter.webrtc.RtcRtpTrack;
import dev.specter.webrtc.WebRtc;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** One publisher, a forwarder, and many subscribers: each packet once in, many times out. */
final class Fanout {
    private static final double PACKETS_PER_SECOND = 250;
    private static final int WARM_UP_MARK = 0;
    private static final int COUNTED_MARK = 1;
    private static final Duration DRAINING = Duration.ofMillis(500);

    private Fanout() {}

    static void run(WebRtc webrtc, int subscribers, double seconds, Report report) {
        var delivered = new LongAdder();
        RtcRtpTrack out = RtpSource.videoTrack(); // one track feeds all its senders
        for (int i = 0; i < subscribers; i++) {
            MediaPair.connect(
                    webrtc,
                    out,
                    remote ->
                            remote.onRtp(
                                    p -> delivered.add(MediaPair.mark(p) == COUNTED_MARK ? 1 : 0)));
        }
        RtcRtpTrack in = RtpSource.videoTrack();
        MediaPair.connect(webrtc, in, remote -> remote.forwardTo(out));

        var source = new RtpSource(in);
        source.write(PACKETS_PER_SECOND, Main.WARM_UP.toMillis() / 1e3, WARM_UP_MARK);
        double cpuBefore = Meter.cpuSeconds();
        double startSeconds = Meter.nowSeconds();
        long sent = source.write(PACKETS_PER_SECOND, seconds, COUNTED_MARK);
        double elapsed = Meter.nowSeconds() - startSeconds;
        double cpu = Meter.cpuSeconds() - cpuBefore;
        Meter.sleep(DRAINING);
        double count = delivered.sum();
        report.value(count / elapsed, "packets/s")
                .add("loss_pct", (1 - count / (sent * (double) subscribers)) * 100)
                .add("cpu_s_per_million", cpu / (count / 1e6))
                .add("cpu_cores", cpu / elapsed)
                .add("subscribers", subscribers)
                .add("publisher_rate", PACKETS_PER_SECOND);
    }
}
