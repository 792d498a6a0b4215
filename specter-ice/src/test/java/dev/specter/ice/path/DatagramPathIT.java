package dev.specter.ice.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

class DatagramPathIT {
    private final Edge edge = new Edge();
    private final Inbox inbox = new Inbox();

    @AfterEach
    void close() {
        edge.close();
    }

    private static int freePort() throws Exception {
        try (DatagramSocket socket = new DatagramSocket(0, Stuns.ip("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    @Test
    void unreachablePortsAndNetworksAreSurvivedAndCounted() throws Exception {
        DatagramPath here = edge.socket("127.0.0.1", inbox);
        Inbox other = new Inbox();
        DatagramPath there = edge.socket("127.0.0.1", other);
        InetSocketAddress nobody = Stuns.address("127.0.0.1", freePort());
        InetSocketAddress nowhere = Stuns.address("240.0.0.1", 9999);
        for (int i = 0; i < 50; i++) {
            edge.send(here, "into the void", nobody);
            edge.send(here, "off the net", nowhere);
        }
        assertTrue(edge.on(edge.errors::sendErrors) >= 50, "the system refuses 240.0.0.1");
        edge.send(here, "hello", there.address());
        assertEquals(here.address(), other.next("hello").source());
        edge.send(there, "back", here.address());
        inbox.next("back");
        assertTrue(here.isOpen());
        assertTrue(inbox.ends.isEmpty());
    }

    @Test
    void aSocketThatIsGoneIsReportedOnce() throws Exception {
        DatagramPath path = edge.socket("127.0.0.1", inbox);
        // Without a quiet period the loop may end before it has closed its channels.
        edge.loop().shutdownGracefully(100, 5000, TimeUnit.MILLISECONDS).sync();
        assertNotNull(inbox.ends.poll(30, TimeUnit.SECONDS));
        assertFalse(path.isOpen());
        assertTrue(inbox.ends.isEmpty());
    }

    @Test
    void whoClosesIsNotTold() throws Exception {
        DatagramPath path = edge.socket("127.0.0.1", inbox);
        edge.run(path::close);
        assertFalse(edge.send(path, "late", Stuns.address("127.0.0.1", 9)));
        edge.run(() -> {});
        assertTrue(inbox.ends.isEmpty());
    }

    @Test
    void anExhaustedPortRangeFailsAndAFreedPortIsFoundAgain() throws Exception {
        DatagramPath first = edge.socket("127.0.0.1", inbox);
        int port = first.address().getPort();
        SocketOptions one = new SocketOptions(port, port, 4 << 20, 4 << 20);
        ExecutionException failure =
                assertThrows(ExecutionException.class, () -> edge.socket("127.0.0.1", one, inbox));
        assertTrue(failure.getCause() instanceof BindException, () -> "" + failure.getCause());
        edge.run(first::close);
        // The system frees it with the next turn of the loop.
        Edge.eventually(() -> canOpen(one), "the port is not free again");
    }

    private boolean canOpen(SocketOptions options) {
        try {
            return edge.socket("127.0.0.1", options, inbox).isOpen();
        } catch (ExecutionException e) {
            return false;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void everyPortOfARangeIsFoundBeforeItFails() throws Exception {
        int port = freePort() / 4 + 10_000; // below those that the system hands out
        SocketOptions four = new SocketOptions(port, port + 3, 4 << 20, 4 << 20);
        Set<Integer> ports = new TreeSet<>();
        for (int i = 0; i < 4; i++) {
            ports.add(edge.socket("127.0.0.9", four, inbox).address().getPort());
        }
        assertEquals(Set.of(port, port + 1, port + 2, port + 3), ports);
        assertThrows(ExecutionException.class, () -> edge.socket("127.0.0.9", four, inbox));
    }
}
