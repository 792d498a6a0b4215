package dev.specter.rtp.codec;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * VP8 (RFC 7741, section 4): payloads of about equal size, each behind a descriptor with a 15-bit
 * picture id. The frame is sent as one partition (partition index 0 throughout), which section 4.2
 * leaves to the sender.
 *
 * <pre>
 * |X|R|N|S|R| PID |  X=1; S=1 in the first payload of a frame
 * |I|L|T|K| RSV   |  I=1
 * |M| PictureID   |  M=1: 15 bits
 * |   PictureID   |
 * </pre>
 */
public final class Vp8Packetizer implements Packetizer {
    private static final int DESCRIPTOR_BYTES = 4;

    private final int maxPayloadBytes;
    private int pictureId;

    /** Makes one with {@link #DEFAULT_MAX_PAYLOAD_BYTES} whose picture ids start at 0. */
    public Vp8Packetizer() {
        this(DEFAULT_MAX_PAYLOAD_BYTES, 0);
    }

    /**
     * Makes one.
     *
     * @param maxPayloadBytes largest payload, {@link #MIN_MAX_PAYLOAD_BYTES} or more
     * @param firstPictureId of the first frame, 0 to 32,767
     */
    public Vp8Packetizer(int maxPayloadBytes, int firstPictureId) {
        if (maxPayloadBytes < MIN_MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException("payload of " + maxPayloadBytes + " bytes");
        }
        this.maxPayloadBytes = maxPayloadBytes;
        this.pictureId = firstPictureId & 0x7FFF;
    }

    @Override
    public List<ByteBuffer> packetize(ByteBuffer frame) {
        int rest = frame.remaining();
        if (rest == 0) {
            return List.of();
        }
        int count = -Math.floorDiv(-rest, maxPayloadBytes - DESCRIPTOR_BYTES);
        var payloads = new ArrayList<ByteBuffer>(count);
        int from = frame.position();
        for (int i = 0; i < count; i++) {
            int bytes = rest / (count - i);
            ByteBuffer payload = ByteBuffer.allocate(DESCRIPTOR_BYTES + bytes);
            payload.put((byte) (i == 0 ? 0x90 : 0x80)).put((byte) 0x80);
            payload.putShort((short) (0x8000 | pictureId)).put(frame.slice(from, bytes));
            payloads.add(payload.flip());
            from += bytes;
            rest -= bytes;
        }
        pictureId = pictureId + 1 & 0x7FFF;
        return payloads;
    }
}
