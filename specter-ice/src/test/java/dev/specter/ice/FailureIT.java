package dev.specter.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Peers that go silent, for a while or for good. */
class FailureIT {
    private final Loops loops = new Loops();

    private final IceOptions impatient =
            Peer.options()
                    .checkingTimeout(Duration.ofMillis(2000)) // a busy machine may take its time
                    .consentInterval(Duration.ofMillis(100))
                    .disconnectedTimeout(Duration.ofMillis(1500))
                    .consentTimeout(Duration.ofMillis(5000))
                    .build();

    private final Peer a = new Peer("a", loops.next(), impatient);
    private final Peer b = new Peer("b", loops.next(), impatient);

    @BeforeAll
    static void warmUp() {
        IceTransport.warmUp();
    }

    @AfterEach
    void end() {
        a.close();
        b.close();
        loops.close();
        assertEquals(List.of(), a.complaints());
        assertEquals(List.of(), b.complaints());
    }

    private void gatherBoth() {
        a.gather().awaitGathered();
        b.gather().awaitGathered();
    }

    private static InetSocketAddress address(IceCandidate candidate) {
        try {
            return new InetSocketAddress(
                    InetAddress.getByName(candidate.address()), candidate.port());
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void failsWhenNobodyAnswers() {
        gatherBoth();
        a.run(() -> a.transport.addRemoteCandidate(IceCandidate.host("1", 1, "192.0.2.2", 9)));
        a.start(IceRole.CONTROLLING, b);
        a.awaitState(IceTransportState.FAILED);
        assertEquals(List.of(IceTransportState.CHECKING, IceTransportState.FAILED), a.states);
        assertFalse(a.send((byte) 20));
    }

    @Test
    void aCandidateThatComesAfterTheFailureConnects() {
        gatherBoth();
        a.run(() -> a.transport.addRemoteCandidate(IceCandidate.host("1", 1, "192.0.2.2", 9)));
        a.start(IceRole.CONTROLLING, b);
        b.start(IceRole.CONTROLLED, a);
        a.awaitState(IceTransportState.FAILED);
        b.awaitState(IceTransportState.FAILED);
        b.tellAllTo(a);
        a.awaitState(IceTransportState.COMPLETED);
        b.awaitConnected();
        assertTrue(a.send((byte) 20));
        b.awaitDatagrams(1);
    }

    @Test
    void aCheckThatComesAfterTheFailureConnects() {
        gatherBoth();
        a.start(IceRole.CONTROLLED, b);
        a.awaitState(IceTransportState.FAILED);
        a.tellAllTo(b);
        b.start(IceRole.CONTROLLING, a);
        b.awaitConnected();
        a.awaitConnected();
    }

    @Test // RFC 7675, section 5.1
    void silenceDisconnectsThenFailsAndAnAnswerBringsBack() {
        a.onTheWay(candidate -> candidate);
        gatherBoth();
        IceCandidate target = b.candidates.get(0);
        try (Relay relay = new Relay(address(target))) {
            a.start(IceRole.CONTROLLING, b);
            b.start(IceRole.CONTROLLED, a);
            IceCandidate through = relay.instead(target);
            a.run(() -> a.transport.addRemoteCandidate(through));
            a.awaitConnected();
            b.awaitConnected();
            relay.drop(true);
            a.awaitState(IceTransportState.DISCONNECTED);
            assertTrue(a.send((byte) 20), "consent lasts longer than the peer's silence");
            a.awaitState(IceTransportState.FAILED);
            b.awaitState(IceTransportState.FAILED);
            assertFalse(a.send((byte) 20), "RFC 7675: nothing but checks without consent");
            relay.drop(false);
            a.awaitConnected();
            b.awaitConnected();
            assertTrue(a.send((byte) 20, (byte) 7));
            Peer.await(() -> b.datagrams.size() > 0, "datagram");
        }
        assertEquals(
                List.of(
                        IceTransportState.CHECKING,
                        IceTransportState.CONNECTED,
                        IceTransportState.DISCONNECTED,
                        IceTransportState.FAILED,
                        IceTransportState.CONNECTED),
                a.states.subList(0, 5));
    }

    @Test
    void aShortSilenceEndsInConnectedAgain() {
        gatherBoth();
        a.tellAllTo(b);
        b.tellAllTo(a);
        a.start(IceRole.CONTROLLING, b);
        b.start(IceRole.CONTROLLED, a);
        a.awaitState(IceTransportState.COMPLETED);
        b.awaitState(IceTransportState.COMPLETED);
        CountDownLatch silence = b.block();
        a.awaitState(IceTransportState.DISCONNECTED);
        silence.countDown();
        a.awaitState(IceTransportState.COMPLETED);
        assertFalse(a.states.contains(IceTransportState.FAILED), a.states.toString());
    }

    private static int remotePort(Peer peer) {
        return peer.call(() -> peer.transport.selectedPair().orElseThrow()).remote().port();
    }

    @Test
    void anotherPairTakesOverWhenTheSelectedOneDies() {
        gatherBoth();
        IceCandidate target = b.candidates.get(0);
        try (Relay first = new Relay(address(target));
                Relay second = new Relay(address(target))) {
            IceCandidate one = first.instead(target);
            IceCandidate two = second.instead(target);
            a.run(() -> a.transport.addRemoteCandidate(one));
            a.run(() -> a.transport.addRemoteCandidate(two));
            a.start(IceRole.CONTROLLING, b);
            b.start(IceRole.CONTROLLED, a);
            a.awaitConnected();
            b.awaitConnected();
            Peer.sleep(200);
            int port = remotePort(a);
            int other = port == one.port() ? two.port() : one.port();
            (port == one.port() ? first : second).drop(true);
            Peer.await(() -> remotePort(a) == other, "the other pair");
            a.awaitConnected();
            b.awaitConnected();
            assertTrue(a.send((byte) 20, (byte) 9));
            b.awaitDatagrams(1);
            Peer.await(() -> b.send((byte) 20) && a.datagrams.size() > 0, "the way back");
        }
    }

    @Test
    void connectsThroughHeavyLoss() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        gatherBoth();
        IceCandidate target = b.candidates.get(0);
        try (Relay relay = new Relay(address(target));
                Peer c = new Peer("c", loops.next(), Peer.options().build())) {
            relay.lose(seed);
            c.gather().awaitGathered();
            c.start(IceRole.CONTROLLING, b);
            b.start(IceRole.CONTROLLED, c);
            IceCandidate through = relay.instead(target);
            c.run(() -> c.transport.addRemoteCandidate(through));
            c.run(c.transport::endOfRemoteCandidates);
            c.awaitState(IceTransportState.COMPLETED);
            Peer.await(() -> !b.pairs.isEmpty(), "b has a pair");
        }
    }

    @Test // RFC 8445, section 9: the old pair carries until there is a new one
    void aRestartThatFailsLeavesTheOldPairInUse() {
        gatherBoth();
        a.tellAllTo(b);
        b.tellAllTo(a);
        a.start(IceRole.CONTROLLING, b);
        b.start(IceRole.CONTROLLED, a);
        a.awaitState(IceTransportState.COMPLETED);
        b.awaitConnected();
        a.run(a.transport::restart);
        a.gather();
        a.run(() -> a.transport.start(IceRole.CONTROLLING, ScriptedPeer.PARAMETERS));
        a.awaitState(IceTransportState.FAILED);
        assertTrue(a.send((byte) 20));
        b.awaitDatagrams(1);
    }

    @Test
    void consentChecksGoOnForAsLongAsTheConnectionLives() {
        gatherBoth();
        a.tellAllTo(b);
        b.tellAllTo(a);
        a.start(IceRole.CONTROLLING, b);
        b.start(IceRole.CONTROLLED, a);
        a.awaitState(IceTransportState.COMPLETED);
        b.awaitState(IceTransportState.COMPLETED);
        // For longer than silence may last.
        Peer.await(() -> a.counters().consentRequestsSent() > 60, "consent checks");
        assertEquals(IceTransportState.COMPLETED, a.state());
        assertFalse(a.states.contains(IceTransportState.DISCONNECTED));
        IceCounters counters = a.counters();
        assertEquals(0, counters.droppedIntegrity());
        assertEquals(0, counters.droppedMalformed(), counters.toString());
    }

    @Test
    void anUnreachableAddressIsSurvived() {
        gatherBoth();
        // Nothing routes there, or it is refused: either way the good candidate wins.
        a.run(() -> a.transport.addRemoteCandidate(IceCandidate.host("1", 99, "203.0.113.1", 9)));
        a.run(() -> a.transport.addRemoteCandidate(IceCandidate.host("2", 98, "2001:db8::9", 9)));
        a.start(IceRole.CONTROLLING, b);
        b.start(IceRole.CONTROLLED, a);
        b.tellAllTo(a);
        a.awaitConnected();
        b.awaitConnected();
    }
}
