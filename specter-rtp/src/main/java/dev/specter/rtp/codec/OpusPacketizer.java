package dev.specter.rtp.codec;

import java.nio.ByteBuffer;
import java.util.List;

/** Opus (RFC 7587, section 4.2): an Opus packet is the payload of exactly one RTP packet. */
public final class OpusPacketizer implements Packetizer {
    /** Makes one. */
    public OpusPacketizer() {}

    @Override
    public List<ByteBuffer> packetize(ByteBuffer frame) {
        if (!frame.hasRemaining()) {
            return List.of();
        }
        ByteBuffer payload = ByteBuffer.allocate(frame.remaining());
        return List.of(payload.put(frame.duplicate()).flip());
    }
}
