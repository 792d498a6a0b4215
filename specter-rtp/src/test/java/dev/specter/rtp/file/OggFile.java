package dev.specter.rtp.file;

import dev.specter.common.Bytes;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Builds Ogg files page by page, right or wrong. */
final class OggFile {
    static final int BEGIN = 2;
    static final int END = 4;
    static final int CONTINUED = 1;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A page as its header says; packets that do not end on it are given as open. */
    OggFile page(int serial, int sequence, int flags, long granule, byte[] lacing, byte[] body) {
        ByteBuffer page =
                ByteBuffer.allocate(27 + lacing.length + body.length)
                        .order(ByteOrder.LITTLE_ENDIAN);
        page.put("OggS".getBytes(StandardCharsets.US_ASCII)).put((byte) 0).put((byte) flags);
        page.putLong(granule).putInt(serial).putInt(sequence).putInt(0);
        page.put((byte) lacing.length).put(lacing).put(body);
        out.writeBytes(withChecksum(page.array(), 0, page.capacity()));
        return this;
    }

    /** A page of whole packets of less than 255 bytes, in hex. */
    OggFile page(int serial, int sequence, int flags, long granule, String... packets) {
        byte[] lacing = new byte[packets.length];
        for (int i = 0; i < lacing.length; i++) {
            lacing[i] = (byte) (packets[i].length() / 2);
        }
        byte[] body = Bytes.ofHex(String.join("", packets)).toArray();
        return page(serial, sequence, flags, granule, lacing, body);
    }

    /** The two header pages of a stream with one channel. */
    OggFile headers(int serial) {
        return page(serial, 0, BEGIN, 0, head(1, 0)).page(serial, 1, 0, 0, TAGS);
    }

    static final String TAGS = "4f70757354616773" + "0000000000000000";

    static String head(int channels, int family) {
        return "4f70757348656164"
                + "01"
                + String.format("%02x", channels)
                + "3801"
                + "80bb0000"
                + "feff"
                + String.format("%02x", family);
    }

    /** Bitwise, unlike the code under test. */
    static byte[] withChecksum(byte[] file, int from, int end) {
        for (int i = from + 22; i < from + 26; i++) {
            file[i] = 0;
        }
        int crc = 0;
        for (int i = from; i < end; i++) {
            crc ^= file[i] << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc << 1 ^ (crc < 0 ? 0x04C11DB7 : 0);
            }
        }
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(from + 22, crc);
        return file;
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    OggOpusReader open() throws IOException {
        return new OggOpusReader(new ByteArrayInputStream(bytes()));
    }

    List<MediaFrame> read() throws IOException {
        return read(open());
    }

    /** Puts right checksums into all whole pages, so that a mutation gets past them. */
    static void repairChecksums(byte[] file) {
        int at = 0;
        while (file.length - at >= 27) {
            int end = at + 27 + (file[at + 26] & 0xFF);
            for (int i = at + 27; i < Math.min(end, file.length); i++) {
                end += i < at + 27 + (file[at + 26] & 0xFF) ? file[i] & 0xFF : 0;
            }
            if (end > file.length) {
                return;
            }
            withChecksum(file, at, end);
            at = end;
        }
    }

    static List<MediaFrame> read(MediaReader reader) throws IOException {
        var frames = new ArrayList<MediaFrame>();
        for (var frame = reader.next(); frame.isPresent(); frame = reader.next()) {
            frames.add(frame.get());
        }
        reader.close();
        return frames;
    }
}
