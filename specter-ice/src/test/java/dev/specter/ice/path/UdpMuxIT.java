package dev.specter.ice.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

class UdpMuxIT {
    private static final int MANY = 2000;

    private final Edge edge = new Edge();
    private final Edge far = new Edge();

    @AfterEach
    void close() {
        edge.close();
        far.close();
    }

    private UdpMux mux(String address) throws Exception {
        InetAddress local = Stuns.ip(address);
        return edge.await(
                () -> UdpMux.open(edge.loop(), local, Edge.ANY_PORT, new Random(), edge.errors));
    }

    private UdpMuxPath attach(UdpMux mux, String fragment, PathListener listener) throws Exception {
        return edge.on(() -> mux.attach(fragment, listener).orElseThrow());
    }

    @Test
    void eachConnectionGetsItsOwnAndAnswersFromTheSharedPort() throws Exception {
        UdpMux mux = mux("127.0.0.1");
        Inbox a = new Inbox();
        Inbox b = new Inbox();
        UdpMuxPath pathA = attach(mux, "aaaa", a);
        attach(mux, "bbbb", b);
        Inbox peerA = new Inbox();
        DatagramPath socketA = far.socket("127.0.0.1", peerA);
        DatagramPath socketB = far.socket("127.0.0.1", new Inbox());
        far.send(socketA, "too early", mux.address());
        far.send(socketA, Stuns.request("aaaa", 1), mux.address());
        far.send(socketB, Stuns.request("bbbb", 1), mux.address());
        far.send(socketA, "for a", mux.address());
        far.send(socketB, "for b", mux.address());
        a.next();
        assertEquals(socketA.address(), a.next("for a").source());
        b.next();
        b.next("for b");
        edge.send(pathA, "answer", socketA.address());
        assertEquals(mux.address(), peerA.next("answer").source());
        assertEquals(1, edge.on(() -> mux.counters().unknownSources()));
    }

    @Test // as from a STUN server, which sends no requests
    void answersFindWhoAsked() throws Exception {
        UdpMux mux = mux("127.0.0.1");
        Inbox a = new Inbox();
        a.trusting = false;
        UdpMuxPath pathA = attach(mux, "aaaa", a);
        attach(mux, "bbbb", new Inbox());
        Inbox server = new Inbox();
        DatagramPath socket = far.socket("127.0.0.1", server);
        edge.send(pathA, Stuns.request("", 5), socket.address());
        far.send(socket, Stuns.response(5), server.next().source());
        a.next();
        far.send(socket, "not the peer's", mux.address());
        a.nothing();
    }

    @Test
    void aConnectionThatThrowsHarmsNoOther() throws Exception {
        UdpMux mux = mux("127.0.0.1");
        Inbox good = new Inbox();
        Inbox bad =
                new Inbox() {
                    @Override
                    public void onReadComplete(Path path) {
                        throw new IllegalStateException("on purpose, in a test");
                    }
                };
        attach(mux, "bad1", bad);
        attach(mux, "good", good);
        DatagramPath socket = far.socket("127.0.0.1", new Inbox());
        for (int i = 0; i < 20; i++) {
            far.send(socket, Stuns.request("bad1", i), mux.address());
            far.send(far.socket("127.0.0.1", new Inbox()), Stuns.request("good", i), mux.address());
        }
        for (int i = 0; i < 20; i++) {
            good.next();
            bad.next();
        }
        assertTrue(mux.isOpen());
    }

    @Test
    void closingAndAttachingAgain() throws Exception {
        UdpMux mux = mux("127.0.0.1");
        Inbox first = new Inbox();
        UdpMuxPath path = attach(mux, "same", first);
        assertTrue(edge.on(() -> mux.attach("same", new Inbox()).isEmpty()), "taken");
        DatagramPath socket = far.socket("127.0.0.1", new Inbox());
        far.send(socket, Stuns.request("same", 1), mux.address());
        first.next();
        edge.run(path::close);
        assertFalse(edge.send(path, "late", socket.address()));
        Inbox second = new Inbox();
        attach(mux, "same", second);
        far.send(socket, "nobody's now", mux.address());
        far.send(socket, Stuns.request("same", 2), mux.address());
        far.send(socket, "again", mux.address());
        second.next();
        second.next("again");
        first.nothing();
        edge.run(mux::close);
        assertNotNull(second.ends.poll(30, TimeUnit.SECONDS));
        assertTrue(first.ends.isEmpty(), "it closed itself");
        assertTrue(edge.on(() -> mux.attach("more", new Inbox()).isEmpty()), "closed");
    }

    @Test
    void onePortOnSeveralAddresses() throws Exception {
        List<InetAddress> addresses = List.of(Stuns.ip("127.0.0.1"), Stuns.ip("127.0.0.2"));
        UdpMuxPort port =
                edge.await(
                        () ->
                                UdpMuxPort.open(
                                        edge.loop(),
                                        addresses,
                                        Edge.ANY_PORT,
                                        new Random(),
                                        edge.errors));
        InetAddress late = Stuns.ip("127.0.0.3");
        edge.await(() -> port.add(late));
        Inbox client = new Inbox();
        DatagramPath socket = far.socket("127.0.0.1", client);
        assertEquals(3, edge.on(port::sockets).size());
        for (UdpMux mux : edge.on(port::sockets)) {
            assertEquals(port.port(), mux.address().getPort());
            Inbox inbox = new Inbox();
            UdpMuxPath path = attach(mux, "same", inbox);
            far.send(socket, Stuns.request("same", 1), mux.address());
            assertEquals(path, inbox.next().path());
            edge.send(path, "answer", socket.address());
            assertEquals(mux.address(), client.next("answer").source());
        }
        edge.run(() -> port.remove(late));
        assertEquals(2, edge.on(port::sockets).size());
        edge.run(port::close);
        assertTrue(edge.on(port::sockets).isEmpty());
    }

    @Test
    void thousandsShareAPortWithoutAThreadMore() throws Exception {
        UdpMux mux = mux("127.0.0.1");
        List<Inbox> inboxes = new ArrayList<>();
        List<UdpMuxPath> paths = new ArrayList<>();
        List<DatagramPath> peers = new ArrayList<>();
        Inbox answers = new Inbox();
        peers.add(far.socket("127.0.0.1", answers));
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        int files = Edge.openFiles();
        for (int i = 0; i < MANY; i++) {
            inboxes.add(new Inbox());
            paths.add(attach(mux, "frag" + i, inboxes.get(i)));
        }
        assertTrue(Edge.openFiles() <= files, "a path is no socket");
        while (peers.size() < MANY) {
            peers.add(far.socket("127.0.0.1", answers));
        }
        for (int i = 0; i < MANY; i++) {
            // One after the other: a socket's buffer need not hold them all.
            far.send(peers.get(i), Stuns.request("frag" + i, i), mux.address());
            far.send(peers.get(i), "data " + i, mux.address());
            InetSocketAddress source = inboxes.get(i).next().source();
            assertEquals(peers.get(i).address(), source);
            inboxes.get(i).next("data " + i);
            edge.send(paths.get(i), "answer", source);
            answers.next("answer");
        }
        assertEquals(MANY, edge.on(mux::size));
        int now = ManagementFactory.getThreadMXBean().getThreadCount();
        assertTrue(now <= threads, "threads: " + threads + ", then " + now);
        System.out.println("> " + MANY + " paths on one port: " + now + " threads");
    }
}
