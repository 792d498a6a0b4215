package dev.specter.rtp.file;

import java.nio.ByteBuffer;

/**
 * A frame of a media file. Immutable as long as nobody writes to the data.
 *
 * @param data the encoded frame (H.264: an access unit as Annex B byte stream), array-backed,
 *     position 0
 * @param timestampNanos when it is shown, from the file's start
 * @param durationNanos until the next one, 0 or more
 * @param isKeyFrame whether decoding can start here
 */
public record MediaFrame(
        ByteBuffer data, long timestampNanos, long durationNanos, boolean isKeyFrame) {}
