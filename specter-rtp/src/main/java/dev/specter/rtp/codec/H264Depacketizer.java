package dev.specter.rtp.codec;

import dev.specter.rtp.RtpPacket;

/** Depacketizer. */
public final class H264Depacketizer implements Depacketizer {
    /** Makes one. */
    public H264Depacketizer() {}

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
