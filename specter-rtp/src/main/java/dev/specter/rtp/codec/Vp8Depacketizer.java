package dev.specter.rtp.codec;

import dev.specter.rtp.RtpPacket;

/** Depacketizer. */
public final class Vp8Depacketizer implements Depacketizer {
    /** Makes one. */
    public Vp8Depacketizer() {}

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
