package dev.specter.webrtc;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * An encoded frame of a remote track, complete and in order. Immutable as long as nobody writes to
 * the data.
 *
 * @param data the frame in the codec's own layout (H.264: Annex B byte stream), position 0; owned
 *     by the listener
 * @param rtpTimestamp of its packets, in ticks of the codec's clock, u32
 * @param timestamp time since the track's first sample, by the RTP timestamps; 0 or more
 * @param isKeyFrame whether decoding can start here; always true for audio
 */
public record RtcRemoteSample(
        ByteBuffer data, long rtpTimestamp, Duration timestamp, boolean isKeyFrame) {}
