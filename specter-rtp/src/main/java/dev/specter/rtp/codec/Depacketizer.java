package dev.specter.rtp.codec;

import dev.specter.rtp.RtpPacket;

/**
 * Puts frames together from packets that come in the order of their sequence numbers. A gap, a
 * malformed payload or a frame beyond the size bound costs the frames concerned, which are counted.
 * Loop-confined.
 */
public interface Depacketizer {
    /** Default bound of a frame's size. */
    int DEFAULT_MAX_FRAME_BYTES = 8 * 1024 * 1024;

    /**
     * Takes the next packet; duplicates and packets older than the last one are ignored.
     *
     * @param packet of the stream, with a payload of this format
     */
    void handlePacket(RtpPacket packet);

    /** The next whole frame, or null when there is none. */
    EncodedFrame pollFrame();

    /** Frames that were begun or missing in part and given up, since the start. */
    long droppedFrames();
}
