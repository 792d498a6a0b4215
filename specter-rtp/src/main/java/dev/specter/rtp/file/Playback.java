package dev.specter.rtp.file;

import java.io.IOException;

/**
 * Plays a file in time: says when its next frame is due. Sans-I/O but for the reader's reads.
 * Loop-confined.
 */
public final class Playback {
    /** Deadline when nothing is due any more. */
    public static final long NEVER = Long.MAX_VALUE;

    /**
     * Begins to play: the first frame is due now.
     *
     * @param reader gives the frames; closing it stays with the caller
     * @param nowNanos the loop's time
     */
    public Playback(MediaReader reader, long nowNanos) {}

    /** When the next frame is due, or the playback ends; {@link #NEVER} when it is finished. */
    public long nextTimeoutNanos() {
        return NEVER;
    }

    /**
     * The next frame that is due.
     *
     * @param nowNanos the loop's time
     * @return the frame, or null when none is due
     * @throws IOException if the file cannot be read or is malformed; the playback is finished then
     */
    public MediaFrame pollFrame(long nowNanos) throws IOException {
        return null;
    }

    /** Whether the last frame was handed out and its duration has passed. */
    public boolean isFinished() {
        return false;
    }
}
