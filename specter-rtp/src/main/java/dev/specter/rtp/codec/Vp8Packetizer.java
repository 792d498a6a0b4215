package dev.specter.rtp.codec;

import java.nio.ByteBuffer;
import java.util.List;

/** VP8 with 15-bit picture ids (RFC 7741, section 4). */
public final class Vp8Packetizer implements Packetizer {
    /** Makes one with the default payload size. */
    public Vp8Packetizer() {
        this(DEFAULT_MAX_PAYLOAD_BYTES, 0);
    }

    /** Makes one. */
    public Vp8Packetizer(int maxPayloadBytes, int firstPictureId) {}

    @Override
    public List<ByteBuffer> packetize(ByteBuffer frame) {
        return List.of();
    }
}
