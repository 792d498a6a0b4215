package dev.specter.dtls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import static java.util.Collections.nCopies;

import dev.specter.srtp.SrtpKeys;
import dev.specter.srtp.SrtpProfile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Against OpenSSL's DTLS, where its command is installed: another implementation's view of ours.
 */
class OpensslIT {
    private static final Pattern MATERIAL = Pattern.compile("Keying material: ([0-9A-F]+)");

    @TempDir private Path directory;

    private final BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
    private final StringBuilder output = new StringBuilder();

    /** Our end, over a real socket. */
    private final class End implements DtlsListener {
        private final DatagramSocket socket;
        private final List<String> received = new ArrayList<>();
        private final List<Integer> datagramBytes = new ArrayList<>();
        private InetSocketAddress peer;
        private int largestSent;
        private DtlsTransport transport;
        private Optional<DtlsFailure> failure = Optional.empty();

        End(DatagramSocket socket, InetSocketAddress peer) {
            this.socket = socket;
            this.peer = peer;
        }

        @Override
        public void sendDatagram(ByteBuffer datagram) {
            byte[] bytes = DtlsPair.bytes(datagram);
            largestSent = Math.max(largestSent, bytes.length);
            try {
                socket.send(new DatagramPacket(bytes, bytes.length, peer));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void onStateChange(DtlsTransportState state, Optional<DtlsFailure> why) {
            failure = why;
        }

        @Override
        public void onData(ByteBuffer applicationData) {
            received.add(new String(DtlsPair.bytes(applicationData), StandardCharsets.US_ASCII));
        }

        void read() {
            try {
                while (true) {
                    var packet = new DatagramPacket(new byte[2000], 2000);
                    socket.receive(packet);
                    loop.add(
                            () -> {
                                datagramBytes.add(packet.getLength());
                                peer = (InetSocketAddress) packet.getSocketAddress();
                                transport.handleDatagram(
                                        ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
                            });
                }
            } catch (SocketException e) {
                // closed: the test is over
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** What one test asks of OpenSSL. */
    private record Setting(
            DtlsRole ourRole,
            Certificate ours,
            Certificate theirs,
            int mtuBytes,
            List<String> more) {
        static Setting of(DtlsRole ourRole, KeyAlgorithm algorithm) {
            return new Setting(
                    ourRole,
                    Certificate.generate(algorithm),
                    Certificate.generate(algorithm),
                    1200,
                    List.of());
        }

        Setting withMtu(int bytes) {
            return new Setting(ourRole, ours, theirs, bytes, more);
        }

        Setting with(String... options) {
            var all = new ArrayList<>(more);
            all.addAll(List.of(options));
            return new Setting(ourRole, ours, theirs, mtuBytes, all);
        }
    }

    /** What to do with a connection. */
    private interface Conversation {
        void hold(End end, Process openssl) throws Exception;
    }

    @ParameterizedTest
    @CsvSource({
        "SERVER, ECDSA_P256, AEAD_AES_128_GCM, X25519:P-256, 1200,",
        "SERVER, ECDSA_P256, AEAD_AES_128_GCM, P-256, 1200,",
        "SERVER, ECDSA_P384, AES_CM_128_HMAC_SHA1_80, P-384:P-256, 300,",
        "SERVER, ECDSA_P256, AES_CM_128_HMAC_SHA1_80, X25519:P-256, 1200, large hello",
        "SERVER, RSA_2048, AEAD_AES_256_GCM, P-256, 1200,",
        "SERVER, RSA_2048, AES_CM_128_HMAC_SHA1_32, X25519, 548,",
        "CLIENT, ECDSA_P256, AEAD_AES_128_GCM, X25519:P-256, 1200,",
        "CLIENT, ECDSA_P256, AEAD_AES_256_GCM, P-256, 1200,",
        "CLIENT, ECDSA_P384, AES_CM_128_HMAC_SHA1_32, P-384:P-256, 300,",
        "CLIENT, RSA_2048, AES_CM_128_HMAC_SHA1_80, X25519:P-256, 1200,",
    })
    void connectsExportsTheSameKeysAndCarriesData(
            DtlsRole role,
            KeyAlgorithm algorithm,
            SrtpProfile profile,
            String groups,
            int mtuBytes,
            String hello)
            throws Exception {
        // The curves of certificates must be among the groups.
        Setting setting =
                Setting.of(role, algorithm)
                        .withMtu(mtuBytes)
                        .with("-groups", groups, "-use_srtp", opensslName(profile))
                        .with("-keymatexport", "EXTRACTOR-dtls_srtp")
                        .with("-keymatexportlen", String.valueOf(profile.keyingMaterialBytes()));
        if (hello != null) { // in two datagrams, as the browsers send theirs
            String name = "x".repeat(200);
            setting = setting.with("-mtu", "1228", "-alpn", String.join(",", nCopies(6, name)));
        }
        connect(
                setting,
                (end, openssl) -> {
                    if (hello != null) {
                        assertTrue(end.datagramBytes.get(0) > 1000, end.datagramBytes.toString());
                        assertTrue(end.datagramBytes.get(1) > 200, end.datagramBytes.toString());
                    }
                    runUntil(() -> MATERIAL.matcher(output).find(), end);
                    SrtpKeys keys = end.transport.srtpKeys().orElseThrow();
                    assertEquals(profile, keys.profile());
                    Matcher material = MATERIAL.matcher(output);
                    assertTrue(material.find());
                    assertEquals(
                            material.group(1).toLowerCase(Locale.ROOT), clientFirst(role, keys));
                    exchange(end, openssl, "1");
                });
    }

    @ParameterizedTest
    @CsvSource({
        "ECDSA_P256, ECDHE-ECDSA-AES128-GCM-SHA256, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "ECDSA_P256, ECDHE-ECDSA-AES256-GCM-SHA384, TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "ECDSA_P256, ECDHE-ECDSA-CHACHA20-POLY1305, TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        "RSA_2048, ECDHE-RSA-AES128-GCM-SHA256, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "RSA_2048, ECDHE-RSA-AES256-GCM-SHA384, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "RSA_2048, ECDHE-RSA-CHACHA20-POLY1305, TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
    })
    void connectsWithEachCipherSuite(KeyAlgorithm algorithm, String cipher, String suite)
            throws Exception {
        for (DtlsRole role : DtlsRole.values()) {
            connect(
                    Setting.of(role, algorithm).with("-cipher", cipher),
                    (end, openssl) -> {
                        assertEquals(Optional.of(suite), end.transport.cipherSuite());
                        exchange(end, openssl, "1");
                    });
        }
    }

    @ParameterizedTest // RFC 6347, section 4.1.1
    @EnumSource
    void bigCertificatesGoOverSmallPaths(DtlsRole role) throws Exception {
        Path chain = directory.resolve("chain.pem");
        Files.writeString(chain, BigCertificate.INSTANCE.toPem());
        Setting setting =
                new Setting(role, BigCertificate.INSTANCE, BigCertificate.INSTANCE, 548, List.of());
        connect(
                setting.with("-mtu", "576", "-cert_chain", chain.toString()),
                (end, openssl) -> {
                    assertTrue(end.transport.remoteCertificates().size() > 1);
                    exchange(end, openssl, "1");
                });
    }

    @Test // RFC 6347, section 4.2.1
    void aServerMayAskForACookie() throws Exception {
        connect(
                Setting.of(DtlsRole.CLIENT, KeyAlgorithm.ECDSA_P256).with("-listen"),
                (end, openssl) -> exchange(end, openssl, "1"));
    }

    @Test // RFC 8827, section 6.5: no renegotiation
    void aHelloRequestIsIgnored() throws Exception {
        connect(
                Setting.of(DtlsRole.CLIENT, KeyAlgorithm.ECDSA_P256),
                (end, openssl) -> {
                    exchange(end, openssl, "before");
                    int datagrams = end.datagramBytes.size();
                    type(openssl, "r\n");
                    runUntil(() -> end.datagramBytes.size() > datagrams, end);
                    runFor(end, 300);
                    assertEquals(DtlsTransportState.CONNECTED, end.transport.state());
                    assertTrue(end.transport.send(ascii("after\n")));
                });
    }

    @Test // RFC 8827, section 6.5: no renegotiation
    void aClientHelloOfAConnectedClientIsIgnored() throws Exception {
        connect(
                Setting.of(DtlsRole.SERVER, KeyAlgorithm.ECDSA_P256),
                (end, openssl) -> {
                    exchange(end, openssl, "before");
                    int datagrams = end.datagramBytes.size();
                    type(openssl, "R\n");
                    runUntil(() -> end.datagramBytes.size() > datagrams, end);
                    runFor(end, 300);
                    assertEquals(DtlsTransportState.CONNECTED, end.transport.state());
                    assertTrue(end.transport.send(ascii("after\n")));
                });
    }

    private void connect(Setting setting, Conversation conversation) throws Exception {
        assumeTrue(hasOpenssl(), "no openssl command");
        loop.clear();
        output.setLength(0);
        Path pem = directory.resolve("openssl.pem");
        Files.writeString(pem, setting.theirs.toPem());
        var options =
                DtlsOptions.builder(setting.ours)
                        .srtpProfiles(List.of(SrtpProfile.values()))
                        .mtuBytes(setting.mtuBytes)
                        .build();
        try (var pool = new HandshakePool(2);
                var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            boolean isServer = setting.ourRole == DtlsRole.SERVER;
            int port = isServer ? socket.getLocalPort() : freePort();
            Process openssl = start(setting, pem, port);
            Thread collector = collect(openssl);
            try {
                var peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
                var end = new End(socket, peer);
                end.transport = new DtlsTransport(options, loop::add, pool, end);
                var reader = new Thread(end::read, "reader");
                reader.setDaemon(true);
                reader.start();
                if (!isServer) {
                    runUntil(() -> output.indexOf("ACCEPT") >= 0, end);
                }
                end.transport.start(setting.ourRole, setting.theirs.fingerprints());
                runUntil(() -> end.transport.state() == DtlsTransportState.CONNECTED, end);
                assertEquals(setting.theirs.x509(), end.transport.remoteCertificates().get(0));
                conversation.hold(end, openssl);
                assertTrue(end.largestSent <= setting.mtuBytes, end.largestSent + " bytes");
                openssl.getOutputStream().close(); // openssl says close_notify and goes
                end.transport.close();
            } finally {
                openssl.destroy();
                openssl.waitFor(5, TimeUnit.SECONDS);
                collector.join(5_000); // what it prints is not taken for that of the next
            }
        }
    }

    private void exchange(End end, Process openssl, String what) throws Exception {
        assertTrue(end.transport.send(ascii("from us " + what + "\n")));
        runUntil(() -> output.indexOf("from us " + what) >= 0, end);
        type(openssl, "from openssl " + what + "\n");
        runUntil(() -> end.received.contains("from openssl " + what + "\n"), end);
    }

    private static void type(Process openssl, String line) throws IOException {
        openssl.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
        openssl.getOutputStream().flush();
    }

    private Process start(Setting setting, Path pem, int port) throws IOException {
        var command = new ArrayList<String>();
        command.add("openssl");
        if (setting.ourRole == DtlsRole.SERVER) {
            command.addAll(List.of("s_client", "-connect", "127.0.0.1:" + port));
        } else {
            command.addAll(List.of("s_server", "-accept", "127.0.0.1:" + port, "-Verify", "4"));
        }
        command.addAll(List.of("-dtls1_2", "-cert", pem.toString(), "-key", pem.toString()));
        command.addAll(setting.more);
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private Thread collect(Process process) {
        var collector = new Thread(() -> collect(process.getInputStream()), "collector");
        collector.setDaemon(true);
        collector.start();
        return collector;
    }

    private void collect(InputStream in) {
        byte[] chunk = new byte[4096];
        try (in) {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                String text = new String(chunk, 0, n, StandardCharsets.ISO_8859_1);
                loop.add(() -> output.append(text));
            }
        } catch (IOException e) {
            loop.add(() -> output.append(e));
        }
    }

    private void runUntil(BooleanSupplier condition, End end) throws InterruptedException {
        long giveUpNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertTrue(
                    System.nanoTime() < giveUpNanos && end.failure.isEmpty(),
                    () -> end.transport.state() + " " + end.failure + "\n" + output);
            Runnable task = loop.poll(10, TimeUnit.MILLISECONDS);
            if (task != null) {
                task.run();
            }
        }
    }

    private void runFor(End end, long millis) throws InterruptedException {
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        runUntil(() -> System.nanoTime() >= endNanos, end);
    }

    // RFC 5764, section 4.2: client key, server key, client salt, server salt.
    private static String clientFirst(DtlsRole role, SrtpKeys keys) {
        String local = keys.localKey().toHex();
        String remote = keys.remoteKey().toHex();
        String localSalt = keys.localSalt().toHex();
        String remoteSalt = keys.remoteSalt().toHex();
        return role == DtlsRole.CLIENT
                ? local + remote + localSalt + remoteSalt
                : remote + local + remoteSalt + localSalt;
    }

    private static String opensslName(SrtpProfile profile) {
        return switch (profile) {
            case AEAD_AES_128_GCM -> "SRTP_AEAD_AES_128_GCM";
            case AEAD_AES_256_GCM -> "SRTP_AEAD_AES_256_GCM";
            case AES_CM_128_HMAC_SHA1_80 -> "SRTP_AES128_CM_SHA1_80";
            case AES_CM_128_HMAC_SHA1_32 -> "SRTP_AES128_CM_SHA1_32";
        };
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static int freePort() throws SocketException {
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean hasOpenssl() {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(":")) {
            if (Files.isExecutable(Path.of(directory, "openssl"))) {
                return true;
            }
        }
        return false;
    }
}
