package dev.specter.sctp.dcep;

import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;
import dev.specter.common.WireWriter;
import dev.specter.sctp.OutgoingMessage.Delivery;
import dev.specter.sctp.Reliability;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * DATA_CHANNEL_OPEN (RFC 8832, section 5.1). Immutable.
 *
 * <pre>
 * |  Message Type |  Channel Type |            Priority           |
 * |                    Reliability Parameter                      |
 * |         Label Length          |       Protocol Length         |
 * /                             Label                             /
 * /                            Protocol                           /
 * </pre>
 *
 * @param init what it says of the channel; without a negotiated identifier
 */
record DcepOpen(ChannelInit init) {
    static final int MESSAGE_TYPE = 3;

    private static final int FIXED_BYTES = 12;

    /** The longest one: both strings have 65,535 bytes. */
    static final int MAX_BYTES = FIXED_BYTES + 2 * ChannelInit.MAX_STRING_BYTES;

    private static final int UNORDERED = 0x80;
    private static final int RELIABLE = 0;
    private static final int LIMITED_RETRANSMITS = 1;
    private static final int LIMITED_LIFETIME = 2;
    private static final long U32_MAX = 0xFFFFFFFFL;

    /** Reads the message behind its type. */
    static DcepOpen parseBody(WireReader in) throws MalformedPacketException {
        int channelType = in.u8();
        int priority = in.u16();
        long parameter = in.u32();
        int labelBytes = in.u16();
        int protocolBytes = in.u16();
        String label = text(in.view(labelBytes));
        String protocol = text(in.view(protocolBytes));
        Reliability reliability =
                switch (channelType & ~UNORDERED) {
                    case RELIABLE -> Reliability.RELIABLE;
                    case LIMITED_RETRANSMITS ->
                            new Reliability.LimitedRetransmits(
                                    (int) Math.min(parameter, Integer.MAX_VALUE - 1));
                    case LIMITED_LIFETIME ->
                            new Reliability.LimitedLifetime(Duration.ofMillis(parameter));
                    default -> throw new MalformedPacketException("channel type " + channelType);
                };
        Delivery delivery = (channelType & UNORDERED) != 0 ? Delivery.UNORDERED : Delivery.ORDERED;
        return new DcepOpen(ChannelInit.received(label, protocol, delivery, reliability, priority));
    }

    ByteBuffer toMessage() {
        byte[] label = init.label().getBytes(StandardCharsets.UTF_8);
        byte[] protocol = init.protocol().getBytes(StandardCharsets.UTF_8);
        int type = RELIABLE;
        long parameter = 0;
        if (init.reliability() instanceof Reliability.LimitedRetransmits limited) {
            type = LIMITED_RETRANSMITS;
            parameter = limited.maxRetransmits();
        } else if (init.reliability() instanceof Reliability.LimitedLifetime limited) {
            type = LIMITED_LIFETIME;
            parameter = Math.min(limited.lifetime().toMillis(), U32_MAX);
        }
        return WireWriter.allocate(FIXED_BYTES + label.length + protocol.length)
                .u8(MESSAGE_TYPE)
                .u8(init.delivery() == Delivery.UNORDERED ? type | UNORDERED : type)
                .u16(init.priority())
                .u32(parameter)
                .u16(label.length)
                .u16(protocol.length)
                .bytes(label)
                .bytes(protocol)
                .finish();
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }
}
