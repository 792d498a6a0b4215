package dev.specter.sctp.packet;

/** Padding to four bytes, of chunks, parameters and causes (RFC 9260, section 3.2). */
public final class Padding {
    private Padding() {}

    /** Bytes of padding behind so many bytes, 0 to 3. */
    public static int of(int sizeBytes) {
        return -sizeBytes & 3;
    }

    /** The size with padding. */
    public static int padded(int sizeBytes) {
        return sizeBytes + 3 & ~3;
    }
}
