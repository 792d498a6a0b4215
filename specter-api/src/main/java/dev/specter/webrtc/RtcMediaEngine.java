package dev.specter.webrtc;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * The codecs and RTP header extensions that connections negotiate, in order of preference.
 * Immutable; made by {@link #builder()}, or {@link #defaults()}.
 *
 * <p>Specter carries media and does not encode it, so every codec here is one whose packets it can
 * pass on; for H.264 and VP8 it can also packetize samples.
 */
public final class RtcMediaEngine {
    /** SDES MID header extension (RFC 9143). */
    public static final String EXTENSION_MID = "urn:ietf:params:rtp-hdrext:sdes:mid";

    /** SDES RtpStreamId header extension (RFC 8852). */
    public static final String EXTENSION_RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";

    /** SDES RepairedRtpStreamId header extension (RFC 8852). */
    public static final String EXTENSION_REPAIRED_RID =
            "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id";

    /** Client-to-mixer audio level (RFC 6464). */
    public static final String EXTENSION_AUDIO_LEVEL =
            "urn:ietf:params:rtp-hdrext:ssrc-audio-level";

    /** Transmission time offset (RFC 5450). */
    public static final String EXTENSION_TOFFSET = "urn:ietf:params:rtp-hdrext:toffset";

    /** Absolute send time. */
    public static final String EXTENSION_ABS_SEND_TIME =
            "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time";

    /** Transport-wide sequence numbers (draft-holmer-rmcat-transport-wide-cc-extensions-01). */
    public static final String EXTENSION_TRANSPORT_CC =
            "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";

    /** Coordination of video orientation (3GPP TS 26.114). */
    public static final String EXTENSION_VIDEO_ORIENTATION = "urn:3gpp:video-orientation";

    private final List<Codec> codecs;
    private final List<HeaderExtension> headerExtensions;

    private RtcMediaEngine(Builder builder) {
        this.codecs = List.copyOf(builder.codecs);
        this.headerExtensions = List.copyOf(builder.headerExtensions);
    }

    /**
     * A registered codec.
     *
     * @param capability what it is
     * @param preferredPayloadType the payload type offered if it is free; else one is chosen
     * @param feedback the RTCP feedback it is used with
     * @param retransmission whether it is offered with an RTX companion (RFC 4588)
     */
    public record Codec(
            RtcRtpCodecCapability capability,
            OptionalInt preferredPayloadType,
            List<RtcRtcpFeedback> feedback,
            boolean retransmission) {
        /** Copies the list and checks the payload type. */
        public Codec {
            Objects.requireNonNull(capability, "capability");
            feedback = List.copyOf(feedback);
            if (capability.encodingName().isEmpty()) {
                throw new IllegalArgumentException("a kind is not a codec");
            }
            if (preferredPayloadType.isPresent()) {
                int pt = preferredPayloadType.getAsInt();
                if (pt < 0 || pt > 127 || (pt >= 64 && pt <= 95)) {
                    throw new IllegalArgumentException("payload type " + pt);
                }
            }
        }
    }

    /**
     * A registered RTP header extension.
     *
     * @param kind the kind of media it is for
     * @param capability what it is
     */
    public record HeaderExtension(RtcMediaKind kind, RtcRtpHeaderExtensionCapability capability) {
        /** Checks that nothing is null. */
        public HeaderExtension {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(capability, "capability");
        }
    }

    /**
     * Audio: opus, G722, PCMU, PCMA, CN, telephone-event. Video: VP8, H264 (constrained baseline
     * and baseline, packetization-mode 1 and 0), VP9, AV1, each with RTX. Header extensions: MID,
     * RID, repaired RID, audio level, abs-send-time, transport-wide sequence numbers.
     */
    public static RtcMediaEngine defaults() {
        return builder().registerDefaults().build();
    }

    /** An empty builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** All codecs, in order of preference. */
    public List<Codec> codecs() {
        return codecs;
    }

    /**
     * The codecs of one kind, in order of preference.
     *
     * @param kind audio or video
     */
    public List<Codec> codecs(RtcMediaKind kind) {
        return codecs.stream().filter(c -> c.capability().kind() == kind).toList();
    }

    /**
     * The header extensions of one kind.
     *
     * @param kind audio or video
     */
    public List<RtcRtpHeaderExtensionCapability> headerExtensions(RtcMediaKind kind) {
        return headerExtensions.stream()
                .filter(e -> e.kind() == kind)
                .map(HeaderExtension::capability)
                .toList();
    }

    /** Builds a media engine. Not thread-safe. */
    public static final class Builder {
        private static final List<RtcRtcpFeedback> VIDEO_FEEDBACK =
                List.of(
                        RtcRtcpFeedback.of("goog-remb"),
                        RtcRtcpFeedback.of("transport-cc"),
                        new RtcRtcpFeedback("ccm", "fir"),
                        RtcRtcpFeedback.of("nack"),
                        new RtcRtcpFeedback("nack", "pli"));

        private final List<Codec> codecs = new ArrayList<>();
        private final List<HeaderExtension> headerExtensions = new ArrayList<>();

        private Builder() {}

        /** Adds what {@link RtcMediaEngine#defaults()} has. */
        public Builder registerDefaults() {
            return registerDefaultCodecs().registerDefaultHeaderExtensions();
        }

        /** Adds the codecs of {@link RtcMediaEngine#defaults()}. */
        public Builder registerDefaultCodecs() {
            audio("opus", 48_000, 2, "minptime=10;useinbandfec=1", 111);
            audio("G722", 8_000, 1, "", 9);
            audio("PCMU", 8_000, 1, "", 0);
            audio("PCMA", 8_000, 1, "", 8);
            audio("CN", 8_000, 1, "", 13);
            audio("telephone-event", 48_000, 1, "0-15", 110);
            audio("telephone-event", 8_000, 1, "0-15", 126);
            video("VP8", "", 96);
            h264("42e01f", 1, 102);
            h264("42001f", 1, 104);
            h264("42e01f", 0, 106);
            h264("42001f", 0, 108);
            video("VP9", "profile-id=0", 98);
            video("AV1", "level-idx=5;profile=0;tier=0", 45);
            return this;
        }

        /** Adds the header extensions of {@link RtcMediaEngine#defaults()}. */
        public Builder registerDefaultHeaderExtensions() {
            for (RtcMediaKind kind : RtcMediaKind.values()) {
                registerHeaderExtension(kind, RtcRtpHeaderExtensionCapability.of(EXTENSION_MID));
            }
            registerHeaderExtension(
                    RtcMediaKind.AUDIO, RtcRtpHeaderExtensionCapability.of(EXTENSION_AUDIO_LEVEL));
            for (RtcMediaKind kind : RtcMediaKind.values()) {
                registerHeaderExtension(
                        kind, RtcRtpHeaderExtensionCapability.of(EXTENSION_ABS_SEND_TIME));
                registerHeaderExtension(
                        kind, RtcRtpHeaderExtensionCapability.of(EXTENSION_TRANSPORT_CC));
            }
            registerHeaderExtension(
                    RtcMediaKind.VIDEO, RtcRtpHeaderExtensionCapability.of(EXTENSION_RID));
            registerHeaderExtension(
                    RtcMediaKind.VIDEO, RtcRtpHeaderExtensionCapability.of(EXTENSION_REPAIRED_RID));
            return this;
        }

        /**
         * Adds a codec, less preferred than those before, with the usual feedback of its kind;
         * video gets an RTX companion.
         *
         * @param capability the codec
         */
        public Builder registerCodec(RtcRtpCodecCapability capability) {
            boolean video = capability.kind() == RtcMediaKind.VIDEO;
            return registerCodec(
                    new Codec(
                            capability,
                            OptionalInt.empty(),
                            video ? VIDEO_FEEDBACK : List.of(RtcRtcpFeedback.of("transport-cc")),
                            video));
        }

        /**
         * Adds a codec, less preferred than those before.
         *
         * @param codec the codec
         */
        public Builder registerCodec(Codec codec) {
            codecs.add(Objects.requireNonNull(codec, "codec"));
            return this;
        }

        /**
         * Adds a header extension; one of the same URI and kind is replaced.
         *
         * @param kind the kind of media it is for
         * @param capability the extension
         */
        public Builder registerHeaderExtension(
                RtcMediaKind kind, RtcRtpHeaderExtensionCapability capability) {
            headerExtensions.removeIf(
                    e -> e.kind() == kind && e.capability().uri().equals(capability.uri()));
            headerExtensions.add(new HeaderExtension(kind, capability));
            return this;
        }

        /** The media engine. */
        public RtcMediaEngine build() {
            return new RtcMediaEngine(this);
        }

        private void audio(String name, int clockRateHz, int channels, String fmtp, int pt) {
            var capability =
                    new RtcRtpCodecCapability("audio/" + name, clockRateHz, channels, fmtp);
            List<RtcRtcpFeedback> feedback =
                    name.equals("opus") ? List.of(RtcRtcpFeedback.of("transport-cc")) : List.of();
            registerCodec(new Codec(capability, OptionalInt.of(pt), feedback, false));
        }

        private void video(String name, String fmtp, int pt) {
            var capability = new RtcRtpCodecCapability("video/" + name, 90_000, 0, fmtp);
            registerCodec(new Codec(capability, OptionalInt.of(pt), VIDEO_FEEDBACK, true));
        }

        private void h264(String profileLevelId, int packetizationMode, int pt) {
            String fmtp =
                    "level-asymmetry-allowed=1;packetization-mode="
                            + packetizationMode
                            + ";profile-level-id="
                            + profileLevelId;
            video("H264", fmtp, pt);
        }
    }
}
