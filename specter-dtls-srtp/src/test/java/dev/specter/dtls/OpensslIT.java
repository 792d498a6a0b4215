package dev.specter.dtls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import static java.util.Collections.nCopies;

import dev.specter.srtp.SrtpKeys;
import dev.specter.srtp.SrtpProfile;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        private DtlsTransport transport;
        private Optional<DtlsFailure> failure = Optional.empty();

        End(DatagramSocket socket, InetSocketAddress peer) {
            this.socket = socket;
            this.peer = peer;
        }

        @Override
        public void sendDatagram(ByteBuffer datagram) {
            byte[] bytes = DtlsPair.bytes(datagram);
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

    @ParameterizedTest
    @CsvSource({
        "SERVER, ECDSA_P256, AEAD_AES_128_GCM, X25519:P-256, 1200,",
        "SERVER, ECDSA_P384, AES_CM_128_HMAC_SHA1_80, P-384:P-256, 300,",
        "SERVER, ECDSA_P256, AES_CM_128_HMAC_SHA1_80, X25519:P-256, 1200, large hello",
        "SERVER, RSA_2048, AEAD_AES_256_GCM, P-256, 1200,",
        "CLIENT, ECDSA_P256, AEAD_AES_128_GCM, X25519:P-256, 1200,",
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
        assumeTrue(hasOpenssl(), "no openssl command");
        Certificate ours = Certificate.generate(algorithm);
        Certificate theirs = Certificate.generate(algorithm);
        Path pem = directory.resolve("openssl.pem");
        Files.writeString(pem, theirs.toPem());
        var options =
                DtlsOptions.builder(ours)
                        .srtpProfiles(List.of(SrtpProfile.values()))
                        .mtuBytes(mtuBytes)
                        .build();
        try (var pool = new HandshakePool(2);
                var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            int port = role == DtlsRole.SERVER ? socket.getLocalPort() : freePort();
            Process openssl = start(role, pem, profile, groups, port, hello != null);
            try {
                var end =
                        new End(
                                socket,
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                end.transport = new DtlsTransport(options, loop::add, pool, end);
                var reader = new Thread(end::read, "reader");
                reader.setDaemon(true);
                reader.start();
                if (role == DtlsRole.CLIENT) {
                    runUntil(() -> output.indexOf("ACCEPT") >= 0, end);
                }
                end.transport.start(role, theirs.fingerprints());
                runUntil(() -> end.transport.state() == DtlsTransportState.CONNECTED, end);
                if (hello != null) {
                    assertTrue(end.datagramBytes.get(0) > 1000, end.datagramBytes.toString());
                    assertTrue(end.datagramBytes.get(1) > 200, end.datagramBytes.toString());
                }
                assertEquals(List.of(theirs.x509()), end.transport.remoteCertificates());

                runUntil(() -> MATERIAL.matcher(output).find(), end);
                SrtpKeys keys = end.transport.srtpKeys().orElseThrow();
                assertEquals(profile, keys.profile());
                Matcher material = MATERIAL.matcher(output);
                assertTrue(material.find());
                assertEquals(material.group(1).toLowerCase(Locale.ROOT), clientFirst(role, keys));

                assertTrue(end.transport.send(ascii("from us\n")));
                runUntil(() -> output.indexOf("from us") >= 0, end);
                openssl.getOutputStream()
                        .write("from openssl\n".getBytes(StandardCharsets.US_ASCII));
                openssl.getOutputStream().flush();
                runUntil(() -> end.received.contains("from openssl\n"), end);

                openssl.getOutputStream().close(); // openssl says close_notify and goes
                if (role == DtlsRole.SERVER) {
                    runUntil(() -> end.transport.state() == DtlsTransportState.CLOSED, end);
                }
                end.transport.close();
            } finally {
                openssl.destroy();
                openssl.waitFor(5, TimeUnit.SECONDS);
            }
        }
    }

    private Process start(
            DtlsRole ourRole,
            Path pem,
            SrtpProfile profile,
            String groups,
            int port,
            boolean largeHello)
            throws IOException {
        var command = new ArrayList<String>();
        command.add("openssl");
        if (ourRole == DtlsRole.SERVER) {
            command.addAll(List.of("s_client", "-connect", "127.0.0.1:" + port));
        } else {
            command.addAll(List.of("s_server", "-accept", "127.0.0.1:" + port, "-Verify", "1"));
        }
        command.addAll(List.of("-dtls1_2", "-cert", pem.toString(), "-key", pem.toString()));
        // The curves of certificates must be among the groups.
        command.addAll(List.of("-groups", groups, "-use_srtp", opensslName(profile)));
        command.addAll(List.of("-keymatexport", "EXTRACTOR-dtls_srtp"));
        command.addAll(List.of("-keymatexportlen", String.valueOf(profile.keyingMaterialBytes())));
        if (largeHello) { // in two datagrams, as the browsers send theirs
            String name = "x".repeat(200);
            command.addAll(List.of("-mtu", "1228", "-alpn", String.join(",", nCopies(6, name))));
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var collector = new Thread(() -> collect(process.getInputStream()), "collector");
        collector.setDaemon(true);
        collector.start();
        return process;
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
        long giveUpNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
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
