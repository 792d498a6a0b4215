package dev.specter.rtp.codec;

import dev.specter.common.MalformedPacketException;
import dev.specter.common.WireReader;

/**
 * The VP8 payload descriptor (RFC 7741, section 4.2). Immutable.
 *
 * @param isNonReference whether the frame may be left out (N)
 * @param startsPartition whether a partition begins (S)
 * @param partitionIndex 0 to 7
 * @param pictureId 7 or 15 bits, or -1
 * @param tl0PicIdx running number of temporal base layer frames, u8, or -1
 * @param temporalLayer 0 to 3, or -1
 * @param keyIndex 0 to 31, or -1
 * @param sizeBytes of the descriptor
 */
public record Vp8Descriptor(
        boolean isNonReference,
        boolean startsPartition,
        int partitionIndex,
        int pictureId,
        int tl0PicIdx,
        int temporalLayer,
        int keyIndex,
        int sizeBytes) {
    /**
     * Reads a descriptor.
     *
     * @param in at the start of a payload; afterwards behind the descriptor
     * @return the descriptor
     * @throws MalformedPacketException if the payload ends within it
     */
    public static Vp8Descriptor parse(WireReader in) throws MalformedPacketException {
        int start = in.position();
        int first = in.u8();
        int extension = (first & 0x80) != 0 ? in.u8() : 0;
        int pictureId = -1;
        if ((extension & 0x80) != 0) {
            pictureId = in.u8();
            if ((pictureId & 0x80) != 0) {
                pictureId = (pictureId & 0x7F) << 8 | in.u8();
            }
        }
        int tl0PicIdx = (extension & 0x40) != 0 ? in.u8() : -1;
        int layers = (extension & 0x30) != 0 ? in.u8() : 0;
        return new Vp8Descriptor(
                (first & 0x20) != 0,
                (first & 0x10) != 0,
                first & 7,
                pictureId,
                tl0PicIdx,
                (extension & 0x20) != 0 ? layers >> 6 : -1,
                (extension & 0x10) != 0 ? layers & 0x1F : -1,
                in.position() - start);
    }

    /** Whether a frame begins here. */
    public boolean startsFrame() {
        return startsPartition && partitionIndex == 0;
    }
}
