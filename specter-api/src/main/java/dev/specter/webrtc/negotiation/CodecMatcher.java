package dev.specter.webrtc.negotiation;

import dev.specter.sdp.attribute.Fmtp;
import dev.specter.webrtc.RtcRtpCodecCapability;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Whether two codecs are the same one (RFC 9429, section 5.3.1): name, clock rate, channels, and
 * the format parameters that select a different bit stream rather than describe an end's abilities.
 */
public final class CodecMatcher {
    private CodecMatcher() {}

    /**
     * The first negotiated codec that fits a track's codec, which may leave things open.
     *
     * @param codec the track's codec
     * @param codecs the codecs to choose from, in order of preference
     */
    public static Optional<NegotiatedCodec> find(
            RtcRtpCodecCapability codec, List<NegotiatedCodec> codecs) {
        return findAll(codec, codecs).stream().findFirst();
    }

    /** All negotiated codecs that fit one, which may leave things open, in their order. */
    public static List<NegotiatedCodec> findAll(
            RtcRtpCodecCapability codec, List<NegotiatedCodec> codecs) {
        return codecs.stream().filter(c -> fits(codec, c.capability())).toList();
    }

    /** Whether a codec that may leave things open fits one that does not. */
    static boolean fits(RtcRtpCodecCapability open, RtcRtpCodecCapability codec) {
        if (open.kind() != codec.kind()) {
            return false;
        }
        if (open.encodingName().isEmpty()) {
            return !isAuxiliary(codec);
        }
        return sameName(open, codec)
                && (open.clockRateHz() == 0 || open.clockRateHz() == codec.clockRateHz())
                && (open.channels() == 0 || channels(open) == channels(codec))
                && (open.sdpFmtpLine().isEmpty() || variant(open).equals(variant(codec)));
    }

    /** Whether a codec that may leave things open says nothing else than one that does not. */
    static boolean names(RtcRtpCodecCapability open, RtcRtpCodecCapability codec) {
        return fits(open, codec)
                && (open.sdpFmtpLine().isEmpty()
                        || Fmtp.parameterMap(open.sdpFmtpLine())
                                .equals(Fmtp.parameterMap(codec.sdpFmtpLine())));
    }

    /** Whether two codecs are the same. */
    static boolean matches(RtcRtpCodecCapability a, RtcRtpCodecCapability b) {
        return key(a).equals(key(b));
    }

    /** Equal for codecs that match, and only for them. */
    static String key(RtcRtpCodecCapability codec) {
        return codec.mimeType().toLowerCase(Locale.ROOT)
                + '/'
                + codec.clockRateHz()
                + '/'
                + channels(codec)
                + '/'
                + variant(codec);
    }

    /** Codecs that carry no media of their own and are no track's codec. */
    static boolean isAuxiliary(RtcRtpCodecCapability codec) {
        return switch (codec.encodingName().toLowerCase(Locale.ROOT)) {
            case "cn", "telephone-event", "red", "ulpfec", "flexfec-03", "rtx" -> true;
            default -> false;
        };
    }

    private static boolean sameName(RtcRtpCodecCapability a, RtcRtpCodecCapability b) {
        return a.encodingName().equalsIgnoreCase(b.encodingName());
    }

    private static int channels(RtcRtpCodecCapability codec) {
        return Math.max(1, codec.channels());
    }

    /** The part of the format parameters that tells bit streams apart. */
    private static String variant(RtcRtpCodecCapability codec) {
        Map<String, String> parameters = Fmtp.parameterMap(codec.sdpFmtpLine());
        return switch (codec.encodingName().toLowerCase(Locale.ROOT)) {
            // RFC 6184, section 8.2.2: profile and packetization-mode must be the same.
            case "h264" ->
                    parameters.getOrDefault("packetization-mode", "0")
                            + ' '
                            + H264Profile.of(
                                            parameters.getOrDefault(
                                                    "profile-level-id", H264Profile.DEFAULT_ID))
                                    .map(p -> p.name().name())
                                    .orElse("invalid");
            // RFC 9628, section 6: profile-id is 0 if absent.
            case "vp9" -> parameters.getOrDefault("profile-id", "0");
            // AV1 RTP payload format, section 7.2.3: profile is 0 if absent.
            case "av1" -> parameters.getOrDefault("profile", "0");
            // RFC 7798, section 7.1: profile-id is 1, tier-flag 0 if absent.
            case "h265" ->
                    parameters.getOrDefault("profile-id", "1")
                            + ' '
                            + parameters.getOrDefault("tier-flag", "0")
                            + ' '
                            + parameters.getOrDefault("tx-mode", "srst").toLowerCase(Locale.ROOT);
            default -> "";
        };
    }
}
