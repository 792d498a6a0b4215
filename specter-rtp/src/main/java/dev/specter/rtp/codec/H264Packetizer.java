package dev.specter.rtp.codec;

import java.nio.ByteBuffer;
import java.util.List;

/** H.264 in packetization-mode 1 (RFC 6184, section 6.3). */
public final class H264Packetizer implements Packetizer {
    /** Makes one with the default payload size. */
    public H264Packetizer() {
        this(DEFAULT_MAX_PAYLOAD_BYTES);
    }

    /** Makes one. */
    public H264Packetizer(int maxPayloadBytes) {}

    @Override
    public List<ByteBuffer> packetize(ByteBuffer frame) {
        return List.of();
    }
}
