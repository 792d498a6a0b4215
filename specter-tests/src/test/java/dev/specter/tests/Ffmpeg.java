package dev.specter.tests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Judges media files with ffprobe and ffmpeg. */
final class Ffmpeg {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE_SECONDS = 60;

    private Ffmpeg() {}

    /** Skips the test without ffmpeg, or fails it where {@code -Dspecter.browsers=required}. */
    static void require() {
        for (String program : List.of("ffprobe", "ffmpeg")) {
            String path = System.getenv().getOrDefault("PATH", "");
            boolean found =
                    Arrays.stream(path.split(File.pathSeparator))
                            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
            if (!found && System.getProperty("specter.browsers", "").equals("required")) {
                Assertions.fail("no " + program + " on the PATH");
            }
            Assumptions.assumeTrue(found, "no " + program + " on the PATH");
        }
    }

    /**
     * What ffprobe finds: {@code codec_name} and {@code nb_read_frames}, decoded ones, of the one
     * stream, and the {@code duration} in seconds where the format has one.
     */
    static JsonNode probe(Path file) throws IOException, InterruptedException {
        String entries = "stream=codec_name,nb_read_frames,width,height:format=duration";
        JsonNode found =
                JSON.readTree(
                        run(
                                List.of(
                                        "ffprobe",
                                        "-v",
                                        "error",
                                        "-count_frames",
                                        "-show_entries",
                                        entries,
                                        "-of",
                                        "json",
                                        file.toString())));
        var stream = (ObjectNode) found.path("streams").get(0);
        return stream.set("duration", found.path("format").path("duration"));
    }

    /**
     * Decodes the whole file; what ffmpeg complains of. Pictures keep the file's own times: fitted
     * to a guessed frame rate, two that a camera sent close together would fall on one.
     */
    static String complaints(Path file) throws IOException, InterruptedException {
        return run(
                List.of(
                        "ffmpeg",
                        "-v",
                        "error",
                        "-i",
                        file.toString(),
                        "-fps_mode",
                        "passthrough",
                        "-enc_time_base",
                        "-1",
                        "-f",
                        "null",
                        "-"));
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            byte[] output = process.getInputStream().readAllBytes();
            Assertions.assertTrue(
                    process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "ends: " + command);
            String text = new String(output, StandardCharsets.UTF_8).strip();
            Assertions.assertEquals(0, process.exitValue(), command + ": " + text);
            return text;
        } finally {
            process.destroyForcibly();
        }
    }
}
