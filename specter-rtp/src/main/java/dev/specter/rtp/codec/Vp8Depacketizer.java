package dev.specter.rtp.codec;

import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.rtp.RtpPacket;

import java.nio.ByteBuffer;

/** VP8 (RFC 7741, section 4.5): the frame is what stands behind the descriptors, in a row. */
public final class Vp8Depacketizer extends FrameAssembler {
    private boolean begun;

    /** Makes one with {@link #DEFAULT_MAX_FRAME_BYTES}. */
    public Vp8Depacketizer() {
        this(DEFAULT_MAX_FRAME_BYTES);
    }

    /**
     * Makes one.
     *
     * @param maxFrameBytes larger frames are dropped
     */
    public Vp8Depacketizer(int maxFrameBytes) {
        super(maxFrameBytes);
    }

    @Override
    boolean beginsFrame(RtpPacket packet) {
        return (packet.payloadAt(0) & 0x17) == 0x10; // S set, partition index 0
    }

    @Override
    void reset() {
        begun = false;
    }

    @Override
    void unpack(RtpPacket packet) throws MalformedPacketException {
        ByteBuffer payload = packet.payload();
        Vp8Descriptor descriptor = Vp8Descriptor.parse(WireReader.of(payload));
        payload.position(descriptor.sizeBytes());
        if (!payload.hasRemaining() || descriptor.startsFrame() == begun) {
            throw new MalformedPacketException("VP8: empty, or its frame does not start once");
        }
        if (!begun && (payload.get(payload.position()) & 1) == 0) {
            markKeyFrame(); // RFC 7741, section 4.3: P is 0 in key frames
        }
        begun = true;
        append(payload);
    }

    @Override
    void checkEnd() {}
}
