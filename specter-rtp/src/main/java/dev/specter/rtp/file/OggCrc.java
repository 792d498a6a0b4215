package dev.specter.rtp.file;

/** The checksum of Ogg pages (RFC 3533, section 6): polynomial 0x04C11DB7, nothing inverted. */
final class OggCrc {
    private static final int POLYNOMIAL = 0x04C11DB7;
    private static final int[] TABLE = table();

    private OggCrc() {}

    private static int[] table() {
        var table = new int[256];
        for (int i = 0; i < 256; i++) {
            int crc = i << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc < 0 ? crc << 1 ^ POLYNOMIAL : crc << 1;
            }
            table[i] = crc;
        }
        return table;
    }

    /** Goes on with a checksum, which begins with 0. */
    static int update(int crc, byte[] a, int from, int end) {
        int next = crc;
        for (int i = from; i < end; i++) {
            next = next << 8 ^ TABLE[next >>> 24 ^ a[i] & 0xFF];
        }
        return next;
    }
}
