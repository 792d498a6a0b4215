package dev.specter.testkit;

import java.util.Arrays;

/**
 * The bytes of a fuzzer as a row of decisions: read from the front, zeros once they are used up, so
 * that each prefix of an input means something. Not thread-safe.
 */
public final class FuzzInput {
    private final byte[] bytes;
    private int position;

    /**
     * Reads an input.
     *
     * @param bytes not copied
     */
    public FuzzInput(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Whether decisions are left. */
    public boolean hasRemaining() {
        return position < bytes.length;
    }

    /** The next byte, 0 to 255. */
    public int u8() {
        return hasRemaining() ? bytes[position++] & 0xFF : 0;
    }

    /** The next two bytes, big-endian. */
    public int u16() {
        int high = u8();
        return high << 8 | u8();
    }

    /** The next byte as a number below a bound of at most 256. */
    public int below(int bound) {
        return u8() % bound;
    }

    /** Whether the next byte is odd. */
    public boolean isOdd() {
        return (u8() & 1) != 0;
    }

    /** A length of two bytes and so many bytes, fewer where the input ends. */
    public byte[] block() {
        int size = Math.min(u16(), bytes.length - position);
        position += size;
        return Arrays.copyOfRange(bytes, position - size, position);
    }

    /** All that is left. */
    public byte[] rest() {
        byte[] rest = Arrays.copyOfRange(bytes, position, bytes.length);
        position = bytes.length;
        return rest;
    }
}
