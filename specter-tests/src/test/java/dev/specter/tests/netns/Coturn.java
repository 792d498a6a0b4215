package dev.specter.tests.netns;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A coturn server with short lifetimes and long-term credentials. */
public final class Coturn implements AutoCloseable {
    public static final String USER = "specter";
    public static final String PASSWORD = "password";
    static final String HOST_NAME = "turn.specter.test";
    private static final int PORT = 3478;
    private static final int TLS_PORT = 5349;
    private static final int LIFETIME_SECONDS = 60;

    private final Process process;
    private final Path folder;

    private Coturn(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /** Starts it on ports 3478 and 5349 of the given addresses, or skips the test. */
    static Coturn start(Namespace namespace, String... addresses) throws IOException {
        return start(namespace::command, PORT, TLS_PORT, List.of(addresses));
    }

    /** Starts it on a port of 127.0.0.1, for peers on this host only, or skips the test. */
    public static Coturn startOnLoopback(int port) throws IOException {
        return start(command -> command, port, port + 1, List.of("127.0.0.1"));
    }

    private static Coturn start(
            UnaryOperator<List<String>> place, int port, int tlsPort, List<String> addresses)
            throws IOException {
        boolean installed = Shell.succeeds("which", "turnserver");
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
                                "listening-port=" + port,
                                "tls-listening-port=" + tlsPort,
                                "lt-cred-mech",
                                "realm=specter",
                                "user=" + USER + ":" + PASSWORD,
                                "cert=" + folder.resolve("certificate.pem"),
                                "pkey=" + folder.resolve("key.pem"),
                                "stale-nonce=" + LIFETIME_SECONDS,
                                "no-cli",
                                "no-multicast-peers",
                                "allow-loopback-peers",
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
                                place.apply(
                                        List.of(
                                                "turnserver",
                                                "-c",
                                                configuration.toString(),
                                                // not read from the file
                                                "--max-allocate-lifetime=" + LIFETIME_SECONDS,
                                                "--channel-lifetime=" + LIFETIME_SECONDS,
                                                "--permission-lifetime=" + LIFETIME_SECONDS)))
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("printed").toFile())
                        .start();
        var coturn = new Coturn(process, folder);
        coturn.awaitStart(place, tlsPort, addresses.size());
        return coturn;
    }

    private void awaitStart(UnaryOperator<List<String>> place, int tlsPort, int addresses)
            throws IOException {
        for (int tries = 0; tries < 100; tries++) {
            RemoteEnd.pause(java.time.Duration.ofMillis(100));
            String listening = Shell.run("", place.apply(List.of("ss", "-lntH")));
            if (listening.lines().filter(line -> line.contains(":" + tlsPort + " ")).count()
                    >= addresses) {
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
    public String log() throws IOException {
        Path log = folder.resolve("log");
        return Files.readString(Files.exists(log) ? log : folder.resolve("printed"));
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join(); // it writes no more
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
