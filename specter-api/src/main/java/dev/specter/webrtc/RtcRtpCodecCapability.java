package dev.specter.webrtc;

import java.util.Locale;
import java.util.Objects;

/**
 * A codec (webrtc-pc, section 5.2.9, RTCRtpCodec). Immutable.
 *
 * <p>What is left open ({@code 0} or empty) is settled by negotiation, with the first codec that
 * fits the rest. A bare kind ({@code "audio"}, {@code "video"}) as MIME type leaves everything
 * open.
 *
 * @param mimeType media type and subtype, as {@code video/VP8}; compared without regard to case
 * @param clockRateHz RTP clock rate in Hz, 0 if open
 * @param channels channels of audio, 0 if open or none
 * @param sdpFmtpLine format parameters as in {@code a=fmtp}, empty if none or open
 */
public record RtcRtpCodecCapability(
        String mimeType, int clockRateHz, int channels, String sdpFmtpLine) {

    /** Checks the MIME type and that nothing is null or negative. */
    public RtcRtpCodecCapability {
        Objects.requireNonNull(mimeType, "mimeType");
        Objects.requireNonNull(sdpFmtpLine, "sdpFmtpLine");
        kindOf(mimeType);
        if (clockRateHz < 0 || channels < 0) {
            throw new IllegalArgumentException("negative clock rate or channels");
        }
    }

    /**
     * A codec with the clock rate and channels its payload format fixes, if it is a known one, and
     * no format parameters.
     *
     * @param mimeType as {@code video/VP8}, or a bare kind
     * @throws IllegalArgumentException if it is neither audio nor video
     */
    public static RtcRtpCodecCapability of(String mimeType) {
        Objects.requireNonNull(mimeType, "mimeType");
        String lower = mimeType.toLowerCase(Locale.ROOT);
        if (lower.startsWith("video/")) {
            return new RtcRtpCodecCapability(mimeType, 90_000, 0, "");
        }
        return switch (lower) {
            case "audio/opus" -> new RtcRtpCodecCapability(mimeType, 48_000, 2, "");
            case "audio/pcmu", "audio/pcma", "audio/g722" ->
                    new RtcRtpCodecCapability(mimeType, 8_000, 1, "");
            default -> new RtcRtpCodecCapability(mimeType, 0, 0, "");
        };
    }

    /** Audio or video. */
    public RtcMediaKind kind() {
        return kindOf(mimeType);
    }

    /** The encoding name, as {@code VP8}; empty for a bare kind. */
    public String encodingName() {
        int slash = mimeType.indexOf('/');
        return slash < 0 ? "" : mimeType.substring(slash + 1);
    }

    private static RtcMediaKind kindOf(String mimeType) {
        int slash = mimeType.indexOf('/');
        String type = slash < 0 ? mimeType : mimeType.substring(0, slash);
        if (slash == mimeType.length() - 1) {
            throw new IllegalArgumentException("not a codec: " + mimeType);
        }
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "audio" -> RtcMediaKind.AUDIO;
            case "video" -> RtcMediaKind.VIDEO;
            default -> throw new IllegalArgumentException("not a codec: " + mimeType);
        };
    }
}
