package dev.specter.examples.demo;

import dev.specter.webrtc.RtcMediaKind;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The files that visitors can fetch, under names that cannot be guessed; the oldest go when there
 * are too many, all at the end. Thread-safe.
 */
final class Recordings implements AutoCloseable {
    /** The route of the files. */
    static final String ROUTE = "/recordings/{name}";

    private static final int MAX_FILES = 50;

    private final Path folder;
    private final Map<String, Path> offered = new LinkedHashMap<>();

    Recordings() {
        try {
            this.folder = Files.createTempDirectory("specter-demo-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path folder() {
        return folder;
    }

    /** The name of a file to be, without an extension. */
    String newName(RtcMediaKind kind) {
        return "specter-" + kind + "-" + UUID.randomUUID();
    }

    /** Offers a file; gives its path on the server. */
    synchronized String offer(Path file) {
        String name = file.getFileName().toString();
        offered.put(name, file);
        if (offered.size() > MAX_FILES) {
            String oldest = offered.keySet().iterator().next();
            delete(offered.remove(oldest));
        }
        return ROUTE.replace("{name}", name);
    }

    /** Answers a request for one of the files. */
    void serve(Context request) throws IOException {
        Optional<Path> file = find(request.pathParam("name"));
        if (file.isEmpty()) {
            request.status(HttpStatus.NOT_FOUND);
            return;
        }
        request.header("Content-Disposition", "attachment");
        request.contentType("application/octet-stream");
        request.result(Files.newInputStream(file.get()));
    }

    private synchronized Optional<Path> find(String name) {
        return Optional.ofNullable(offered.get(name));
    }

    @Override
    public synchronized void close() {
        try (var files = Files.list(folder)) {
            files.forEach(Recordings::delete);
        } catch (IOException e) {
            System.err.println(e);
        }
        delete(folder);
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            System.err.println(e);
        }
    }
}
