package dev.specter.rtp.file;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** Reads the pages of an Ogg file, one behind the other, and checks each (RFC 3533, section 6). */
final class OggPageReader implements Closeable {
    private static final int HEADER_BYTES = 27;
    private static final int CRC_AT = 22;

    private final InputStream in;

    OggPageReader(InputStream in) {
        this.in = in;
    }

    /** The next page, or empty at the end of the file. At most 65,307 bytes are read. */
    Optional<OggPage> next() throws IOException {
        byte[] header = in.readNBytes(HEADER_BYTES);
        if (header.length == 0) {
            return Optional.empty();
        }
        ByteBuffer b = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        require(header.length >= 4 && b.getInt(0) == OggPage.CAPTURE, "no page where one begins");
        require(header.length == HEADER_BYTES, "page is cut off");
        require(b.get(4) == 0, "version");
        byte[] lacing = read(b.get(26) & 0xFF);
        int size = 0;
        for (byte segment : lacing) {
            size += segment & 0xFF;
        }
        byte[] body = read(size);
        int expected = b.getInt(CRC_AT);
        b.putInt(CRC_AT, 0);
        int crc = OggCrc.update(0, header, 0, HEADER_BYTES);
        crc = OggCrc.update(crc, lacing, 0, lacing.length);
        require(OggCrc.update(crc, body, 0, size) == expected, "checksum of a page");
        return Optional.of(
                new OggPage(
                        b.get(5),
                        b.getLong(6),
                        b.getInt(14),
                        b.getInt(18) & 0xFFFFFFFFL,
                        lacing,
                        body));
    }

    private byte[] read(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        require(bytes.length == count, "page is cut off");
        return bytes;
    }

    private static void require(boolean condition, String what) throws MediaFileException {
        if (!condition) {
            throw new MediaFileException("Ogg: " + what);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
