package dev.specter.common;

/**
 * Comparison and unwrapping of counters that wrap around (RFC 1982): TSN, SSN, RTP sequence numbers
 * and timestamps. Where two numbers are exactly half the space apart, which RFC 1982 leaves
 * undefined, neither is after the other.
 */
public final class SerialNumbers {
    private static final long U32 = 0xFFFFFFFFL;

    private SerialNumbers() {}

    /** Whether the 32-bit number {@code a} comes after {@code b}. */
    public static boolean isAfter32(long a, long b) {
        long distance = a - b & U32;
        return distance != 0 && distance < 0x80000000L;
    }

    /** Whether the 32-bit number {@code a} is {@code b} or comes after it. */
    public static boolean isAtOrAfter32(long a, long b) {
        return (a - b & U32) < 0x80000000L;
    }

    /** The 32-bit number {@code steps} after {@code a}; negative steps go back. */
    public static long plus32(long a, long steps) {
        return a + steps & U32;
    }

    /** Signed distance from {@code b} to {@code a} in 32-bit space, -2^31 to 2^31 - 1. */
    public static int distance32(long a, long b) {
        return (int) (a - b);
    }

    /** Whether the 16-bit number {@code a} comes after {@code b}. */
    public static boolean isAfter16(int a, int b) {
        int distance = a - b & 0xFFFF;
        return distance != 0 && distance < 0x8000;
    }

    /** The 16-bit number {@code steps} after {@code a}; negative steps go back. */
    public static int plus16(int a, int steps) {
        return a + steps & 0xFFFF;
    }

    /** Signed distance from {@code b} to {@code a} in 16-bit space, -32,768 to 32,767. */
    public static int distance16(int a, int b) {
        return (short) (a - b);
    }

    /**
     * The number nearest to {@code reference} whose low 16 bits are {@code value}.
     *
     * @param value 0 to 65,535
     * @param reference an unwrapped number
     * @return the unwrapped value; negative only just below a reference near 0
     */
    public static long unwrap16(int value, long reference) {
        return reference + (short) (value - (int) reference);
    }

    /**
     * The number nearest to {@code reference} whose low 32 bits are {@code value}.
     *
     * @param value u32
     * @param reference an unwrapped number
     * @return the unwrapped value; negative only just below a reference near 0
     */
    public static long unwrap32(long value, long reference) {
        return reference + (int) (value - reference);
    }
}
