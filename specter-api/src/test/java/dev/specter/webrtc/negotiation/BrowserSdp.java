package dev.specter.webrtc.negotiation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The browsers' descriptions, which specter-sdp keeps. */
final class BrowserSdp {
    private static final Path FOLDER =
            Path.of(System.getProperty("basedir", "."), "..", "specter-sdp/src/test/resources/sdp");

    private BrowserSdp() {}

    static List<Path> files(String middle) {
        try (var files = Files.list(FOLDER)) {
            return files.filter(f -> f.getFileName().toString().contains(middle))
                    .filter(f -> f.toString().endsWith(".sdp"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(String name) {
        return read(FOLDER.resolve(name));
    }
}
