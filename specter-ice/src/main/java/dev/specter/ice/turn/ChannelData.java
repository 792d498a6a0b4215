package dev.specter.ice.turn;

import dev.specter.common.WireWriter;

import java.nio.ByteBuffer;

/**
 * ChannelData messages (RFC 8656, section 12.4): a datagram to or from the peer that a channel is
 * bound to, behind a header of four bytes.
 */
final class ChannelData {
    static final int HEADER_BYTES = 4;

    /** RFC 8656, section 12: channel numbers in use; above them are reserved ones. */
    static final int FIRST_CHANNEL = 0x4000;

    static final int LAST_CHANNEL = 0x4FFF;

    private ChannelData() {}

    /** Whether a message is ChannelData by its first byte (RFC 7983). */
    static boolean isChannelData(byte[] message) {
        return message.length >= HEADER_BYTES && (message[0] & 0xC0) == 0x40;
    }

    static int channel(byte[] message) {
        return (message[0] & 0xFF) << 8 | message[1] & 0xFF;
    }

    /** The datagram in a message, or null if the message is cut short. */
    static ByteBuffer payload(byte[] message) {
        int length = (message[2] & 0xFF) << 8 | message[3] & 0xFF;
        return length > message.length - HEADER_BYTES
                ? null
                : ByteBuffer.wrap(message, HEADER_BYTES, length);
    }

    /**
     * Makes a message.
     *
     * @param channel its number
     * @param payload the datagram, up to 65,535 bytes
     * @param reliable whether it goes over a stream, where each message is padded to four bytes
     */
    static byte[] of(int channel, ByteBuffer payload, boolean reliable) {
        int length = payload.remaining();
        int padding = reliable ? -length & 3 : 0;
        byte[] message = new byte[HEADER_BYTES + length + padding];
        WireWriter.into(ByteBuffer.wrap(message)).u16(channel).u16(length).bytes(payload);
        return message;
    }
}
