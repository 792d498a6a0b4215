package dev.specter.bench.workload;

import dev.specter.rtp.RtpPacket;
import dev.specter.webrtc.RtcRtpCodecCapability;
import dev.specter.webrtc.RtcRtpTrack;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/** Writes packets of 1,160 bytes of payload into a track, at a rate. */
final class RtpSource {
    static final int PAYLOAD_BYTES = 1_160;
    private static final int BURST = 32;
    private static final int PACKETS_PER_FRAME = 8;
    private static final int TICKS_PER_FRAME = 3_000;
    private static final long PAUSE_NANOS = 200_000;

    private final RtcRtpTrack track;
    private int sequenceNumber;
    private long timestamp;

    RtpSource(RtcRtpTrack track) {
        this.track = track;
    }

    static RtcRtpTrack videoTrack() {
        return RtcRtpTrack.create(RtcRtpCodecCapability.of("video/VP8"), "video", "bench");
    }

    /**
     * Writes for some time.
     *
     * @param packetsPerSecond the rate
     * @param seconds how long
     * @param mark first byte of each payload
     * @return how many packets were written
     */
    long write(double packetsPerSecond, double seconds, int mark) {
        long startNanos = System.nanoTime();
        long written = 0;
        while (true) {
            double elapsed = (System.nanoTime() - startNanos) / 1e9;
            if (elapsed >= seconds) {
                return written;
            }
            long due = Math.min(BURST, (long) (packetsPerSecond * elapsed) - written);
            if (due <= 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
                continue;
            }
            for (int i = 0; i < due; i++) {
                write(mark);
            }
            written += due;
        }
    }

    private void write(int mark) {
        sequenceNumber = (sequenceNumber + 1) & 0xFFFF;
        if (sequenceNumber % PACKETS_PER_FRAME == 0) {
            timestamp = (timestamp + TICKS_PER_FRAME) & 0xFFFFFFFFL;
        }
        ByteBuffer payload = ByteBuffer.allocate(PAYLOAD_BYTES).put(0, (byte) mark);
        track.writeRtp(
                RtpPacket.builder()
                        .payloadType(96)
                        .sequenceNumber(sequenceNumber)
                        .timestamp(timestamp)
                        .payload(payload)
                        .build());
    }
}
