package dev.specter.tests.netns;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A coturn server in a namespace, with short lifetimes and long-term credentials. */
final class Coturn implements AutoCloseable {
    static final String USER = "specter";
    static final String PASSWORD = "a password";
    static final String HOST_NAME = "turn.specter.test";
    private static final int LIFETIME_SECONDS = 60;

    private final Process process;
    private final Path folder;

    private Coturn(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /** Starts it on ports 3478 and 5349 of the given addresses, or skips the test. */
    static Coturn start(Namespace namespace, String... addresses) throws IOException {
        boolean installed =
                Shell.succeeds("turnserver", "--help")
                        || Files.exists(Path.of("/usr/bin/turnserver"));
        if ("required".equals(System.getProperty("specter.netns"))) {
            assertTrue(installed, "coturn is required and not installed");
        }
        assumeTrue(installed, "skipped: coturn is not installed");
        Path folder = Files.createTempDirectory("specter-coturn-");
        Shell.run(
                ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
                                + " -subj /CN="
                                + HOST_NAME
                                + " -addext subjectAltName=DNS:"
                                + HOST_NAME
                                + " -keyout "
                                + folder.resolve("key.pem")
                                + " -out "
                                + folder.resolve("certificate.pem"))
                        .split(" "));
        var lines =
                new ArrayList<>(
                        List.of(
                                "listening-port=3478",
                                "tls-listening-port=5349",
                                "lt-cred-mech",
                                "realm=specter",
                                "user=" + USER + ":" + PASSWORD,
                                "cert=" + folder.resolve("certificate.pem"),
                                "pkey=" + folder.resolve("key.pem"),
                                "max-allocate-lifetime=" + LIFETIME_SECONDS,
                                "channel-lifetime=" + LIFETIME_SECONDS,
                                "permission-lifetime=" + LIFETIME_SECONDS,
                                "stale-nonce=" + LIFETIME_SECONDS,
                                "no-cli",
                                "no-multicast-peers",
                                "pidfile=" + folder.resolve("pid"),
                                "userdb=" + folder.resolve("db"),
                                "log-file=" + folder.resolve("log"),
                                "simple-log",
                                "verbose"));
        for (String address : addresses) {
            lines.add("listening-ip=" + address);
            lines.add("relay-ip=" + address);
        }
        Path configuration = Files.write(folder.resolve("turnserver.conf"), lines);
        Process process =
                new ProcessBuilder(
                                namespace.command(
                                        List.of("turnserver", "-c", configuration.toString())))
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("printed").toFile())
                        .start();
        var coturn = new Coturn(process, folder);
        coturn.awaitStart(namespace, addresses.length);
        return coturn;
    }

    private void awaitStart(Namespace namespace, int addresses) throws IOException {
        for (int tries = 0; tries < 100; tries++) {
            RemoteEnd.pause(java.time.Duration.ofMillis(100));
            String listening = namespace.run(List.of("ss", "-lntH"));
            if (listening.lines().filter(line -> line.contains(":5349 ")).count() >= addresses) {
                return;
            }
        }
        throw new IllegalStateException("coturn does not start: " + log());
    }

    /** The certificate that clients of {@code turns:} must trust, PEM. */
    Path certificate() {
        return folder.resolve("certificate.pem");
    }

    /** What it has logged. */
    String log() throws IOException {
        Path log = folder.resolve("log");
        return Files.readString(Files.exists(log) ? log : folder.resolve("printed"));
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
