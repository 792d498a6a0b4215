package dev.specter.ice.path;

import io.netty.buffer.ByteBuf;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

/**
 * How large a buffer each datagram is read into: what the packets of this stack need, until one
 * came that did not fit; from then on what any datagram needs. The buffers are pooled and a
 * datagram is copied out at its exact size, so nothing grows with the largest possible one.
 * Loop-confined.
 */
final class ReceiveBufferSize extends DefaultMaxMessagesRecvByteBufAllocator {
    static final int USUAL_BYTES = 2048;
    static final int LARGEST_BYTES = 65536;

    /** Datagrams read before those who wait to send get their turn. */
    private static final int MAX_BURST = 64;

    private int sizeBytes = USUAL_BYTES;

    ReceiveBufferSize() {
        super(MAX_BURST);
    }

    /**
     * Learns from a datagram that filled its buffer: some of it may be missing.
     *
     * @param content a datagram as it was read
     * @return whether it must be dropped
     */
    boolean isCutOff(ByteBuf content) {
        if (content.isWritable()) {
            return false;
        }
        sizeBytes = LARGEST_BYTES;
        return true;
    }

    @Override
    @SuppressWarnings("deprecation") // Netty's own allocators return the same type
    public RecvByteBufAllocator.Handle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public int guess() {
                return sizeBytes;
            }
        };
    }
}
