package dev.specter.rtp.codec;

/** NAL unit types (ITU-T H.264, table 7-1; RFC 6184, table 1) and the search for start codes. */
public final class H264NalUnits {
    /** Coded slice of a picture that is no IDR picture. */
    public static final int SLICE = 1;

    /** Coded slice data partition A. */
    public static final int PARTITION_A = 2;

    /** Coded slice of an IDR picture. */
    public static final int IDR_SLICE = 5;

    /** Supplemental enhancement information. */
    public static final int SEI = 6;

    /** Sequence parameter set. */
    public static final int SPS = 7;

    /** Picture parameter set. */
    public static final int PPS = 8;

    /** Access unit delimiter. */
    public static final int AUD = 9;

    /** Filler data. */
    public static final int FILLER = 12;

    /** Aggregation of NAL units of one access unit (RFC 6184, section 5.7.1). */
    static final int STAP_A = 24;

    /** Fragment of a NAL unit (RFC 6184, section 5.8). */
    static final int FU_A = 28;

    private H264NalUnits() {}

    /** The type of a NAL unit by its first byte. */
    public static int type(int firstByte) {
        return firstByte & 0x1F;
    }

    /** Whether a type is that of slice data. */
    public static boolean isSlice(int type) {
        return type >= SLICE && type <= IDR_SLICE;
    }

    /**
     * Whether a slice is the first one of its picture: first_mb_in_slice, an Exp-Golomb number at
     * its start, is 0, which is a single 1 bit. Arbitrary slice order is not looked into.
     *
     * @param type of the NAL unit
     * @param secondByte the byte behind the NAL unit's header
     */
    public static boolean beginsPicture(int type, int secondByte) {
        boolean hasSliceHeader = type == SLICE || type == PARTITION_A || type == IDR_SLICE;
        return hasSliceHeader && (secondByte & 0x80) != 0;
    }

    /**
     * Finds the next start code, 00 00 01.
     *
     * @param a bytes
     * @param from index to start at
     * @param end index behind the last byte
     * @return the index of its first zero, or -1
     */
    public static int findStartCode(byte[] a, int from, int end) {
        int i = from + 2;
        while (i < end) {
            int b = a[i] & 0xFF;
            if (b > 1) {
                i += 3;
            } else if (b == 0) {
                i++;
            } else if (a[i - 1] == 0 && a[i - 2] == 0) {
                return i - 2;
            } else {
                i += 3;
            }
        }
        return -1;
    }

    /** The end of a NAL unit: {@code end} without the zero bytes that may follow it. */
    public static int trimTrailingZeros(byte[] a, int from, int end) {
        int i = end;
        while (i > from && a[i - 1] == 0) {
            i--;
        }
        return i;
    }
}
