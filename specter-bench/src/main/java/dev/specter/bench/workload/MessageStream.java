package dev.specter.bench.workload;

import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.WebRtc;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** Messages one way as fast as they go, the sender held between two marks of what is buffered. */
final class MessageStream {
    private static final long LOW_BYTES = 1 << 20;
    private static final long HIGH_BYTES = 4 << 20;
    private static final int STEP_BYTES = 1 << 16;

    private final RtcDataChannel channel;
    private final ByteBuffer message;

    private MessageStream(RtcDataChannel channel, int messageBytes) {
        this.channel = channel;
        this.message = ByteBuffer.allocateDirect(messageBytes);
    }

    static void run(WebRtc webrtc, int messageBytes, double seconds, Report report) {
        DataPair pair = DataPair.connect(webrtc);
        var bytes = new LongAdder();
        var messages = new LongAdder();
        pair.far()
                .onMessage(
                        m -> {
                            bytes.add(m.size());
                            messages.increment();
                        });
        new MessageStream(pair.near(), messageBytes).start();

        Meter.sleep(Main.WARM_UP);
        long bytesBefore = bytes.sum();
        long messagesBefore = messages.sum();
        double cpuBefore = Meter.cpuSeconds();
        double startSeconds = Meter.nowSeconds();
        Meter.sleep(Duration.ofMillis(Math.round(seconds * 1000)));
        double megabytes = (bytes.sum() - bytesBefore) / 1e6;
        double count = messages.sum() - messagesBefore;
        double cpu = Meter.cpuSeconds() - cpuBefore;
        double elapsed = Meter.nowSeconds() - startSeconds;

        boolean isSmall = messageBytes < STEP_BYTES / 64;
        report.value(
                        isSmall ? count / elapsed : megabytes / elapsed,
                        isSmall ? "messages/s" : "MB/s")
                .add("mb_per_s", megabytes / elapsed)
                .add("messages_per_s", count / elapsed)
                .add("seconds", elapsed)
                .add("cpu_s_per_gb", cpu / (megabytes / 1e3))
                .add("cpu_s_per_million", cpu / (count / 1e6))
                .add("cpu_cores", cpu / elapsed)
                .add("message_bytes", messageBytes);
    }

    private void start() {
        channel.bufferedAmountLowThreshold(LOW_BYTES);
        channel.onBufferedAmountLow(this::fill);
        fill();
    }

    private void fill() {
        while (channel.bufferedAmount() < HIGH_BYTES) {
            for (int sent = 0; sent < STEP_BYTES; sent += message.capacity()) {
                channel.send(message.duplicate());
            }
        }
    }
}
