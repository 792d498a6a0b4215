package dev.specter.ice.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.ice.TcpType;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

class TcpPathIT {
    private static final Duration LONG = Duration.ofMinutes(2);

    /** Few connections, which last. */
    private static final TcpOptions FEW = few(LONG, LONG);

    private static TcpOptions few(Duration proofTimeout, Duration idleTimeout) {
        return new TcpOptions(LONG, proofTimeout, idleTimeout, 8192, 64 << 10, 6, 3, 2);
    }

    private static final Duration IDLE = Duration.ofMillis(600);

    private final Edge edge = new Edge();
    private final Edge far = new Edge();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
        edge.close();
        far.close();
    }

    private TcpMux mux(TcpOptions options) throws Exception {
        return edge.await(
                () ->
                        TcpMux.open(
                                edge.loop(),
                                Stuns.ip("127.0.0.1"),
                                Edge.ANY_PORT,
                                options,
                                new Random(),
                                edge.errors));
    }

    private TcpPassivePath attach(TcpMux mux, String fragment, PathListener listener)
            throws Exception {
        return edge.on(() -> mux.attach(fragment, listener).orElseThrow());
    }

    private TcpActivePath active(TcpOptions options, PathListener listener) throws Exception {
        return far.on(
                () ->
                        new TcpActivePath(
                                far.loop(), Stuns.ip("127.0.0.1"), options, far.errors, listener));
    }

    /** A peer of its own making. */
    private final class Raw implements AutoCloseable {
        final Socket socket;
        final DataOutputStream out;
        final DataInputStream in;

        Raw(InetSocketAddress to) throws IOException {
            socket = new Socket(to.getAddress(), to.getPort());
            socket.setSoTimeout(30_000);
            out = new DataOutputStream(socket.getOutputStream());
            in = new DataInputStream(socket.getInputStream());
            opened.add(this);
        }

        void frame(byte[] bytes) throws IOException {
            out.writeShort(bytes.length);
            out.write(bytes);
        }

        boolean isClosedByPeer() throws IOException {
            try {
                return in.read() < 0;
            } catch (java.net.SocketException e) {
                return true; // reset
            }
        }

        InetSocketAddress address() {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test // RFC 6544, section 7
    void datagramsGoBothWaysBetweenActiveAndPassive() throws Exception {
        TcpMux mux = mux(TcpOptions.defaults());
        Inbox a = new Inbox();
        Inbox b = new Inbox();
        TcpPassivePath pathA = attach(mux, "aaaa", a);
        attach(mux, "bbbb", b);
        Inbox client = new Inbox();
        TcpActivePath active = active(TcpOptions.defaults(), client);
        assertEquals(Optional.of(TcpType.ACTIVE), active.tcpType());
        assertEquals(9, active.address().getPort());
        assertEquals(Optional.of(TcpType.PASSIVE), pathA.tcpType());

        assertTrue(far.send(active, Stuns.request("aaaa", 1), mux.address()));
        assertTrue(far.send(active, "waits for the connection", mux.address()));
        InetSocketAddress source = a.next().source();
        a.next("waits for the connection");
        assertTrue(edge.send(pathA, Stuns.response(1), source));
        assertTrue(edge.send(pathA, "answer", source));
        assertEquals(mux.address(), client.next().source());
        client.next("answer");
        String large = "x".repeat(16_000);
        assertTrue(far.send(active, large, mux.address()), "allowed to those who proved");
        a.next(large);
        assertEquals(1, edge.on(mux::connections));
        b.nothing();
    }

    @Test
    void nothingButStunOpensAConnection() throws Exception {
        TcpMux mux = mux(TcpOptions.defaults());
        TcpActivePath active = active(TcpOptions.defaults(), new Inbox());
        assertFalse(far.send(active, "data", mux.address()));
        assertEquals(0, far.on(active::size));
        assertEquals(1, far.on(far.errors::sendErrors));
    }

    @Test
    void aConnectionThatCannotBeMadeSwallowsAndIsReported() throws Exception {
        try (Socket taken = new Socket()) { // its port is nobody else's, and nobody listens
            taken.bind(Stuns.address("127.0.0.1", 0));
            InetSocketAddress nobody = (InetSocketAddress) taken.getLocalSocketAddress();
            Inbox client = new Inbox();
            TcpActivePath active = active(TcpOptions.defaults(), client);
            assertTrue(far.send(active, Stuns.request("aaaa", 1), nobody));
            assertEquals(nobody, client.lost.poll(30, TimeUnit.SECONDS));
            assertEquals(0, far.on(active::size));
            assertTrue(active.isOpen());
        }
    }

    @Test
    void theEndOfAConnectionIsReportedOnBothSides() throws Exception {
        TcpMux mux = mux(TcpOptions.defaults());
        Inbox server = new Inbox();
        TcpPassivePath passive = attach(mux, "aaaa", server);
        Inbox client = new Inbox();
        TcpActivePath active = active(TcpOptions.defaults(), client);
        far.send(active, Stuns.request("aaaa", 1), mux.address());
        InetSocketAddress source = server.next().source();
        far.run(active::close);
        assertEquals(source, server.lost.poll(30, TimeUnit.SECONDS));
        assertTrue(client.lost.isEmpty(), "it closed itself");
        assertFalse(edge.send(passive, "late", source));

        TcpActivePath again = active(TcpOptions.defaults(), client);
        far.send(again, Stuns.request("aaaa", 2), mux.address());
        server.next();
        edge.run(mux::close);
        assertEquals(mux.address(), client.lost.poll(30, TimeUnit.SECONDS));
        assertNotNull(server.ends.poll(30, TimeUnit.SECONDS));
    }

    @Test
    void whoDoesNotKeepToTheRulesIsCutOff() throws Exception {
        TcpMux mux = mux(TcpOptions.defaults());
        Inbox inbox = new Inbox();
        inbox.trusting = false;
        attach(mux, "aaaa", inbox);
        Raw data = new Raw(mux.address());
        data.frame(new byte[] {(byte) 0x80, 1, 2, 3});
        assertTrue(data.isClosedByPeer(), "first frame is not STUN");
        Raw stranger = new Raw(mux.address());
        stranger.frame(Stuns.request("cccc", 1));
        assertTrue(stranger.isClosedByPeer(), "no such fragment");
        Raw large = new Raw(mux.address());
        large.out.writeShort(2049);
        assertTrue(large.isClosedByPeer(), "large frame without proof");
        Raw fine = new Raw(mux.address());
        fine.frame(Stuns.request("aaaa", 1));
        inbox.next();
        fine.out.writeShort(2049);
        assertTrue(fine.isClosedByPeer(), "large frame without proof");
        assertEquals(1, edge.on(() -> mux.counters().unknownFragments()));
        assertEquals(3, edge.on(() -> mux.counters().malformed()));
        assertEquals(0, edge.on(mux::connections));
        inbox.nothing();
    }

    @Test
    void connectionsWithoutProofEndAndSoDoIdleOnes() throws Exception {
        Raw silent = new Raw(mux(few(Duration.ofMillis(300), LONG)).address());
        assertTrue(silent.isClosedByPeer(), "half-open");
        // Whether it is idle is looked at when the time for the proof is over, for the first time.
        TcpMux mux = mux(few(Duration.ofSeconds(5), IDLE));
        Inbox inbox = new Inbox();
        attach(mux, "aaaa", inbox);
        Raw proved = new Raw(mux.address());
        long startNanos = System.nanoTime();
        proved.frame(Stuns.request("aaaa", 1));
        inbox.next();
        assertTrue(proved.isClosedByPeer(), "idle");
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        assertTrue(millis >= IDLE.toMillis(), millis + " ms");
    }

    @Test
    void theOldestWithoutProofMakesRoomAndThePeerStays() throws Exception {
        TcpMux mux = mux(FEW);
        Inbox inbox = new Inbox();
        attach(mux, "aaaa", inbox);
        Raw peer = new Raw(mux.address());
        peer.frame(Stuns.request("aaaa", 1));
        inbox.next();
        Raw first = new Raw(mux.address());
        for (int i = 0; i < 3; i++) {
            new Raw(mux.address());
        }
        assertTrue(first.isClosedByPeer());
        peer.frame("still here".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        inbox.next("still here");
        assertEquals(1, edge.on(() -> mux.counters().refused()));
    }

    @Test
    void aPathAndAListenerHaveSoManyConnections() throws Exception {
        TcpMux mux = mux(FEW);
        Inbox inbox = new Inbox();
        TcpPassivePath path = attach(mux, "aaaa", inbox);
        for (int i = 0; i < 2; i++) {
            new Raw(mux.address()).frame(Stuns.request("aaaa", i));
            inbox.next();
        }
        Raw third = new Raw(mux.address());
        third.frame(Stuns.request("aaaa", 3));
        assertTrue(third.isClosedByPeer());
        assertEquals(2, edge.on(path::size));
        inbox.nothing();
    }

    @Test
    void aReaderThatDoesNotReadCostsABoundedQueue() throws Exception {
        TcpMux mux = mux(TcpOptions.defaults());
        Inbox inbox = new Inbox();
        TcpPassivePath path = attach(mux, "aaaa", inbox);
        Raw peer = new Raw(mux.address());
        peer.frame(Stuns.request("aaaa", 1));
        inbox.next();
        byte[] datagram = new byte[1200];
        datagram[0] = (byte) 0x80;
        int sent = 0;
        while (edge.send(path, datagram, peer.address())) {
            sent++;
            assertTrue(sent < 100_000, "the queue has no bound");
        }
        // What was taken is whole; what was not, is not there at all.
        for (int i = 0; i < sent; i++) {
            assertEquals(datagram.length, peer.in.readUnsignedShort());
            peer.in.readFully(datagram);
        }
        Edge.eventually(() -> sendQuietly(path, peer.address()), "never writable again");
        assertEquals(4, peer.in.readUnsignedShort());
    }

    private boolean sendQuietly(Path path, InetSocketAddress remote) {
        try {
            return edge.send(path, "more", remote);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aLonePathTakesItsPortWithIt() throws Exception {
        TcpMux mux = mux(TcpOptions.defaults());
        TcpPassivePath path = edge.on(() -> mux.attachAlone("aaaa", new Inbox()).orElseThrow());
        assertTrue(edge.on(() -> path.addFragment("a222")));
        edge.run(() -> path.removeFragment("aaaa"));
        assertTrue(edge.on(() -> mux.attach("aaaa", new Inbox()).isPresent()));
        edge.run(path::close);
        assertFalse(edge.on(mux::isOpen));
        Edge.eventually(() -> isFree(mux.address().getPort()), "the port is not free again");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
