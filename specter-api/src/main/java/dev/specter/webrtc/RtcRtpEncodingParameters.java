package dev.specter.webrtc;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How one encoding of a track is sent (webrtc-pc, section 5.2.7). Immutable.
 *
 * <p>Specter does not encode: {@code active}, {@code rid} and {@code codec} act on what is sent;
 * the other members are carried for the application's encoder to read.
 *
 * @param rid names the encoding where there are several; read-only once the sender is made
 * @param active whether the encoding is sent; when it is not, its SSRC stays and no BYE is sent
 * @param codec the negotiated codec to use; empty for the track's own choice
 * @param maxBitrateBps most bits per second, without transport overhead (TIAS, RFC 3890)
 * @param maxFramerate most frames per second; of video only
 * @param scaleResolutionDownBy by which width and height are divided, 1 or more; of video only
 * @param priority share of the bandwidth (webrtc-priority, section 4)
 * @param networkPriority priority of its packets in the network (webrtc-priority, section 4)
 */
public record RtcRtpEncodingParameters(
        Optional<String> rid,
        boolean active,
        Optional<RtcRtpCodecCapability> codec,
        OptionalLong maxBitrateBps,
        OptionalDouble maxFramerate,
        OptionalDouble scaleResolutionDownBy,
        RtcPriorityType priority,
        RtcPriorityType networkPriority) {
    /** Checks that nothing is null. */
    public RtcRtpEncodingParameters {
        Objects.requireNonNull(rid, "rid");
        Objects.requireNonNull(codec, "codec");
        Objects.requireNonNull(maxBitrateBps, "maxBitrateBps");
        Objects.requireNonNull(maxFramerate, "maxFramerate");
        Objects.requireNonNull(scaleResolutionDownBy, "scaleResolutionDownBy");
        Objects.requireNonNull(priority, "priority");
        Objects.requireNonNull(networkPriority, "networkPriority");
    }

    /** An active encoding without limits and without a name. */
    public static RtcRtpEncodingParameters defaults() {
        return builder().build();
    }

    /** An active encoding without limits. */
    public static RtcRtpEncodingParameters of(String rid) {
        return builder().rid(rid).build();
    }

    /** A builder that starts with {@link #defaults()}. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts with what this has. */
    public Builder toBuilder() {
        var builder = new Builder();
        builder.rid = rid;
        builder.active = active;
        builder.codec = codec;
        builder.maxBitrateBps = maxBitrateBps;
        builder.maxFramerate = maxFramerate;
        builder.scaleResolutionDownBy = scaleResolutionDownBy;
        builder.priority = priority;
        builder.networkPriority = networkPriority;
        return builder;
    }

    /** Builds encoding parameters. Not thread-safe. */
    public static final class Builder {
        private Optional<String> rid = Optional.empty();
        private boolean active = true;
        private Optional<RtcRtpCodecCapability> codec = Optional.empty();
        private OptionalLong maxBitrateBps = OptionalLong.empty();
        private OptionalDouble maxFramerate = OptionalDouble.empty();
        private OptionalDouble scaleResolutionDownBy = OptionalDouble.empty();
        private RtcPriorityType priority = RtcPriorityType.LOW;
        private RtcPriorityType networkPriority = RtcPriorityType.LOW;

        private Builder() {}

        /** Names the encoding. */
        public Builder rid(String value) {
            rid = Optional.of(value);
            return this;
        }

        /** Takes the name away. */
        public Builder noRid() {
            rid = Optional.empty();
            return this;
        }

        /** Sets whether it is sent. */
        public Builder active(boolean value) {
            active = value;
            return this;
        }

        /** Chooses a codec. */
        public Builder codec(RtcRtpCodecCapability value) {
            codec = Optional.of(value);
            return this;
        }

        /** Leaves the codec to the track. */
        public Builder anyCodec() {
            codec = Optional.empty();
            return this;
        }

        /** Limits the bit rate, in bits per second. */
        public Builder maxBitrateBps(long value) {
            maxBitrateBps = OptionalLong.of(value);
            return this;
        }

        /** Limits the frame rate, in frames per second. */
        public Builder maxFramerate(double value) {
            maxFramerate = OptionalDouble.of(value);
            return this;
        }

        /** Divides width and height. */
        public Builder scaleResolutionDownBy(double value) {
            scaleResolutionDownBy = OptionalDouble.of(value);
            return this;
        }

        /** Sets the share of the bandwidth. */
        public Builder priority(RtcPriorityType value) {
            priority = value;
            return this;
        }

        /** Sets the priority in the network. */
        public Builder networkPriority(RtcPriorityType value) {
            networkPriority = value;
            return this;
        }

        /** The parameters. */
        public RtcRtpEncodingParameters build() {
            return new RtcRtpEncodingParameters(
                    rid,
                    active,
                    codec,
                    maxBitrateBps,
                    maxFramerate,
                    scaleResolutionDownBy,
                    priority,
                    networkPriority);
        }
    }
}
