package dev.specter.rtp.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Collects whole packets of one logical stream into Ogg pages (RFC 3533, section 6). */
final class OggPageWriter {
    private static final int HEADER_BYTES = 27;
    private static final int CRC_AT = 22;
    private static final int MAX_SEGMENTS = 255;

    private final FileOutput out;
    private final int serial;
    private final byte[] lacing = new byte[MAX_SEGMENTS];
    private final ByteBuffer body = ByteBuffer.allocate(MAX_SEGMENTS * 255);
    private int segments;
    private int sequence;

    OggPageWriter(FileOutput out, int serial) {
        this.out = out;
        this.serial = serial;
    }

    /** Whether no packet has been added since the last page was written. */
    boolean isEmpty() {
        return segments == 0;
    }

    /** Whether a packet fits on this page: section 5, a segment of less than 255 bytes ends it. */
    boolean hasRoom(int packetBytes) {
        return segments + packetBytes / 255 + 1 <= MAX_SEGMENTS;
    }

    /** Adds a packet that {@link #hasRoom}; it is not changed. */
    void add(ByteBuffer packet) {
        int rest = packet.remaining();
        for (; rest >= 255; rest -= 255) {
            lacing[segments++] = (byte) 255;
        }
        lacing[segments++] = (byte) rest;
        body.put(packet.duplicate());
    }

    /**
     * Writes the page.
     *
     * @param flags {@link OggPage#BEGIN}, {@link OggPage#END} or 0
     * @param granulePosition at the end of its last packet
     */
    void flush(int flags, long granulePosition) throws IOException {
        body.flip();
        ByteBuffer page =
                ByteBuffer.allocate(HEADER_BYTES + segments + body.remaining())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(OggPage.CAPTURE)
                        .put((byte) 0)
                        .put((byte) flags)
                        .putLong(granulePosition)
                        .putInt(serial)
                        .putInt(sequence++)
                        .putInt(0)
                        .put((byte) segments)
                        .put(lacing, 0, segments)
                        .put(body);
        page.putInt(CRC_AT, OggCrc.update(0, page.array(), 0, page.position()));
        out.write(page.flip());
        body.clear();
        segments = 0;
    }
}
