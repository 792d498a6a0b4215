package dev.specter.webrtc;

import dev.specter.sctp.OutgoingMessage.Delivery;
import dev.specter.sctp.Reliability;
import dev.specter.sctp.dcep.ChannelInit;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * What a data channel is made with: as createDataChannel is given it (webrtc-pc, section 6.1), and
 * as DATA_CHANNEL_OPEN tells it (RFC 8832, section 5.1). Immutable.
 *
 * @param label the name; need not be unique
 * @param init everything else
 */
record ChannelParameters(String label, RtcDataChannelInit init) {
    private static final int MAX_STRING_BYTES = 65_535;
    private static final int MAX_U16 = 0xFFFF;
    private static final int MAX_ID = 65_534;

    /**
     * The arguments of createDataChannel.
     *
     * @throws RtcException TypeError if they break its rules
     */
    static ChannelParameters checked(String label, RtcDataChannelInit init) {
        requireLength(label, "label");
        requireLength(init.protocol(), "protocol");
        if (init.maxPacketLifeTime().isPresent() && init.maxRetransmits().isPresent()) {
            throw new RtcException(
                    RtcErrorName.TYPE_ERROR, "both maxPacketLifeTime and maxRetransmits");
        }
        requireAtMost(MAX_U16, init.maxPacketLifeTime(), "maxPacketLifeTime");
        requireAtMost(MAX_U16, init.maxRetransmits(), "maxRetransmits");
        if (init.negotiated() && init.id().isEmpty()) {
            throw new RtcException(RtcErrorName.TYPE_ERROR, "negotiated without an id");
        }
        requireAtMost(init.negotiated() ? MAX_ID : MAX_U16, init.id(), "id");
        return new ChannelParameters(
                UsvString.of(label),
                new RtcDataChannelInit(
                        init.ordered(),
                        init.maxPacketLifeTime(),
                        init.maxRetransmits(),
                        UsvString.of(init.protocol()),
                        init.negotiated(),
                        init.id(),
                        init.priority()));
    }

    private static void requireLength(String text, String what) {
        if (UsvString.utf8(text).length > MAX_STRING_BYTES) {
            throw new RtcException(
                    RtcErrorName.TYPE_ERROR, what + ": more than " + MAX_STRING_BYTES + " bytes");
        }
    }

    private static void requireAtMost(int max, OptionalInt value, String what) {
        if (value.isPresent() && (value.getAsInt() < 0 || value.getAsInt() > max)) {
            throw new RtcException(RtcErrorName.TYPE_ERROR, what + ": " + value.getAsInt());
        }
    }

    /** What the peer has opened a channel with. */
    static ChannelParameters of(ChannelInit opened) {
        OptionalInt lifetime = OptionalInt.empty();
        OptionalInt retransmits = OptionalInt.empty();
        if (opened.reliability() instanceof Reliability.LimitedRetransmits r) {
            retransmits = OptionalInt.of(Math.min(r.maxRetransmits(), MAX_U16));
        } else if (opened.reliability() instanceof Reliability.LimitedLifetime l) {
            lifetime = OptionalInt.of((int) Math.min(l.lifetime().toMillis(), MAX_U16));
        }
        return new ChannelParameters(
                opened.label(),
                new RtcDataChannelInit(
                        opened.delivery() == Delivery.ORDERED,
                        lifetime,
                        retransmits,
                        opened.protocol(),
                        false,
                        OptionalInt.empty(),
                        toPriority(opened.priority())));
    }

    /** What the channel table opens the channel with. */
    ChannelInit toChannelInit() {
        return new ChannelInit(
                label,
                init.protocol(),
                init.ordered() ? Delivery.ORDERED : Delivery.UNORDERED,
                reliability(),
                negotiatedId(),
                toWeight(init.priority()));
    }

    private Reliability reliability() {
        if (init.maxRetransmits().isPresent()) {
            return new Reliability.LimitedRetransmits(init.maxRetransmits().getAsInt());
        }
        return init.maxPacketLifeTime().isPresent()
                ? new Reliability.LimitedLifetime(
                        Duration.ofMillis(init.maxPacketLifeTime().getAsInt()))
                : Reliability.RELIABLE;
    }

    /** The stream that both ends have agreed on, if they have. */
    OptionalInt negotiatedId() {
        return init.negotiated() ? init.id() : OptionalInt.empty();
    }

    /** RFC 8831, section 6.4: the weights of the four priorities. */
    private static int toWeight(RtcPriorityType priority) {
        return switch (priority) {
            case VERY_LOW -> 128;
            case LOW -> 256;
            case MEDIUM -> 512;
            case HIGH -> 1024;
        };
    }

    private static RtcPriorityType toPriority(int weight) {
        if (weight <= 128) {
            return RtcPriorityType.VERY_LOW;
        }
        if (weight <= 256) {
            return RtcPriorityType.LOW;
        }
        return weight <= 512 ? RtcPriorityType.MEDIUM : RtcPriorityType.HIGH;
    }
}
