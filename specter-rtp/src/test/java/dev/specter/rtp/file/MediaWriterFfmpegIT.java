package dev.specter.rtp.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.specter.rtp.Captured;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** What ffmpeg, if there is one, says of the files written; ffplay goes by the same. */
class MediaWriterFfmpegIT {
    @TempDir Path folder;

    @BeforeEach
    void needsFfmpeg() throws InterruptedException {
        boolean found;
        try {
            found = run("ffmpeg", "-version").contains("version");
            found &= run("ffprobe", "-version").contains("version");
        } catch (IOException missing) {
            found = false;
            System.out.println("skipped: " + missing.getMessage());
        }
        assumeTrue(found, "no ffmpeg and ffprobe on PATH");
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output.strip();
    }

    private interface Change {
        /** What is added to a frame's time, or less than 0 to lose the frame. */
        long addedNanos(int index);
    }

    private Path record(String resource, MediaReader reader, Change change) throws IOException {
        Path path = folder.resolve(resource);
        var file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try (reader;
                MediaWriter writer = MediaFiles.writer(reader.mimeType(), file).orElseThrow()) {
            int index = 0;
            for (var f = reader.next(); f.isPresent(); f = reader.next(), index++) {
                long added = change.addedNanos(index);
                double ticks = (f.get().timestampNanos() + added) * (writer.clockRateHz() / 1e9);
                if (added >= 0) {
                    long timestamp = Math.round(ticks) + 0xFFFFF000L & 0xFFFFFFFFL;
                    assertTrue(writer.write(f.get().data(), timestamp, f.get().isKeyFrame()));
                }
            }
        }
        return path;
    }

    private static String probe(Path file, String entry) throws IOException, InterruptedException {
        return run(
                "ffprobe",
                "-v",
                "error",
                "-count_packets",
                "-count_frames",
                "-show_entries",
                entry,
                "-of",
                "csv=p=0",
                file.toString());
    }

    /** Decodes all of it; every complaint would be in the output. */
    private static String decode(Path file, String... options)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("ffmpeg", "-v", "warning", "-xerror"));
        command.addAll(List.of(options));
        command.addAll(List.of("-i", file.toString(), "-f", "null", "-"));
        return run(command.toArray(String[]::new));
    }

    /** Samples that come out of a decoder. */
    private double decodedSeconds(Path file) throws IOException, InterruptedException {
        Path wave = folder.resolve("decoded.wav");
        assertEquals(
                "", run("ffmpeg", "-v", "warning", "-y", "-i", file.toString(), wave.toString()));
        return Double.parseDouble(probe(wave, "format=duration"));
    }

    @Test
    void vp8HasItsFramesAndItsDuration() throws IOException, InterruptedException {
        Path file = record("ntsc.ivf", new IvfReader(Captured.open("media/ntsc.ivf")), index -> 0);
        assertEquals("60", probe(file, "stream=nb_read_packets"));
        assertEquals("60", probe(file, "stream=nb_read_frames"));
        assertEquals("320,240", probe(file, "stream=width,height"));
        assertEquals("30000/1001", probe(file, "stream=r_frame_rate"));
        assertEquals(2.002, Double.parseDouble(probe(file, "format=duration")), 0.001);
        assertEquals("", decode(file));
    }

    @Test
    void vp8KeepsItsPauses() throws IOException, InterruptedException {
        Path file =
                record(
                        "ntsc.ivf",
                        new IvfReader(Captured.open("media/ntsc.ivf")),
                        index -> index < 40 ? 0 : 3_000_000_000L);
        assertEquals("60", probe(file, "stream=nb_read_frames"));
        assertEquals(5.002, Double.parseDouble(probe(file, "format=duration")), 0.001);
        assertEquals("", decode(file));
    }

    @Test
    void h264HasItsFrames() throws IOException, InterruptedException {
        for (String name : List.of("aud.h264", "slices.h264")) {
            var reader = new H264AnnexBReader(Captured.open("media/" + name));
            Path file = record(name, reader, index -> 0);
            String frames = name.startsWith("aud") ? "90" : "50";
            assertEquals(frames, probe(file, "stream=nb_read_packets"));
            assertEquals(frames, probe(file, "stream=nb_read_frames"));
            assertEquals(
                    name.startsWith("aud") ? "30/1" : "25/1", probe(file, "stream=r_frame_rate"));
            assertEquals("", decode(file));
        }
    }

    @Test
    void opusHasItsPacketsAndItsDuration() throws IOException, InterruptedException {
        Path file =
                record(
                        "stereo.ogg",
                        new OggOpusReader(Captured.open("media/stereo.ogg")),
                        index -> 0);
        assertEquals("opus,48000,2", probe(file, "stream=codec_name,sample_rate,channels"));
        assertEquals("151", probe(file, "stream=nb_read_packets"));
        assertEquals(151 * 0.02, Double.parseDouble(probe(file, "format=duration")), 0.0001);
        assertEquals(151 * 0.02 - 0.0065, decodedSeconds(file), 0.0001);
        assertEquals("", decode(file));
    }

    @Test // RFC 7845, section 4.1: decoders take the packets that stand for a gap
    void opusWithLossAndSilenceLastsAsLongAsItDid() throws IOException, InterruptedException {
        for (String name : List.of("stereo.ogg", "voip.ogg")) {
            double packetSeconds = name.startsWith("stereo") ? 0.02 : 0.06;
            int packets = name.startsWith("stereo") ? 151 : 34;
            Path file =
                    record(
                            name,
                            new OggOpusReader(Captured.open("media/" + name)),
                            index -> index % 10 == 3 ? -1 : index > 20 ? 5_012_500_000L : 0);
            int lostAtTheEnd = packets % 10 == 4 ? 1 : 0;
            double seconds = (packets - lostAtTheEnd) * packetSeconds + 5.0125;
            assertEquals(seconds, Double.parseDouble(probe(file, "format=duration")), 0.0001);
            assertEquals(seconds - 0.0065, decodedSeconds(file), 0.0001);
            assertEquals("", decode(file));
            if (run("ffmpeg", "-v", "error", "-decoders").contains("libopus")) {
                assertEquals("", decode(file, "-c:a", "libopus"));
            }
        }
    }
}
