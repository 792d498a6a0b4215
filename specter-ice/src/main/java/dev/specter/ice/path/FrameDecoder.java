package dev.specter.ice.path;

import dev.specter.common.MalformedPacketException;

import io.netty.buffer.ByteBuf;

/**
 * Finds datagrams in a stream of bytes: each follows its length in 16 bits (RFC 4571, section 2).
 * Holds one unfinished frame at most. Loop-confined.
 */
final class FrameDecoder {
    static final int LENGTH_BYTES = 2;

    private int maxBytes;

    /** The first byte of a length whose second has not come, or -1. */
    private int high = -1;

    /** The frame that is being filled, or null. */
    private byte[] frame;

    private int filled;

    /** A decoder that takes frames of up to so many bytes. */
    FrameDecoder(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Takes larger or smaller frames from the next one on. */
    void maxBytes(int bytes) {
        maxBytes = bytes;
    }

    /**
     * Takes bytes up to the end of one frame.
     *
     * @param in read from; lent
     * @return the frame, not empty, or null when all has been read and no frame is whole
     * @throws MalformedPacketException if a frame is too long; the stream is of no more use
     */
    byte[] next(ByteBuf in) throws MalformedPacketException {
        while (in.isReadable()) {
            if (frame == null && !begin(in)) {
                continue;
            }
            int count = Math.min(in.readableBytes(), frame.length - filled);
            in.readBytes(frame, filled, count);
            filled += count;
            if (filled == frame.length) {
                byte[] whole = frame;
                frame = null;
                return whole;
            }
        }
        return null;
    }

    /** Reads a byte of the length; returns whether a frame has begun. */
    private boolean begin(ByteBuf in) throws MalformedPacketException {
        if (high < 0) {
            high = in.readUnsignedByte();
            return false;
        }
        int length = high << 8 | in.readUnsignedByte();
        high = -1;
        if (length > maxBytes) {
            throw new MalformedPacketException("frame of " + length + " bytes");
        }
        // RFC 4571, section 2: a length of zero is a null packet, to be ignored.
        if (length == 0) {
            return false;
        }
        frame = new byte[length];
        filled = 0;
        return true;
    }
}
