package dev.specter.ice.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

class TurnStreamIT {
    private static final char[] PASSWORD = "password".toCharArray();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    @TempDir static Path directory;
    private static SSLContext serverContext;
    private static X509Certificate certificate;

    private final Edge edge = new Edge();
    private final Heard heard = new Heard();
    private ServerSocket server;

    @BeforeAll
    static void makeACertificate() throws Exception {
        Path store = directory.resolve("store.p12");
        String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process =
                new ProcessBuilder(
                                List.of(
                                        (keytool
                                                        + " -genkeypair -alias turn -keyalg EC"
                                                        + " -dname CN=turn.test -storetype PKCS12"
                                                        + " -ext san=dns:turn.test,ip:127.0.0.1"
                                                        + " -storepass password -keystore "
                                                        + store)
                                                .split(" ")))
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        certificate = (X509Certificate) keys.getCertificate("turn");
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD);
        serverContext = SSLContext.getInstance("TLS");
        serverContext.init(factory.getKeyManagers(), null, null);
    }

    @AfterEach
    void close() throws IOException {
        if (server != null) {
            server.close();
        }
        edge.close();
    }

    /** What a stream says, for the test's own thread. */
    private static final class Heard implements TurnStream.Listener {
        final BlockingQueue<InetSocketAddress> opens = new LinkedBlockingQueue<>();
        final BlockingQueue<Optional<Throwable>> ends = new LinkedBlockingQueue<>();
        final BlockingQueue<String> texts = new LinkedBlockingQueue<>();

        @Override
        public void onOpen(InetSocketAddress local) {
            opens.add(local);
        }

        @Override
        public void onBytes(byte[] bytes) {
            texts.add(new String(bytes, StandardCharsets.US_ASCII));
        }

        @Override
        public void onReadComplete() {}

        @Override
        public void onClosed(Optional<Throwable> cause) {
            ends.add(cause);
        }

        InetSocketAddress opened() throws InterruptedException {
            InetSocketAddress local = opens.poll(30, TimeUnit.SECONDS);
            assertNotNull(local, () -> "not opened: " + ends);
            return local;
        }

        Optional<Throwable> ended() throws InterruptedException {
            Optional<Throwable> cause = ends.poll(30, TimeUnit.SECONDS);
            assertNotNull(cause, "not ended");
            assertTrue(opens.isEmpty(), "never open");
            return cause;
        }
    }

    private TurnStream open(String host, Optional<TlsTrust> tls) throws Exception {
        InetSocketAddress address = Stuns.address("127.0.0.1", server.getLocalPort());
        TurnStream.Target target =
                new TurnStream.Target(
                        address, host, tls, TIMEOUT, Optional.of(Stuns.ip("127.0.0.1")));
        return edge.on(() -> TurnStream.open(edge.loop(), target, edge.errors, heard));
    }

    private void listen() throws IOException {
        server = new ServerSocket(0, 10, Stuns.ip("127.0.0.1"));
    }

    private void listenSecurely(String... protocols) throws IOException {
        SSLServerSocket secure =
                (SSLServerSocket)
                        serverContext
                                .getServerSocketFactory()
                                .createServerSocket(0, 10, Stuns.ip("127.0.0.1"));
        if (protocols.length > 0) {
            secure.setEnabledProtocols(protocols);
        }
        server = secure;
    }

    private static Optional<TlsTrust> ours() {
        return Optional.of(TlsTrust.of(List.of(certificate)));
    }

    private boolean write(TurnStream stream, String text) throws Exception {
        return edge.on(
                () -> {
                    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
                    boolean written = stream.write(ByteBuffer.wrap(bytes));
                    stream.flush();
                    return written;
                });
    }

    private void converse(TurnStream stream, Socket accepted) throws Exception {
        assertTrue(write(stream, "question"));
        assertEquals(
                "question",
                new String(accepted.getInputStream().readNBytes(8), StandardCharsets.US_ASCII));
        accepted.getOutputStream().write("answer".getBytes(StandardCharsets.US_ASCII));
        Edge.eventually(() -> String.join("", heard.texts).equals("answer"), "no answer");
    }

    @Test
    void bytesGoBothWaysOverTcp() throws Exception {
        listen();
        TurnStream stream = open("turn.test", Optional.empty());
        try (Socket accepted = server.accept()) {
            assertEquals(accepted.getRemoteSocketAddress(), heard.opened());
            converse(stream, accepted);
            edge.run(stream::close);
            assertEquals(-1, accepted.getInputStream().read());
        }
        assertFalse(write(stream, "late"));
        assertTrue(heard.ends.isEmpty(), "it closed itself");
    }

    @Test
    void theServersEndIsReportedOnce() throws Exception {
        listen();
        open("turn.test", Optional.empty());
        Socket accepted = server.accept();
        heard.opened();
        accepted.close();
        assertEquals(Optional.empty(), heard.ended());
        assertNull(heard.ends.poll(100, TimeUnit.MILLISECONDS));
    }

    @Test
    void nobodyListensIsReported() throws Exception {
        try (Socket taken = new Socket()) { // its port is nobody else's, and nobody listens
            taken.bind(Stuns.address("127.0.0.1", 0));
            TurnStream.Target target =
                    new TurnStream.Target(
                            (InetSocketAddress) taken.getLocalSocketAddress(),
                            "turn.test",
                            Optional.empty(),
                            TIMEOUT,
                            Optional.empty());
            edge.run(() -> TurnStream.open(edge.loop(), target, edge.errors, heard));
            assertInstanceOf(IOException.class, heard.ended().orElseThrow());
        }
    }

    @Test
    void bytesGoBothWaysOverTls13And12() throws Exception {
        for (String protocol : List.of("TLSv1.3", "TLSv1.2")) {
            listenSecurely(protocol);
            heard.texts.clear();
            TurnStream stream = open("turn.test", ours());
            try (SSLSocket accepted = (SSLSocket) server.accept()) {
                accepted.startHandshake();
                assertEquals(protocol, accepted.getSession().getProtocol());
                heard.opened();
                converse(stream, accepted);
                edge.run(stream::close);
                assertEquals(-1, accepted.getInputStream().read(), "closed in order");
            }
            server.close();
        }
    }

    @Test
    void anAddressIsVerifiedToo() throws Exception {
        listenSecurely();
        open("127.0.0.1", ours());
        try (SSLSocket accepted = (SSLSocket) server.accept()) {
            accepted.startHandshake();
            heard.opened();
        }
    }

    private void isRefused(String host, Optional<TlsTrust> tls) throws Exception {
        listenSecurely();
        open(host, tls);
        try (SSLSocket accepted = (SSLSocket) server.accept()) {
            accepted.startHandshake();
        } catch (IOException e) {
            // The client broke it off; with TLS 1.3 the server may think it has succeeded.
        }
        assertInstanceOf(SSLException.class, heard.ended().orElseThrow());
    }

    @Test
    void anotherServersNameIsRefused() throws Exception {
        isRefused("other.test", ours());
    }

    @Test
    void whoIsNotTrustedIsRefused() throws Exception {
        isRefused("turn.test", Optional.of(TlsTrust.system()));
    }

    @Test
    void whatIsNotTlsIsRefused() throws Exception {
        server = new ServerSocket(0, 10, Stuns.ip("127.0.0.1"));
        open("turn.test", ours());
        try (Socket accepted = server.accept()) {
            byte[] hello = accepted.getInputStream().readNBytes(64);
            assertEquals(22, hello[0], "a handshake record");
            accepted.getOutputStream()
                    .write("HTTP/1.1 400 no TLS here\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertInstanceOf(SSLException.class, heard.ended().orElseThrow());
        }
    }

    @Test
    void aServerThatDoesNotReadCostsABoundedQueue() throws Exception {
        listen();
        TurnStream stream = open("turn.test", Optional.empty());
        try (Socket accepted = server.accept()) {
            heard.opened();
            String piece = "x".repeat(10_000);
            int taken = 0;
            while (write(stream, piece)) {
                taken++;
                assertTrue(taken < 10_000, "the queue has no bound");
            }
            byte[] all = accepted.getInputStream().readNBytes(taken * piece.length());
            assertEquals(taken * piece.length(), all.length);
            Edge.eventually(() -> writesQuietly(stream), "never writable again");
        }
    }

    private boolean writesQuietly(TurnStream stream) {
        try {
            return write(stream, "more");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void closingWhileItConnectsIsTheEnd() throws Exception {
        listenSecurely();
        TurnStream stream = open("turn.test", ours());
        edge.run(stream::close);
        assertNull(heard.opens.poll(300, TimeUnit.MILLISECONDS));
        assertTrue(heard.ends.isEmpty());
    }
}
