package dev.specter.rtp.file;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Any bytes as an H.264, IVF or Ogg file, whose kind the first byte chooses. */
class MediaReaderFuzzTest {
    private static final List<String> MIME_TYPES = List.of("video/H264", "video/VP8", "audio/opus");

    @FuzzTest
    void file(byte[] data) throws IOException {
        if (data.length == 0) {
            return;
        }
        String mimeType = MIME_TYPES.get((data[0] & 0xFF) % MIME_TYPES.size());
        byte[] file = Arrays.copyOfRange(data, 1, data.length);
        if (mimeType.equals("audio/opus")) {
            // Or else the checksum would stop every mutation at the door.
            OggFile.repairChecksums(file);
        }
        try {
            var reader = MediaFiles.reader(mimeType, new ByteArrayInputStream(file)).orElseThrow();
            long lastNanos = 0;
            long bytes = 0;
            for (MediaFrame frame : OggFile.read(reader)) {
                assertTrue(frame.data().hasRemaining() && frame.durationNanos() >= 0);
                assertTrue(frame.timestampNanos() >= lastNanos);
                lastNanos = frame.timestampNanos();
                bytes += frame.data().remaining();
            }
            assertTrue(bytes <= 4L * data.length, "more than what the file has");
        } catch (MediaFileException expected) {
            // Most of them.
        }
    }
}
