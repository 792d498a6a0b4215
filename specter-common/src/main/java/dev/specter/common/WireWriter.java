package dev.specter.common;

import java.nio.ByteBuffer;

/**
 * Writes big-endian fields into a buffer of a size known beforehand. Writing past the end is a
 * programming error and throws {@link java.nio.BufferOverflowException}. Not thread-safe.
 */
public final class WireWriter {
    private final ByteBuffer out;

    private WireWriter(ByteBuffer out) {
        this.out = out;
    }

    /**
     * Writes into a new array-backed buffer.
     *
     * @param sizeBytes its size, 0 or more
     * @return a writer at its first byte
     */
    public static WireWriter allocate(int sizeBytes) {
        return new WireWriter(ByteBuffer.allocate(sizeBytes));
    }

    /**
     * Writes into a buffer from its position on, which moves along.
     *
     * @param buffer big-endian, with room
     * @return a writer at its position
     */
    public static WireWriter into(ByteBuffer buffer) {
        return new WireWriter(buffer);
    }

    /** Writes the low 8 bits. */
    public WireWriter u8(int value) {
        out.put((byte) value);
        return this;
    }

    /** Writes the low 16 bits. */
    public WireWriter u16(int value) {
        out.putShort((short) value);
        return this;
    }

    /** Writes the low 24 bits. */
    public WireWriter u24(int value) {
        out.put((byte) (value >> 16)).putShort((short) value);
        return this;
    }

    /** Writes the low 32 bits. */
    public WireWriter u32(long value) {
        out.putInt((int) value);
        return this;
    }

    /** Writes 64 bits. */
    public WireWriter u64(long value) {
        out.putLong(value);
        return this;
    }

    /** Writes bytes. */
    public WireWriter bytes(Bytes value) {
        out.put(value.asBuffer());
        return this;
    }

    /** Writes an array. */
    public WireWriter bytes(byte[] value) {
        out.put(value);
        return this;
    }

    /** Writes a part of an array. */
    public WireWriter bytes(byte[] value, int offset, int count) {
        out.put(value, offset, count);
        return this;
    }

    /** Writes what remains of a buffer, whose position stays where it is. */
    public WireWriter bytes(ByteBuffer value) {
        out.put(value.duplicate());
        return this;
    }

    /** Writes zero bytes. */
    public WireWriter zeros(int count) {
        for (int i = 0; i < count; i++) {
            out.put((byte) 0);
        }
        return this;
    }

    /** Where the next byte goes: an index into the buffer. */
    public int position() {
        return out.position();
    }

    /**
     * Overwrites 16 bits written before.
     *
     * @param index what {@link #position()} was before them
     * @param value the low 16 bits count
     */
    public WireWriter patchU16(int index, int value) {
        out.putShort(index, (short) value);
        return this;
    }

    /** The bytes written, from the buffer's start to the current position; the caller owns them. */
    public ByteBuffer finish() {
        return out.flip();
    }
}
