package dev.specter.webrtc;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * Options of a data channel (webrtc-pc, section 6.2.1). Immutable.
 *
 * @param ordered whether messages arrive in the order in which they were sent; default true
 * @param maxPacketLifeTime milliseconds during which a message is sent again, 0 to 65,535; not
 *     together with {@code maxRetransmits}
 * @param maxRetransmits how often a message is sent again at most, 0 to 65,535
 * @param protocol name of the protocol spoken on the channel; at most 65,535 bytes of UTF-8
 * @param negotiated whether both ends make the channel themselves, with the same id
 * @param id the stream, 0 to 65,534; needed when {@code negotiated}, otherwise ignored
 * @param priority weight against other channels; default low
 */
public record RtcDataChannelInit(
        boolean ordered,
        OptionalInt maxPacketLifeTime,
        OptionalInt maxRetransmits,
        String protocol,
        boolean negotiated,
        OptionalInt id,
        RtcPriorityType priority) {

    /** Refuses null. */
    public RtcDataChannelInit {
        Objects.requireNonNull(maxPacketLifeTime);
        Objects.requireNonNull(maxRetransmits);
        Objects.requireNonNull(protocol);
        Objects.requireNonNull(id);
        Objects.requireNonNull(priority);
    }

    /** Ordered and reliable. */
    public static RtcDataChannelInit defaults() {
        return builder().build();
    }

    /** A builder that starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds options; {@link RtcPeerConnection#createDataChannel} checks them. Not thread-safe. */
    public static final class Builder {
        private boolean ordered = true;
        private OptionalInt maxPacketLifeTime = OptionalInt.empty();
        private OptionalInt maxRetransmits = OptionalInt.empty();
        private String protocol = "";
        private boolean negotiated;
        private OptionalInt id = OptionalInt.empty();
        private RtcPriorityType priority = RtcPriorityType.LOW;

        private Builder() {}

        /** See {@link RtcDataChannelInit#ordered()}. */
        public Builder ordered(boolean value) {
            ordered = value;
            return this;
        }

        /** See {@link RtcDataChannelInit#maxPacketLifeTime()}. */
        public Builder maxPacketLifeTime(int milliseconds) {
            maxPacketLifeTime = OptionalInt.of(milliseconds);
            return this;
        }

        /** See {@link RtcDataChannelInit#maxRetransmits()}. */
        public Builder maxRetransmits(int count) {
            maxRetransmits = OptionalInt.of(count);
            return this;
        }

        /** See {@link RtcDataChannelInit#protocol()}. */
        public Builder protocol(String value) {
            protocol = value;
            return this;
        }

        /** Both ends make the channel with this id. */
        public Builder negotiated(int streamId) {
            negotiated = true;
            id = OptionalInt.of(streamId);
            return this;
        }

        /** See {@link RtcDataChannelInit#negotiated()}; the id has to be set too. */
        public Builder negotiated(boolean value) {
            negotiated = value;
            return this;
        }

        /** See {@link RtcDataChannelInit#id()}. */
        public Builder id(int streamId) {
            id = OptionalInt.of(streamId);
            return this;
        }

        /** See {@link RtcDataChannelInit#priority()}. */
        public Builder priority(RtcPriorityType value) {
            priority = value;
            return this;
        }

        /** The options. */
        public RtcDataChannelInit build() {
            return new RtcDataChannelInit(
                    ordered, maxPacketLifeTime, maxRetransmits, protocol, negotiated, id, priority);
        }
    }
}
