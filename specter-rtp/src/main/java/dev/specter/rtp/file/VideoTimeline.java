package dev.specter.rtp.file;

/** The times of a video's frames, and how long it is. */
final class VideoTimeline {
    static final int CLOCK_RATE_HZ = 90_000;

    private final RtpTimeline timeline =
            new RtpTimeline(MediaWriter.DEFAULT_MAX_GAP.toSeconds() * CLOCK_RATE_HZ);
    private long frames;
    private long lastTicks;
    private long stepTicks;

    /** Counts a frame and tells its time in ticks, from 0. */
    long advance(long rtpTimestamp) {
        long ticks = timeline.advance(rtpTimestamp, lastTicks + stepTicks);
        stepTicks = frames == 0 ? 0 : ticks - lastTicks;
        lastTicks = ticks;
        frames++;
        return ticks;
    }

    long frames() {
        return frames;
    }

    /** Up to the last frame's begin, and the same again as it came after the one before it. */
    long durationTicks() {
        return lastTicks + stepTicks;
    }

    long durationNanos() {
        return durationTicks() * 100_000 / 9; // a tick of 90 kHz
    }
}
