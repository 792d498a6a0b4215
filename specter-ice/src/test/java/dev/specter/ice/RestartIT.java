package dev.specter.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** RFC 8445, section 9. */
class RestartIT {
    private final Loops loops = new Loops();
    private final Peer a = new Peer("a", loops.next(), Peer.options().build());
    private final Peer b = new Peer("b", loops.next(), Peer.options().build());

    @BeforeAll
    static void warmUp() {
        IceTransport.warmUp();
    }

    @BeforeEach
    void connect() {
        a.trickleTo(b);
        b.trickleTo(a);
        a.gather().start(IceRole.CONTROLLING, b);
        b.gather().start(IceRole.CONTROLLED, a);
        a.awaitState(IceTransportState.COMPLETED);
        b.awaitState(IceTransportState.COMPLETED);
    }

    @AfterEach
    void end() {
        a.close();
        b.close();
        loops.close();
        assertEquals(List.of(), a.complaints());
        assertEquals(List.of(), b.complaints());
    }

    private void restartBoth() {
        a.candidates.clear();
        b.candidates.clear();
        IceParameters before = a.parameters();
        a.run(a.transport::restart);
        b.run(b.transport::restart);
        assertNotEquals(before.ufrag(), a.parameters().ufrag());
        assertNotEquals(before.pwd(), a.parameters().pwd());
    }

    private void startBoth() {
        a.gather().start(IceRole.CONTROLLING, b);
        b.gather().start(IceRole.CONTROLLED, a);
    }

    @Test
    void datagramsFlowThroughARestart() throws Exception {
        var sender =
                a.loop.scheduleWithFixedDelay( // no burst after a pause
                        () -> {
                            if (a.transport.state() != IceTransportState.CLOSED) {
                                a.transport.send(ByteBuffer.wrap(new byte[] {20, 1, 2, 3}));
                                a.transport.flush();
                            }
                        },
                        0,
                        1,
                        TimeUnit.MILLISECONDS);
        b.awaitDatagrams(20);
        for (int round = 0; round < 3; round++) {
            restartBoth();
            Peer.sleep(20);
            assertTrue(Peer.isUp(a.state()), "until the start, the old pair counts");
            int atRestart = b.datagrams.size();
            b.awaitDatagrams(atRestart + 10);
            startBoth();
            a.awaitState(IceTransportState.COMPLETED);
            b.awaitState(IceTransportState.COMPLETED);
            int after = b.datagrams.size();
            b.awaitDatagrams(after + 10);
        }
        sender.cancel(false);
        IceCounters sent = a.counters();
        assertEquals(0, sent.droppedNoPath());
        Peer.await(() -> b.datagrams.size() == sent.datagramsSent(), "every single one");
        assertEquals(0, b.counters().droppedUnknownSource());
    }

    @Test
    void theSocketsStay() {
        List<Integer> ports = a.candidates.stream().map(IceCandidate::port).toList();
        restartBoth();
        startBoth();
        a.awaitState(IceTransportState.COMPLETED);
        Peer.await(
                () -> a.call(a.transport::gatheringState) == IceGatheringState.COMPLETE,
                "gathered anew");
        assertEquals(ports, a.candidates.stream().map(IceCandidate::port).toList());
    }

    @Test
    void rolesMayChange() {
        restartBoth();
        a.gather().start(IceRole.CONTROLLED, b);
        b.gather().start(IceRole.CONTROLLING, a);
        a.awaitState(IceTransportState.COMPLETED);
        b.awaitState(IceTransportState.COMPLETED);
        assertEquals(IceRole.CONTROLLED, a.call(() -> a.transport.role().orElseThrow()));
        assertTrue(a.send((byte) 20));
        b.awaitDatagrams(1);
    }

    @Test
    void aRestartThatIsNeverStartedCanBeRestarted() {
        a.run(a.transport::restart);
        a.run(a.transport::restart);
        assertTrue(a.send((byte) 20));
        b.awaitDatagrams(1);
        restartBoth();
        startBoth();
        a.awaitState(IceTransportState.COMPLETED);
        b.awaitState(IceTransportState.COMPLETED);
    }

    @Test
    void forgetsTheCandidatesOfTheLastGeneration() {
        a.run(a.transport::restart);
        assertEquals(List.of(), a.call(a.transport::remoteCandidates));
        assertEquals(List.of(), a.call(a.transport::localCandidates));
        assertEquals(IceGatheringState.NEW, a.call(a.transport::gatheringState));
        assertFalse(a.call(() -> a.transport.remoteParameters()).isPresent());
    }

    @Test
    void aGenerationIsStartedOnce() {
        assertThrows(AssertionError.class, () -> a.start(IceRole.CONTROLLING, b));
    }
}
