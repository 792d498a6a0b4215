package dev.specter.sctp.dcep;

import dev.specter.sctp.OutgoingMessage.Delivery;
import dev.specter.sctp.Reliability;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * How a data channel is to be. Immutable.
 *
 * @param label name of the channel, at most 65,535 bytes in UTF-8
 * @param protocol subprotocol, at most 65,535 bytes in UTF-8
 * @param delivery ordered or not
 * @param reliability how hard a message is tried
 * @param negotiatedId stream identifier that both applications agreed on, 0 to 65,534; empty for a
 *     channel that is announced with DATA_CHANNEL_OPEN
 * @param priority weight of the channel among others, u16 (RFC 8831, section 6.4: 128, 256, 512,
 *     1024)
 */
public record ChannelInit(
        String label,
        String protocol,
        Delivery delivery,
        Reliability reliability,
        OptionalInt negotiatedId,
        int priority) {
    /** Longest label and longest protocol in bytes. */
    public static final int MAX_STRING_BYTES = 65_535;

    /** Priority "low", the default of W3C webrtc-priority. */
    public static final int DEFAULT_PRIORITY = 256;

    /** Checks the ranges. */
    public ChannelInit {
        Objects.requireNonNull(delivery, "delivery");
        Objects.requireNonNull(reliability, "reliability");
        requireLength(label, "label");
        requireLength(protocol, "protocol");
        if (negotiatedId.isPresent()
                && (negotiatedId.getAsInt() < 0 || negotiatedId.getAsInt() > 65_534)) {
            throw new IllegalArgumentException("negotiatedId: " + negotiatedId.getAsInt());
        }
        if (priority < 0 || priority > 65_535) {
            throw new IllegalArgumentException("priority: " + priority);
        }
    }

    /** A reliable, ordered channel that is announced to the peer. */
    public static ChannelInit of(String label) {
        return new ChannelInit(
                label,
                "",
                Delivery.ORDERED,
                Reliability.RELIABLE,
                OptionalInt.empty(),
                DEFAULT_PRIORITY);
    }

    /**
     * What a peer announced. Bytes that are no UTF-8 became replacement characters, which are
     * longer than what came: such a text is cut to the limit.
     */
    static ChannelInit received(
            String label,
            String protocol,
            Delivery delivery,
            Reliability reliability,
            int priority) {
        return new ChannelInit(
                fit(label), fit(protocol), delivery, reliability, OptionalInt.empty(), priority);
    }

    private static String fit(String text) {
        String fitting = text;
        while (fitting.getBytes(StandardCharsets.UTF_8).length > MAX_STRING_BYTES) {
            fitting = fitting.substring(0, fitting.length() / 2);
        }
        return fitting;
    }

    /** The same with another subprotocol. */
    public ChannelInit withProtocol(String newProtocol) {
        return new ChannelInit(label, newProtocol, delivery, reliability, negotiatedId, priority);
    }

    /** The same with another order of delivery. */
    public ChannelInit withDelivery(Delivery newDelivery) {
        return new ChannelInit(label, protocol, newDelivery, reliability, negotiatedId, priority);
    }

    /** The same with another reliability. */
    public ChannelInit withReliability(Reliability newReliability) {
        return new ChannelInit(label, protocol, delivery, newReliability, negotiatedId, priority);
    }

    /** The same, negotiated by the applications. */
    public ChannelInit withNegotiatedId(int id) {
        return new ChannelInit(
                label, protocol, delivery, reliability, OptionalInt.of(id), priority);
    }

    /** The same with another priority. */
    public ChannelInit withPriority(int newPriority) {
        return new ChannelInit(label, protocol, delivery, reliability, negotiatedId, newPriority);
    }

    private static void requireLength(String text, String name) {
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_STRING_BYTES) {
            throw new IllegalArgumentException(name + " is longer than 65,535 bytes");
        }
    }
}
