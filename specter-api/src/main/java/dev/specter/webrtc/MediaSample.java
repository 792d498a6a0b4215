package dev.specter.webrtc;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;

/**
 * One encoded frame: an H.264 access unit in Annex B form, a VP8 frame, an Opus packet. Immutable
 * as long as the caller leaves the bytes alone.
 *
 * @param data the frame, from position to limit; not copied
 * @param duration how long it lasts: the next frame's timestamp is that much later; not negative
 */
public record MediaSample(ByteBuffer data, Duration duration) {
    /** Refuses null and negative durations. */
    public MediaSample {
        Objects.requireNonNull(data);
        if (duration.isNegative()) {
            throw new IllegalArgumentException("duration: " + duration);
        }
    }

    /** A frame. */
    public static MediaSample of(ByteBuffer data, Duration duration) {
        return new MediaSample(data, duration);
    }
}
