package dev.specter.rtp.file;

/**
 * A page of an Ogg file (RFC 3533, section 6). The arrays are not shared.
 *
 * @param flags {@link #CONTINUED}, {@link #BEGIN}, {@link #END}
 * @param granulePosition of the last packet that ends on the page, -1 if none does
 * @param serial of the logical stream
 * @param sequence number of the page in it, u32
 * @param lacing size of each segment
 * @param body the segments
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record OggPage(
        int flags, long granulePosition, int serial, long sequence, byte[] lacing, byte[] body) {
    /** "OggS", little-endian. */
    static final int CAPTURE = 0x5367674F;

    static final int CONTINUED = 1;
    static final int BEGIN = 2;
    static final int END = 4;

    boolean is(int flag) {
        return (flags & flag) != 0;
    }
}
