package dev.specter.tests;

import dev.specter.rtp.file.MediaFrame;
import dev.specter.webrtc.MediaSample;
import dev.specter.webrtc.RtcSampleTrack;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes frames into a track at 30 a second, over and over, as a camera would: joined in the
 * middle, it sends a key frame only when it is asked for one.
 */
final class Camera implements AutoCloseable {
    private static final int FRAMES_PER_SECOND = 30;

    private final RtcSampleTrack track;
    private final List<MediaFrame> frames;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicBoolean keyFrameWanted = new AtomicBoolean();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private int next = 1;

    /** A camera whose first frame is not the key frame that the film begins with. */
    Camera(RtcSampleTrack track, List<MediaFrame> frames) {
        this.track = track;
        this.frames = frames;
        track.onKeyFrameRequest(
                () -> {
                    requests.incrementAndGet();
                    keyFrameWanted.set(true);
                });
    }

    void start() {
        long periodNanos = TimeUnit.SECONDS.toNanos(1) / FRAMES_PER_SECOND;
        var unused = thread.scheduleAtFixedRate(this::shoot, 0, periodNanos, TimeUnit.NANOSECONDS);
    }

    int keyFrameRequests() {
        return requests.get();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void shoot() {
        if (keyFrameWanted.getAndSet(false)) {
            next = 0;
        }
        MediaFrame frame = frames.get(next);
        next = Math.max(1, (next + 1) % frames.size());
        ByteBuffer copy =
                ByteBuffer.allocate(frame.data().remaining()).put(frame.data().duplicate());
        Duration duration = Duration.ofSeconds(1).dividedBy(FRAMES_PER_SECOND);
        track.writeSample(MediaSample.of(copy.flip(), duration));
    }
}
