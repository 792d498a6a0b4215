package dev.specter.rtp.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.rtp.Captured;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Seeded mutations: nothing but the checked exception comes out of a reader. */
class MediaFileFuzzTest {
    private static final long SEED = 42;
    private static final int ROUNDS = 1500;

    private int whole;
    private int broken;

    private static void mutate(byte[] bad, SplittableRandom random) {
        for (int change = random.nextInt(1, 4); change > 0; change--) {
            // Mostly near the start, where headers and parameter sets are.
            int at = random.nextInt(random.nextBoolean() ? Math.min(200, bad.length) : bad.length);
            bad[at] =
                    switch (random.nextInt(3)) {
                        case 0 -> (byte) random.nextInt(256);
                        case 1 -> (byte) (bad[at] ^ 1 << random.nextInt(8));
                        default -> (byte) (random.nextBoolean() ? 0 : 0xFF);
                    };
        }
    }

    private void read(String mimeType, byte[] file) throws IOException {
        try {
            var reader = MediaFiles.reader(mimeType, new ByteArrayInputStream(file)).orElseThrow();
            long lastNanos = 0;
            for (MediaFrame frame : OggFile.read(reader)) {
                assertTrue(frame.data().hasRemaining() && frame.durationNanos() >= 0);
                assertTrue(frame.timestampNanos() >= lastNanos);
                lastNanos = frame.timestampNanos();
            }
            whole++;
        } catch (MediaFileException expected) {
            broken++;
        }
    }

    private void survives(String mimeType, byte[] good) throws IOException {
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < ROUNDS; i++) {
            int size = random.nextInt(4) == 0 ? random.nextInt(1, good.length) : good.length;
            byte[] bad = Arrays.copyOf(good, size);
            mutate(bad, random);
            if (mimeType.equals("audio/opus") && random.nextInt(8) > 0) {
                OggFile.repairChecksums(bad);
            }
            read(mimeType, bad);
        }
        System.out.println(
                mimeType + ", seed " + SEED + ": " + whole + " read, " + broken + " refused");
        assertTrue(whole > ROUNDS / 10 && broken > ROUNDS / 50);
    }

    @Test
    void h264ReaderSurvivesMutation() throws IOException {
        survives("video/H264", Arrays.copyOf(Captured.bytes("media/aud.h264"), 4000));
    }

    @Test
    void ivfReaderSurvivesMutation() throws IOException {
        survives("video/VP8", Captured.bytes("media/ntsc.ivf"));
    }

    @Test
    void oggReaderSurvivesMutation() throws IOException {
        // Other streams, a chain, packets over pages, then a file of ffmpeg's.
        byte[] full = {(byte) 255};
        byte[] long255 = new byte[255];
        long255[0] = (byte) 0xF8;
        byte[] built =
                new OggFile()
                        .page(1, 0, OggFile.BEGIN, 0, "807468656f7261")
                        .headers(9)
                        .page(9, 2, 0, 960, "f801")
                        .page(1, 1, 0, 0, "81")
                        .page(9, 3, 0, -1, full, long255)
                        .page(9, 4, OggFile.CONTINUED, 2880, "0102", "f802")
                        .page(9, 5, OggFile.END, 3000, "f8")
                        .headers(9)
                        .page(9, 2, 0, 5760, "ff04", "f8")
                        .bytes();
        survives("audio/opus", built);
        whole = 0;
        broken = 0;
        survives("audio/opus", Captured.bytes("media/voip.ogg"));
    }

    @Test
    void whateverIsWrittenCanBeReadAgain() throws IOException {
        var random = new SplittableRandom(SEED);
        for (String mimeType : List.of("video/VP8", "audio/opus", "video/H264")) {
            long written = 0;
            for (int round = 0; round < 100; round++) {
                var out = new ByteArrayOutputStream();
                MediaWriter writer =
                        MediaFiles.writer(mimeType, Channels.newChannel(out)).orElseThrow();
                String file = mimeType.endsWith("H264") ? "aud.h264" : "ntsc.ivf";
                if (!mimeType.equals("audio/opus")) {
                    var reader = MediaFiles.reader(mimeType, Captured.open("media/" + file));
                    assertTrue(
                            writer.write(
                                    reader.orElseThrow().next().orElseThrow().data(), 0, true));
                }
                for (int i = 0; i < 50; i++) {
                    byte[] frame = new byte[random.nextInt(40)];
                    random.nextBytes(frame);
                    writer.write(ByteBuffer.wrap(frame), random.nextInt() >>> 12, true);
                }
                writer.close();
                written += writer.framesWritten();
                if (writer.framesWritten() > 0) {
                    read(mimeType, out.toByteArray());
                }
                assertTrue(out.size() < 1_000_000, out.size() + " bytes");
            }
            System.out.println(mimeType + ": " + written + " frames written");
            assertTrue(written >= 100);
        }
        assertEquals(0, broken);
    }
}
