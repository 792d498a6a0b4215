package dev.specter.rtp.codec;

import java.nio.ByteBuffer;

/**
 * A frame as it came out of a {@link Depacketizer}. Immutable as long as nobody writes to the data.
 *
 * @param data the encoded frame in the codec's own layout (H.264: Annex B byte stream with
 *     four-byte start codes), array-backed, position 0, owned by the receiver
 * @param rtpTimestamp of its packets, u32
 * @param isKeyFrame whether decoding can start here
 */
public record EncodedFrame(ByteBuffer data, long rtpTimestamp, boolean isKeyFrame) {}
