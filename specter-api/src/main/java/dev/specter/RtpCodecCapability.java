package dev.specter;

import dev.specter.webrtc.RtcRtpCodecCapability;

/**
 * What a track's media is encoded with. What is left open (0 or empty) is settled by negotiation; a
 * bare kind, {@code audio} or {@code video}, leaves everything open. Immutable.
 *
 * @param mimeType as {@code video/H264}, or a bare kind
 * @param clockRateHz RTP clock rate in Hz, 0 if open
 * @param channels channels of audio, 0 if open or none
 * @param sdpFmtpLine format parameters as in {@code a=fmtp}, empty if open or none
 */
public record RtpCodecCapability(
        String mimeType, int clockRateHz, int channels, String sdpFmtpLine) {

    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if the MIME type is neither audio nor video, or a number is
     *     negative
     */
    public RtpCodecCapability {
        new RtcRtpCodecCapability(mimeType, clockRateHz, channels, sdpFmtpLine).kind();
    }

    /**
     * A codec with the clock rate and channels that its payload format fixes, and no format
     * parameters.
     *
     * @param mimeType as {@code video/H264}, or a bare kind
     */
    public static RtpCodecCapability of(String mimeType) {
        var known = RtcRtpCodecCapability.of(mimeType);
        return new RtpCodecCapability(
                known.mimeType(), known.clockRateHz(), known.channels(), known.sdpFmtpLine());
    }

    RtcRtpCodecCapability toRtc() {
        return new RtcRtpCodecCapability(mimeType, clockRateHz, channels, sdpFmtpLine);
    }
}
