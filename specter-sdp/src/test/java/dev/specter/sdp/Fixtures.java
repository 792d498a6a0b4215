package dev.specter.sdp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The browsers' descriptions in {@code src/test/resources/sdp}. */
final class Fixtures {
    private Fixtures() {}

    static List<Path> files(String suffix) {
        try {
            Path folder = Path.of(Fixtures.class.getResource("/sdp").toURI());
            try (var files = Files.list(folder)) {
                return files.filter(f -> f.toString().endsWith(suffix)).sorted().toList();
            }
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
