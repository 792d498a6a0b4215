package dev.specter.rtp.codec;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Cuts encoded frames into RTP payloads by one payload format. One object belongs to one stream,
 * since some formats count pictures. Loop-confined.
 */
public interface Packetizer {
    /**
     * Payload that fits 1,200 bytes of IP payload with everything that WebRTC puts around it: UDP
     * header (8), TURN ChannelData header (4), RTP header (12), header extensions (40), RTX's
     * original sequence number (2), SRTP authentication tag (16).
     */
    int DEFAULT_MAX_PAYLOAD_BYTES = 1200 - 8 - 4 - 12 - 40 - 2 - 16;

    /** Smallest limit that a packetizer takes. */
    int MIN_MAX_PAYLOAD_BYTES = 16;

    /**
     * Cuts one frame.
     *
     * @param frame an encoded frame, from position to limit, in the codec's own layout (H.264: an
     *     access unit as Annex B byte stream); only read during the call
     * @return payloads in the order of sending, each an array-backed buffer that the caller owns;
     *     the last one gets the marker bit; empty if the frame has nothing to send
     */
    List<ByteBuffer> packetize(ByteBuffer frame);
}
