package dev.specter.netty;

/**
 * What the handlers of a {@link WebRtcChannel} are given for a message that has come, and what
 * becomes of a {@link io.netty.buffer.ByteBuf} that they write.
 */
public enum WebRtcChannelMode {
    /**
     * As over TCP: bytes. A {@link io.netty.buffer.ByteBuf} for each message, but none for empty
     * ones; what is written may be of any size and is cut into messages.
     */
    STREAM,

    /** Messages: a {@link DataChannelFrame} each, which tells text from binary. */
    MESSAGE,

    /**
     * As over UDP: a {@link io.netty.channel.socket.DatagramPacket} for each message, from the
     * remote address to the local one.
     */
    DATAGRAM
}
