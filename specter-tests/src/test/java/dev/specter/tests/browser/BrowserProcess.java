package dev.specter.tests.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A headless browser with an empty profile of its own. Closing it ends the whole process tree and
 * deletes the profile. Thread-safe.
 */
final class BrowserProcess implements AutoCloseable {
    private static final long EXIT_SECONDS = 10;
    private static final int OUTPUT_TAIL_BYTES = 4_000;

    private final Path folder;
    private final Process process;

    private BrowserProcess(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    static BrowserProcess launch(BrowserKind kind, Path executable, URI page, List<String> settings)
            throws IOException {
        Path folder = Files.createTempDirectory("specter-browser-");
        try {
            Path profile = Files.createDirectory(folder.resolve("profile"));
            var builder = new ProcessBuilder(kind.command(executable, profile, page, settings));
            builder.environment().put("HOME", folder.toString());
            builder.environment().put("MOZ_CRASHREPORTER_DISABLE", "1");
            builder.environment().remove("DISPLAY");
            builder.redirectErrorStream(true);
            builder.redirectOutput(folder.resolve("output").toFile());
            builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            return new BrowserProcess(folder, builder.start());
        } catch (IOException e) {
            delete(folder);
            throw e;
        }
    }

    /** The folder of the browser's profile. */
    Path profile() {
        return folder.resolve("profile");
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The end of what the browser has printed. */
    String output() {
        try {
            byte[] all = Files.readAllBytes(folder.resolve("output"));
            int from = Math.max(0, all.length - OUTPUT_TAIL_BYTES);
            return new String(all, from, all.length - from, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> tree =
                Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        tree.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle handle : tree) {
            try {
                handle.onExit().get(EXIT_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (Exception e) {
                throw new IllegalStateException(handle + " does not end", e);
            }
        }
        delete(folder);
    }

    /** Deletes a folder, again as long as a dying process still writes into it. */
    private static void delete(Path folder) {
        for (int attempt = 1; ; attempt++) {
            try (Stream<Path> paths = Files.walk(folder)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
                return;
            } catch (IOException | UncheckedIOException e) {
                if (attempt == 100) {
                    throw new IllegalStateException("cannot delete " + folder, e);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
    }
}
