package dev.specter.common;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** A sequence of bytes that never changes, equal by content. Immutable. */
public final class Bytes {
    /** No bytes at all. */
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] array;

    private Bytes(byte[] array) {
        this.array = array;
    }

    /**
     * Copies an array.
     *
     * @param source the bytes; later changes to it have no effect
     * @return the same bytes
     */
    public static Bytes copyOf(byte[] source) {
        return source.length == 0 ? EMPTY : new Bytes(source.clone());
    }

    /**
     * Copies the remaining bytes of a buffer, whose position stays where it is.
     *
     * @param source the bytes, from position to limit
     * @return the same bytes
     */
    public static Bytes copyOf(ByteBuffer source) {
        if (!source.hasRemaining()) {
            return EMPTY;
        }
        byte[] copy = new byte[source.remaining()];
        source.get(source.position(), copy);
        return new Bytes(copy);
    }

    /**
     * Takes over an array that nobody else will touch again, without a copy.
     *
     * @param owned the bytes
     * @return the same bytes
     */
    public static Bytes wrapOwned(byte[] owned) {
        return owned.length == 0 ? EMPTY : new Bytes(owned);
    }

    /**
     * Reads hexadecimal digits, two a byte.
     *
     * @param hex digits without separators
     * @return the bytes
     * @throws IllegalArgumentException for an odd number of digits or another character
     */
    public static Bytes ofHex(String hex) {
        return wrapOwned(HexFormat.of().parseHex(hex));
    }

    /** The number of bytes. */
    public int size() {
        return array.length;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return array.length == 0;
    }

    /**
     * One byte.
     *
     * @param index from 0 to {@code size() - 1}
     * @return its value, 0 to 255
     */
    public int at(int index) {
        return array[index] & 0xFF;
    }

    /** A copy as an array. */
    public byte[] toArray() {
        return array.clone();
    }

    /** A read-only view, position 0, limit {@link #size()}. */
    public ByteBuffer asBuffer() {
        return ByteBuffer.wrap(array).asReadOnlyBuffer();
    }

    /**
     * Copies all bytes into an array.
     *
     * @param target where to
     * @param offset index of the first byte in {@code target}
     */
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(array, 0, target, offset, array.length);
    }

    /** Hexadecimal digits, lower case, without separators. */
    public String toHex() {
        return HexFormat.of().formatHex(array);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(array, that.array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    @Override
    public String toString() {
        return array.length <= 32 ? "Bytes[" + toHex() + "]" : "Bytes[" + array.length + " bytes]";
    }
}
