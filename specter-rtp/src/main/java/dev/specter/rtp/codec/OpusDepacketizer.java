package dev.specter.rtp.codec;

import dev.specter.rtp.RtpPacket;

/** Depacketizer. */
public final class OpusDepacketizer implements Depacketizer {
    /** Makes one. */
    public OpusDepacketizer() {}

    @Override
    public void handlePacket(RtpPacket packet) {}

    @Override
    public EncodedFrame pollFrame() {
        return null;
    }

    @Override
    public long droppedFrames() {
        return 0;
    }
}
