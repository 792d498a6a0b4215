package dev.specter.webrtc;

import java.util.Objects;

/**
 * A codec as negotiated (webrtc-pc, section 5.2.9). Immutable.
 *
 * @param payloadType RTP payload type, 0 to 127
 * @param mimeType as {@code video/VP8}
 * @param clockRateHz RTP clock rate in Hz
 * @param channels channels of audio, 0 for video
 * @param sdpFmtpLine format parameters as in {@code a=fmtp}, empty if none
 */
public record RtcRtpCodecParameters(
        int payloadType, String mimeType, int clockRateHz, int channels, String sdpFmtpLine) {
    /** Checks that nothing is null. */
    public RtcRtpCodecParameters {
        Objects.requireNonNull(mimeType, "mimeType");
        Objects.requireNonNull(sdpFmtpLine, "sdpFmtpLine");
    }

    /** The codec without its payload type. */
    public RtcRtpCodecCapability capability() {
        return new RtcRtpCodecCapability(mimeType, clockRateHz, channels, sdpFmtpLine);
    }
}
