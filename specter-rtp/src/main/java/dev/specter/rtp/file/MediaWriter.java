package dev.specter.rtp.file;

import dev.specter.rtp.codec.EncodedFrame;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Writes the frames of one RTP stream to a file. The file begins with the first frame at which
 * decoding can start, as time 0. It has its header, and any bytes at all, from then on. Not
 * thread-safe.
 *
 * <p>Frames come in decoding order, as depacketizers give them. Timestamps may wrap. Where a
 * timestamp goes back, or on by more than the longest gap ({@link #DEFAULT_MAX_GAP}), the sender's
 * clock has jumped: the frame follows the one before it at once.
 */
public interface MediaWriter extends Closeable {
    /** How far a timestamp may go on between two frames before it counts as a jump of the clock. */
    Duration DEFAULT_MAX_GAP = Duration.ofMinutes(10);

    /** The MIME type of the codec, for example {@code video/VP8}. */
    String mimeType();

    /** What RTP timestamps count: ticks a second. */
    int clockRateHz();

    /**
     * Writes a frame.
     *
     * @param frame from position to limit, in the codec's own layout (H.264: an access unit as
     *     Annex B byte stream; Opus: a packet); not changed and not kept
     * @param rtpTimestamp of its packets, u32
     * @param isKeyFrame whether the stream's depacketizer says that decoding can start here
     * @return false if the frame was left out: decoding cannot start with it, or it is malformed
     * @throws IOException if the file cannot be written; the writer is to be closed then
     */
    boolean write(ByteBuffer frame, long rtpTimestamp, boolean isKeyFrame) throws IOException;

    /**
     * Writes a frame that came out of a depacketizer.
     *
     * @param frame not changed and not kept
     * @return false if the frame was left out
     * @throws IOException if the file cannot be written
     */
    default boolean write(EncodedFrame frame) throws IOException {
        return write(frame.data(), frame.rtpTimestamp(), frame.isKeyFrame());
    }

    /** Frames in the file, without those that stand for a gap. */
    long framesWritten();

    /** Frames left out. */
    long framesSkipped();

    /**
     * From the first frame's begin to the last one's end. The last frame of a video counts as long
     * as the one before it.
     */
    long durationNanos();

    /**
     * Completes the file and closes its target. A file without frames is left empty.
     *
     * @throws IOException if the rest cannot be written; the target is closed even so
     */
    @Override
    void close() throws IOException;
}
