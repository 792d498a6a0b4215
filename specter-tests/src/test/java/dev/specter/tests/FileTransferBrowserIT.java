package dev.specter.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.specter.examples.filetransfer.FileTransfer;
import dev.specter.tests.browser.BrowserKind;
import dev.specter.tests.browser.InspectedPage;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;

/**
 * A file goes each way between the file-transfer example and its page, each after the connection
 * was broken on the way. {@code -Dspecter.fileTransferBytes} says how large the files are.
 */
@Timeout(1_200)
class FileTransferBrowserIT {
    private static final long BYTES = Long.getLong("specter.fileTransferBytes", 20_000_000);
    private static final Duration PATIENCE = Duration.ofSeconds(30 + BYTES / 1_000_000);

    @TempDir private Path folder;

    @ParameterizedTest
    @EnumSource
    void filesGoBothWaysAndGoOnAfterABreak(BrowserKind kind) throws Exception {
        Path ours = folder.resolve("from Java.bin");
        writeRandom(ours);
        resetHeapPeak();
        try (FileTransfer example = FileTransfer.start("127.0.0.1", 0, folder);
                InspectedPage page = InspectedPage.open(kind, example.address())) {
            page.await("window.specterState.files", f -> f.size() == 1, PATIENCE);
            page.evaluate("document.querySelector('#files button').click()");
            JsonNode fetched = breakAndAwait(page, 0);
            assertEquals(sha256(ours), fetched.path("sha256").asText(), fetched.toString());

            page.evaluate(SEND.formatted(BYTES));
            JsonNode sent = breakAndAwait(page, 1);
            Path theirs = folder.resolve("from the page.bin");
            assertEquals(BYTES, Files.size(theirs));
            assertEquals(sha256(theirs), sent.path("sha256").asText(), sent.toString());
            assertFalse(Files.exists(folder.resolve("from the page.bin.part")));
        }
        System.out.printf(
                "%s: heap at most %d MB of %d MB%n",
                kind, heapPeakBytes() >> 20, Runtime.getRuntime().maxMemory() >> 20);
    }

    /** Chooses a file of random bytes, as a person does. */
    private static final String SEND =
            """
            (() => {
              const pieces = [];
              for (let left = %d; left > 0; left -= pieces.at(-1).size) {
                const bytes = new Uint8Array(Math.min(left, 10_000_000));
                for (let i = 0; i < bytes.length; i += 65536) {
                  crypto.getRandomValues(bytes.subarray(i, i + 65536));
                }
                pieces.push(new Blob([bytes]));
              }
              const chosen = new DataTransfer();
              chosen.items.add(new File(pieces, 'from the page.bin'));
              const input = document.getElementById('send');
              input.files = chosen.files;
              input.dispatchEvent(new Event('change'));
            })()""";

    /** Breaks the connection when a third has gone, and waits for all of it. */
    private static JsonNode breakAndAwait(InspectedPage page, int index) throws Exception {
        String state = "window.specterState.transfers[" + index + "]";
        long startNanos = System.nanoTime();
        page.evaluate(
                """
                (() => {
                  const timer = setInterval(() => {
                    if (%s.bytes > %d) {
                      clearInterval(timer);
                      document.getElementById('break').click();
                    }
                  }, 1);
                })()"""
                        .formatted(state, BYTES / 3));
        JsonNode done =
                page.await(state, s -> s.path("state").asText().matches("done|failed"), PATIENCE);
        System.out.printf("%s after %d ms%n", done, (System.nanoTime() - startNanos) / 1_000_000);
        assertEquals("done", done.path("state").asText(), done.toString());
        assertTrue(done.path("resumedAt").asLong() > 0, done.toString());
        return done;
    }

    private static void writeRandom(Path file) throws IOException {
        var random = new Random(1);
        byte[] bytes = new byte[1_000_000];
        try (var out = Files.newOutputStream(file)) {
            for (long left = BYTES; left > 0; left -= bytes.length) {
                random.nextBytes(bytes);
                out.write(bytes, 0, (int) Math.min(left, bytes.length));
            }
        }
    }

    private static String sha256(Path file) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void resetHeapPeak() {
        ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    /** Sum of the heap pools' peaks: not less than the peak of the heap. */
    private static long heapPeakBytes() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
    }
}
