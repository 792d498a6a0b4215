package dev.specter.rtp.file;

import dev.specter.common.MalformedPacketException;

/**
 * Reads bits of a NAL unit without its emulation prevention bytes (ITU-T H.264, sections 7.3.1 and
 * 9.1).
 */
final class RbspReader {
    private final byte[] a;
    private final int end;
    private int at;
    private int zeros;
    private int current;
    private int left;

    RbspReader(byte[] a, int from, int end) {
        this.a = a;
        this.at = from;
        this.end = end;
    }

    boolean flag() throws MalformedPacketException {
        if (left == 0) {
            nextByte();
        }
        left--;
        return (current >> left & 1) != 0;
    }

    /** Reads up to 32 bits; all 32 come as an int's bits. */
    int bits(int count) throws MalformedPacketException {
        int value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 1 | (flag() ? 1 : 0);
        }
        return value;
    }

    /** Reads an unsigned Exp-Golomb number. */
    long ue() throws MalformedPacketException {
        int length = 0;
        while (!flag()) {
            length++;
            require(length <= 32);
        }
        return (1L << length) - 1 + (bits(length) & (1L << length) - 1);
    }

    /** Reads a signed Exp-Golomb number. */
    long se() throws MalformedPacketException {
        long code = ue();
        return (code & 1) == 0 ? -(code >> 1) : (code >> 1) + 1;
    }

    void require(boolean condition) throws MalformedPacketException {
        if (!condition) {
            throw new MalformedPacketException("H.264 parameter set");
        }
    }

    private void nextByte() throws MalformedPacketException {
        require(at < end);
        if (zeros >= 2 && a[at] == 3) {
            at++;
            zeros = 0;
            require(at < end);
        }
        current = a[at++] & 0xFF;
        zeros = current == 0 ? zeros + 1 : 0;
        left = 8;
    }
}
