package dev.specter.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What is left after the end: nothing. */
class CloseIT {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private final Loops loops = new Loops();

    @BeforeAll
    static void warmUp() {
        IceTransport.warmUp();
    }

    @AfterEach
    void end() {
        loops.close();
    }

    private Peer peer(String name) {
        return new Peer(name, loops.next(), Peer.options().build());
    }

    private void connect(Peer a, Peer b) {
        a.trickleTo(b);
        b.trickleTo(a);
        a.gather().start(IceRole.CONTROLLING, b);
        b.gather().start(IceRole.CONTROLLED, a);
        a.awaitState(IceTransportState.COMPLETED);
        b.awaitState(IceTransportState.COMPLETED);
    }

    private static long openSockets() {
        try (Stream<Path> files = Files.list(DESCRIPTORS)) {
            return files.filter(CloseIT::isSocket).count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isSocket(Path file) {
        try {
            return Files.readSymbolicLink(file).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // closed while we looked
        }
    }

    @Test
    void connectionsHaveNoThreadsAndClosedOnesNoSockets() {
        connectAndClose(2); // whatever is shared is there now
        boolean counts = Files.isDirectory(DESCRIPTORS);
        long socketsBefore = counts ? openSockets() : 0;
        int threadsBefore = Thread.getAllStackTraces().size();
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Peer a = peer("a" + i);
            Peer b = peer("b" + i);
            connect(a, b);
            peers.add(a);
            peers.add(b);
        }
        // Those that helped to open them end when they have nothing to do.
        Peer.await(
                () -> Thread.getAllStackTraces().size() <= threadsBefore + 1,
                "threads: " + threadsBefore + " before");
        peers.forEach(Peer::close);
        if (counts) {
            Peer.await(() -> openSockets() <= socketsBefore, "sockets closed");
        }
    }

    private void connectAndClose(int pairs) {
        for (int i = 0; i < pairs; i++) {
            Peer a = peer("w");
            Peer b = peer("x");
            connect(a, b);
            a.close();
            b.close();
        }
    }

    @Test
    void nothingIsHeardAfterTheClose() {
        Peer a = peer("a");
        Peer b = peer("b");
        connect(a, b);
        a.close();
        a.close();
        int states = a.states.size();
        b.send((byte) 20);
        Peer.sleep(50);
        assertEquals(states, a.states.size());
        assertEquals(List.of(), a.datagrams);
        assertEquals(IceTransportState.CLOSED, a.state());
        assertFalse(a.send((byte) 20));
        a.run(a.transport::flush);
        b.close();
    }

    @Test
    void closingWhileGatheringLeavesNoSocket() {
        boolean counts = Files.isDirectory(DESCRIPTORS);
        connectAndClose(1);
        long before = counts ? openSockets() : 0;
        for (int i = 0; i < 50; i++) {
            Peer a = peer("a");
            a.run(
                    () -> {
                        a.transport.gather();
                        a.loop.execute(a.transport::close);
                    });
        }
        Peer.sleep(200);
        if (counts) {
            Peer.await(() -> openSockets() <= before, "sockets closed");
        }
    }
}
