package dev.specter.examples.filetransfer;

import java.util.Locale;

/** Prints how far a transfer is, every tenth of the file. Not thread-safe. */
final class Progress {
    private final String verb;
    private final String name;
    private final long from;
    private final long size;
    private final long startNanos = System.nanoTime();
    private long bytes;
    private long nextBytes;

    Progress(String verb, String name, long from, long size) {
        this.verb = verb;
        this.name = name;
        this.from = from;
        this.size = size;
        this.bytes = from;
        add(0);
    }

    void add(int count) {
        bytes += count;
        if (bytes < nextBytes) {
            return;
        }
        nextBytes = bytes == size ? Long.MAX_VALUE : Math.min(size, bytes + Math.max(1, size / 10));
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%s %s: %d of %d bytes, %.1f MB/s%n",
                verb,
                name,
                bytes,
                size,
                (bytes - from) / 1e6 / Math.max(seconds, 1e-3));
    }
}
