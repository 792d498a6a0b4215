package dev.specter.rtp.interceptor;

import dev.specter.rtp.ext.HeaderExtensionMap;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What negotiation settled about one RTP stream, in either direction. Immutable. */
public final class StreamInfo {
    /** Value of the {@code rtx…} accessors where there is no retransmission stream. */
    public static final int NONE = -1;

    private final long ssrc;
    private final int payloadType;
    private final String mimeType;
    private final int clockRateHz;
    private final HeaderExtensionMap extensions;
    private final Set<RtcpFeedback> feedback;
    private final long rtxSsrc;
    private final byte[] rtxByMedia;
    private final byte[] mediaByRtx;
    private final Optional<String> mid;
    private final Optional<String> rid;

    private StreamInfo(Builder b) {
        ssrc = b.ssrc;
        payloadType = b.payloadType;
        mimeType = b.mimeType;
        clockRateHz = b.clockRateHz;
        extensions = b.extensions;
        feedback = Set.copyOf(b.feedback);
        rtxSsrc = b.rtxSsrc;
        rtxByMedia = b.rtxByMedia.clone();
        mediaByRtx = b.mediaByRtx.clone();
        mid = b.mid;
        rid = b.rid;
    }

    /**
     * A builder.
     *
     * @param ssrc of the stream, u32
     * @param payloadType of its codec, 0 to 127
     * @param mimeType of its codec, for example {@code video/VP8}
     * @param clockRateHz of its RTP timestamps, more than 0
     * @return a builder without extensions, feedback and RTX
     */
    public static Builder builder(long ssrc, int payloadType, String mimeType, int clockRateHz) {
        return new Builder(ssrc, payloadType, mimeType, clockRateHz);
    }

    /** The stream's SSRC, u32. */
    public long ssrc() {
        return ssrc;
    }

    /** The codec's payload type, 0 to 127. */
    public int payloadType() {
        return payloadType;
    }

    /** The codec's MIME type, for example {@code video/VP8}. */
    public String mimeType() {
        return mimeType;
    }

    /** Whether the MIME type is a video's. */
    public boolean isVideo() {
        return mimeType.toLowerCase(Locale.ROOT).startsWith("video/");
    }

    /** Ticks of the RTP timestamp in a second. */
    public int clockRateHz() {
        return clockRateHz;
    }

    /** The header extensions negotiated. */
    public HeaderExtensionMap extensions() {
        return extensions;
    }

    /** The feedback negotiated for the payload type. */
    public Set<RtcpFeedback> feedback() {
        return feedback;
    }

    /** Whether a kind of feedback is negotiated. */
    public boolean has(RtcpFeedback kind) {
        return feedback.contains(kind);
    }

    /** The SSRC of the retransmission stream (RFC 4588), if there is one. */
    public OptionalLong rtxSsrc() {
        return rtxSsrc == NONE ? OptionalLong.empty() : OptionalLong.of(rtxSsrc);
    }

    /** Whether an SSRC is the retransmission stream's. */
    public boolean isRtx(long candidateSsrc) {
        return rtxSsrc != NONE && rtxSsrc == candidateSsrc;
    }

    /** The RTX payload type that repairs a payload type, or {@link #NONE}. */
    public int rtxPayloadTypeOf(int mediaPayloadType) {
        return rtxByMedia[mediaPayloadType & 0x7F];
    }

    /** The payload type that an RTX payload type repairs ({@code apt}), or {@link #NONE}. */
    public int aptOf(int rtxPayloadType) {
        return mediaByRtx[rtxPayloadType & 0x7F];
    }

    /** The m-section's {@code a=mid}. */
    public Optional<String> mid() {
        return mid;
    }

    /** The simulcast layer's {@code a=rid}. */
    public Optional<String> rid() {
        return rid;
    }

    /** A builder that starts with everything this has. */
    public Builder toBuilder() {
        var b = new Builder(ssrc, payloadType, mimeType, clockRateHz);
        b.extensions = extensions;
        b.feedback.addAll(feedback);
        b.rtxSsrc = rtxSsrc;
        b.rtxByMedia = rtxByMedia.clone();
        b.mediaByRtx = mediaByRtx.clone();
        b.mid = mid;
        b.rid = rid;
        return b;
    }

    @Override
    public String toString() {
        return "StreamInfo[ssrc="
                + ssrc
                + ", payloadType="
                + payloadType
                + ", "
                + mimeType
                + "/"
                + clockRateHz
                + "]";
    }

    /** Builds a stream's description. Not thread-safe. */
    public static final class Builder {
        private final long ssrc;
        private final int payloadType;
        private final String mimeType;
        private final int clockRateHz;
        private HeaderExtensionMap extensions = HeaderExtensionMap.EMPTY;
        private final EnumSet<RtcpFeedback> feedback = EnumSet.noneOf(RtcpFeedback.class);
        private long rtxSsrc = NONE;
        private byte[] rtxByMedia = none();
        private byte[] mediaByRtx = none();
        private Optional<String> mid = Optional.empty();
        private Optional<String> rid = Optional.empty();

        private Builder(long ssrc, int payloadType, String mimeType, int clockRateHz) {
            if (clockRateHz <= 0) {
                throw new IllegalArgumentException("clock rate " + clockRateHz);
            }
            this.ssrc = ssrc & 0xFFFFFFFFL;
            this.payloadType = Objects.checkIndex(payloadType, 128);
            this.mimeType = Objects.requireNonNull(mimeType);
            this.clockRateHz = clockRateHz;
        }

        private static byte[] none() {
            byte[] table = new byte[128];
            Arrays.fill(table, (byte) NONE);
            return table;
        }

        /** Sets the header extensions. */
        public Builder extensions(HeaderExtensionMap value) {
            extensions = Objects.requireNonNull(value);
            return this;
        }

        /** Sets the feedback. */
        public Builder feedback(Set<RtcpFeedback> value) {
            feedback.clear();
            feedback.addAll(value);
            return this;
        }

        /**
         * Sets the retransmission stream (RFC 4588).
         *
         * @param newRtxSsrc its SSRC, u32
         * @param rtxByMediaPayloadType for each payload type the RTX payload type whose {@code apt}
         *     it is
         * @return this builder
         */
        public Builder rtx(long newRtxSsrc, Map<Integer, Integer> rtxByMediaPayloadType) {
            rtxSsrc = newRtxSsrc & 0xFFFFFFFFL;
            rtxByMedia = none();
            mediaByRtx = none();
            rtxByMediaPayloadType.forEach(
                    (media, rtx) -> {
                        rtxByMedia[Objects.checkIndex(media, 128)] =
                                (byte) Objects.checkIndex(rtx, 128);
                        mediaByRtx[rtx] = (byte) (int) media;
                    });
            return this;
        }

        /** Sets the m-section's {@code a=mid}; an empty one is none. */
        public Builder mid(String value) {
            mid = Optional.of(value).filter(text -> !text.isEmpty());
            return this;
        }

        /** Sets the simulcast layer's {@code a=rid}; an empty one is none. */
        public Builder rid(String value) {
            rid = Optional.of(value).filter(text -> !text.isEmpty());
            return this;
        }

        /** The description. */
        public StreamInfo build() {
            return new StreamInfo(this);
        }
    }
}
