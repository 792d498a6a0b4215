package dev.specter.ice.gather;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.specter.ice.IceCandidateType;
import dev.specter.ice.IceProtocol;
import dev.specter.ice.IceServer;
import dev.specter.ice.agent.Base;
import dev.specter.ice.agent.Transmit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The gatherer's core against coturn on the loopback interface, over blocking sockets. */
class CoturnIT {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir private Path directory;
    private Process coturn;
    private int port;

    @BeforeEach
    void startCoturn() throws Exception {
        Path binary = Path.of("/usr/bin/turnserver");
        assumeTrue(Files.isExecutable(binary), "skipped: coturn (turnserver) is not installed");
        try (DatagramSocket free = new DatagramSocket(0, LOOPBACK)) {
            port = free.getLocalPort();
        }
        List<String> command =
                List.of(
                        binary.toString(),
                        "-n",
                        "--listening-ip=127.0.0.1",
                        "--relay-ip=127.0.0.1",
                        "--listening-port=" + port,
                        "--lt-cred-mech",
                        "--user=user:secret",
                        "--realm=example.org",
                        "--allow-loopback-peers",
                        "--no-cli",
                        "--no-tls",
                        "--no-dtls",
                        "--max-allocate-lifetime=10",
                        "--permission-lifetime=12",
                        "--channel-lifetime=12",
                        "--stale-nonce=7",
                        "--pidfile=" + directory.resolve("pid"),
                        "--userdb=" + directory.resolve("turndb"),
                        "--log-file=stdout");
        coturn =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("out").toFile())
                        .start();
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!listens()) {
            assertTrue(coturn.isAlive() && System.nanoTime() < end, () -> "no coturn: " + output());
            Thread.sleep(50);
        }
    }

    private String output() {
        try {
            return Files.readString(directory.resolve("out"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private boolean listens() {
        try (Socket probe = new Socket()) {
            probe.connect(new InetSocketAddress(LOOPBACK, port), 100);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @AfterEach
    void stopCoturn() throws Exception {
        if (coturn != null) {
            coturn.destroy();
            if (!coturn.waitFor(5, TimeUnit.SECONDS)) {
                coturn.destroyForcibly();
            }
        }
    }

    /** A gatherer, its socket and its stream, on the thread of the test. */
    private static final class Client implements AutoCloseable {
        final Gatherer gatherer;
        final DatagramSocket socket = new DatagramSocket(0, LOOPBACK);
        final List<GatherEvent> events = new ArrayList<>();
        final List<byte[]> received = new ArrayList<>();
        private final long startNanos = System.nanoTime();
        private Socket stream;
        private StreamId streamId;

        Client(GatherOptions options) throws IOException {
            gatherer = new Gatherer(options, new SecureRandom());
            gatherer.begin(now());
            gatherer.handleBase(base, 65535, now());
            gatherer.endOfBases(now());
        }

        final Base base =
                new Base() {
                    @Override
                    public IceProtocol protocol() {
                        return IceProtocol.UDP;
                    }

                    @Override
                    public InetSocketAddress address() {
                        return (InetSocketAddress) socket.getLocalSocketAddress();
                    }
                };

        long now() {
            return System.nanoTime() - startNanos;
        }

        boolean runUntil(BooleanSupplier done, Duration limit) throws IOException {
            long end = now() + limit.toNanos();
            while (!done.getAsBoolean() && now() < end) {
                drain();
                receiveDatagram();
                receiveBytes();
                if (now() >= gatherer.nextTimeoutNanos()) {
                    gatherer.handleTimeout(now());
                }
            }
            drain();
            return done.getAsBoolean();
        }

        private void receiveDatagram() throws IOException {
            socket.setSoTimeout(2);
            DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
            try {
                socket.receive(packet);
                byte[] data = Arrays.copyOf(packet.getData(), packet.getLength());
                InetSocketAddress from = (InetSocketAddress) packet.getSocketAddress();
                gatherer.handleDatagram(base, from, data, now());
            } catch (SocketTimeoutException e) {
                // nothing came
            }
        }

        private void receiveBytes() throws IOException {
            if (stream == null) {
                return;
            }
            byte[] bytes = new byte[2048];
            try {
                int count = stream.getInputStream().read(bytes);
                if (count < 0) {
                    stream = null;
                    gatherer.handleStreamClosed(streamId, "closed", now());
                } else {
                    gatherer.handleStreamBytes(streamId, ByteBuffer.wrap(bytes, 0, count), now());
                }
            } catch (SocketTimeoutException e) {
                // nothing came
            }
        }

        void drain() throws IOException {
            for (Transmit t = gatherer.pollTransmit(); t != null; t = gatherer.pollTransmit()) {
                byte[] data = t.datagram();
                socket.send(new DatagramPacket(data, data.length, t.remote()));
            }
            for (StreamOutput s = gatherer.pollStream(); s != null; s = gatherer.pollStream()) {
                if (s instanceof StreamOutput.Open open) {
                    stream = new Socket(open.server().getAddress(), open.server().getPort());
                    stream.setSoTimeout(2);
                    streamId = open.id();
                    gatherer.handleStreamOpened(streamId, now());
                } else if (s instanceof StreamOutput.Write write) {
                    stream.getOutputStream().write(write.bytes());
                } else {
                    stream.close();
                    stream = null;
                }
            }
            for (GatherEvent e = gatherer.pollEvent(); e != null; e = gatherer.pollEvent()) {
                events.add(e);
                if (e instanceof GatherEvent.Relayed relayed) {
                    byte[] data = new byte[relayed.datagram().remaining()];
                    relayed.datagram().get(data);
                    received.add(data);
                }
            }
        }

        <T extends GatherEvent> List<T> all(Class<T> type) {
            return events.stream().filter(type::isInstance).map(type::cast).toList();
        }

        boolean isComplete() {
            return !all(GatherEvent.Complete.class).isEmpty();
        }

        Base relay() {
            return all(GatherEvent.CandidateFound.class).stream()
                    .filter(f -> f.candidate().type() == IceCandidateType.RELAY)
                    .findFirst()
                    .orElseThrow()
                    .base();
        }

        void send(InetSocketAddress peer, byte[] data) throws IOException {
            gatherer.send(relay(), peer, ByteBuffer.wrap(data), now());
            drain();
        }

        @Override
        public void close() throws IOException {
            gatherer.close();
            drain();
            socket.close();
        }
    }

    private GatherOptions options(String transport, String password) {
        return GatherOptions.of(
                List.of(
                        IceServer.of("stun:127.0.0.1:" + port),
                        IceServer.of(
                                "turn:127.0.0.1:" + port + "?transport=" + transport,
                                "user",
                                password)));
    }

    private static boolean hasReceived(DatagramSocket socket, DatagramPacket packet) {
        try {
            socket.receive(packet);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void relaysThroughCoturnOverManyLifetimes(String transport) throws Exception {
        try (DatagramSocket peer = new DatagramSocket(0, LOOPBACK);
                Client client = new Client(options(transport, "secret"))) {
            assertTrue(client.runUntil(client::isComplete, PATIENCE));
            assertEquals(List.of(), client.all(GatherEvent.GatheringError.class));
            peer.setSoTimeout(1);
            InetSocketAddress there = (InetSocketAddress) peer.getLocalSocketAddress();
            int rounds = 150; // 30 s: several lifetimes of each kind, and of nonces
            for (int i = 1; i <= rounds; i++) {
                byte[] data = new byte[1 + i * 8];
                data[0] = (byte) i;
                client.send(there, data);
                int expected = i;
                DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
                // Meanwhile the client asks for its permission, and may ask again.
                boolean[] came = {false};
                assertTrue(
                        client.runUntil(
                                () -> came[0] || (came[0] = hasReceived(peer, packet)), PATIENCE),
                        "round " + i);
                assertEquals(client.relay().address(), packet.getSocketAddress());
                assertEquals(data.length, packet.getLength());
                peer.send(packet);
                assertTrue(
                        client.runUntil(() -> client.received.size() == expected, PATIENCE),
                        "round " + i);
                assertEquals(data.length, client.received.get(i - 1).length);
                client.runUntil(() -> false, Duration.ofMillis(150));
            }
            assertEquals(List.of(), client.all(GatherEvent.BaseGone.class));
        }
    }

    @Test
    void aWrongPasswordIsReported() throws Exception {
        try (Client client = new Client(options("udp", "wrong"))) {
            assertTrue(client.runUntil(client::isComplete, PATIENCE));
            assertEquals(401, client.all(GatherEvent.GatheringError.class).get(0).code());
        }
    }
}
