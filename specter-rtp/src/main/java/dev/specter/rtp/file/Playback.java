package dev.specter.rtp.file;

import java.io.IOException;
import java.util.Optional;

/**
 * Plays a file in time: says when its next frame is due. Sans-I/O but for the reader's reads, one
 * frame ahead. Loop-confined.
 */
public final class Playback {
    /** Deadline when nothing is due any more. */
    public static final long NEVER = Long.MAX_VALUE;

    /** When the loop comes later than this, the rest of the file moves along: no burst follows. */
    private static final long MAX_LATE_NANOS = 500_000_000;

    private final MediaReader reader;
    private Optional<MediaFrame> ahead = Optional.empty();
    private long startNanos;
    private long endNanos;
    private boolean started;
    private boolean finished;

    /**
     * Begins to play: the first frame is due now.
     *
     * @param reader gives the frames; closing it stays with the caller
     * @param nowNanos the loop's time
     */
    public Playback(MediaReader reader, long nowNanos) {
        this.reader = reader;
        this.startNanos = nowNanos;
        this.endNanos = nowNanos;
    }

    /**
     * When {@link #pollFrame} is wanted next: the next frame's time, then the end of the last
     * frame; {@link #NEVER} when the playback is finished.
     */
    public long nextTimeoutNanos() {
        if (finished) {
            return NEVER;
        }
        return ahead.map(frame -> startNanos + frame.timestampNanos()).orElse(endNanos);
    }

    /**
     * The next frame that is due. Call until null.
     *
     * @param nowNanos the loop's time
     * @return the frame, or null when none is due
     * @throws IOException if the file cannot be read or is malformed; the playback is finished then
     */
    public MediaFrame pollFrame(long nowNanos) throws IOException {
        if (!started) {
            started = true;
            ahead = read();
        }
        long dueNanos = nextTimeoutNanos();
        if (nowNanos < dueNanos) {
            return null;
        }
        if (ahead.isEmpty()) {
            finished = true;
            return null;
        }
        if (nowNanos - dueNanos > MAX_LATE_NANOS) {
            startNanos += nowNanos - dueNanos;
        }
        MediaFrame frame = ahead.get();
        endNanos = startNanos + frame.timestampNanos() + frame.durationNanos();
        ahead = read();
        return frame;
    }

    private Optional<MediaFrame> read() throws IOException {
        try {
            return reader.next();
        } catch (IOException e) {
            finished = true;
            throw e;
        }
    }

    /** Whether the last frame was handed out and its duration has passed, or reading failed. */
    public boolean isFinished() {
        return finished;
    }
}
