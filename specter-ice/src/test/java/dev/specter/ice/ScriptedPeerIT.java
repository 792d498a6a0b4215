package dev.specter.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.common.Bytes;
import dev.specter.ice.stun.StunClass;
import dev.specter.ice.stun.StunFrame;
import dev.specter.ice.stun.StunWriter;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Peers that nominate as browsers do, and peers that mean ill. */
class ScriptedPeerIT {
    private final Loops loops = new Loops();
    private final Peer peer = new Peer("peer", loops.next(), Peer.options().build());
    private ScriptedPeer scripted;

    @BeforeAll
    static void warmUp() {
        IceTransport.warmUp();
    }

    @BeforeEach
    void begin() {
        peer.gather().awaitGathered();
        scripted = new ScriptedPeer(peer);
    }

    @AfterEach
    void end() {
        scripted.close();
        peer.close();
        loops.close();
        assertEquals(List.of(), peer.complaints());
    }

    private void start(IceRole role) {
        peer.run(() -> peer.transport.start(role, ScriptedPeer.PARAMETERS));
    }

    private void addCandidate() {
        IceCandidate candidate = scripted.candidate();
        peer.run(() -> peer.transport.addRemoteCandidate(candidate));
        peer.run(peer.transport::endOfRemoteCandidates);
    }

    // ---- nomination

    @Test // USE-CANDIDATE in every check, the first included
    void followsAnAggressivePeer() {
        start(IceRole.CONTROLLED);
        for (int i = 0; i < 3; i++) {
            scripted.send(scripted.signed(scripted.request().role(true, 1).useCandidate()));
            assertEquals(StunClass.SUCCESS, scripted.awaitAnswer().messageClass());
        }
        peer.run(peer.transport::endOfRemoteCandidates);
        peer.awaitState(IceTransportState.COMPLETED);
        IceCandidatePair pair = peer.call(() -> peer.transport.selectedPair().orElseThrow());
        assertEquals(IceCandidateType.PRFLX, pair.remote().type());
        assertEquals(1862270975L, pair.remote().priority());
    }

    @Test // checks first, and one with USE-CANDIDATE when it has decided
    void followsARegularPeer() {
        start(IceRole.CONTROLLED);
        addCandidate();
        scripted.send(scripted.signed(scripted.request().role(true, 1)));
        peer.awaitState(IceTransportState.CONNECTED);
        Peer.sleep(50);
        assertEquals(IceTransportState.CONNECTED, peer.state(), "not nominated yet");
        scripted.send(scripted.signed(scripted.request().role(true, 1).useCandidate()));
        peer.awaitState(IceTransportState.COMPLETED);
    }

    @Test // RFC 8445, section 7.3.1.3, and RFC 8838: the signaled candidate takes the place
    void aSignaledCandidateReplacesThePeerReflexiveOne() {
        start(IceRole.CONTROLLED);
        scripted.send(scripted.signed(scripted.request().role(true, 1).useCandidate()));
        peer.awaitConnected();
        addCandidate();
        Peer.await(
                () ->
                        peer.call(() -> peer.transport.selectedPair().orElseThrow())
                                .remote()
                                .equals(scripted.candidate()),
                "replaced");
    }

    @Test
    void nominatesAsTheControllingAgent() throws Exception {
        addCandidate();
        start(IceRole.CONTROLLING);
        peer.awaitState(IceTransportState.COMPLETED);
        StunFrame first = scripted.requests.poll(30, TimeUnit.SECONDS);
        assertTrue(first.hasIntegrity("scriptedscriptedscripted".getBytes(StandardCharsets.UTF_8)));
        assertEquals("scripted", first.receiverFragment().orElseThrow());
    }

    @Test // RFC 8445, section 7.3.1.1
    void resolvesARoleConflictByTheTieBreaker() {
        start(IceRole.CONTROLLING);
        scripted.send(scripted.signed(scripted.request().role(true, 0)));
        assertEquals(487, scripted.awaitAnswer().errorCode());
        scripted.send(scripted.signed(scripted.request().role(true, -1L)));
        assertEquals(StunClass.SUCCESS, scripted.awaitAnswer().messageClass());
        assertEquals(IceRole.CONTROLLED, peer.call(() -> peer.transport.role().orElseThrow()));
    }

    @Test // RFC 8445, section 7.3: before we know whom we talk to
    void answersChecksBeforeTheStart() {
        scripted.send(scripted.signed(scripted.request().role(true, 1).useCandidate()));
        assertEquals(StunClass.SUCCESS, scripted.awaitAnswer().messageClass());
        start(IceRole.CONTROLLED);
        peer.awaitConnected();
    }

    @Test
    void checksThatComeBeforeTheStartAreAnsweredAndLeaveOnePair() {
        for (int i = 0; i < 300; i++) {
            scripted.send(scripted.signed(scripted.request().role(true, 1)));
            if (i % 50 == 49) { // no buffer runs over
                int sent = i + 1;
                Peer.await(() -> peer.counters().responsesSent() == sent, "answered");
            }
        }
        assertEquals(1, peer.call(peer.transport::remoteCandidates).size());
        assertEquals(0, peer.counters().requestsSent(), "no credentials to check with");
        start(IceRole.CONTROLLED);
        peer.awaitConnected();
    }

    @Test // the peer may go on sending the old way until it has chosen too
    void whatIsUnderWayOnTheOldPairArrivesAfterARestart() {
        start(IceRole.CONTROLLED);
        scripted.send(scripted.signed(scripted.request().role(true, 1).useCandidate()));
        peer.awaitConnected();
        peer.run(peer.transport::restart);
        peer.gather();
        start(IceRole.CONTROLLED);
        Peer.await(
                () -> peer.call(peer.transport::gatheringState) == IceGatheringState.COMPLETE,
                "gathered anew");
        try (ScriptedPeer moved = new ScriptedPeer(peer)) {
            moved.send(moved.signed(moved.request().role(true, 1).useCandidate()));
            peer.awaitConnected();
            scripted.send((byte) 22, (byte) 1);
            peer.awaitDatagrams(1);
            moved.send((byte) 22, (byte) 2);
            peer.awaitDatagrams(2);
        }
        scripted.send(scripted.signed(scripted.request().role(true, 1)));
        Peer.await(() -> peer.counters().requestsReceived() == 3, "a check of the old generation");
    }

    // ---- hostile input

    @Test
    void noiseIsCountedAndConnectsNobody() {
        start(IceRole.CONTROLLED);
        Random random = new Random(99);
        byte[] dtls = new byte[100];
        dtls[0] = 22;
        for (int i = 0; i < 500; i++) {
            byte[] noise = new byte[1 + random.nextInt(200)];
            random.nextBytes(noise);
            noise[0] = (byte) (i % 4); // looks like STUN
            scripted.send(noise);
            if (i % 50 == 49) { // it has read them all: no buffer runs over
                scripted.send(dtls);
                int strange = (i + 1) / 50;
                Peer.await(
                        () -> peer.counters().droppedUnknownSource() == strange, "unknown source");
            }
        }
        scripted.send();
        assertTrue(peer.counters().droppedMalformed() > 400, peer.counters().toString());
        assertEquals(0, peer.datagrams.size());
        assertEquals(IceTransportState.NEW, peer.state());
        scripted.send(scripted.signed(scripted.request().role(true, 1).useCandidate()));
        peer.awaitConnected();
    }

    @Test
    void requestsWithoutOurPasswordAreNotAnswered() {
        start(IceRole.CONTROLLED);
        byte[] wrongKey = {1, 2, 3};
        scripted.send(scripted.request().role(true, 1).integrity(wrongKey).fingerprint());
        scripted.send(scripted.request().role(true, 1).fingerprint());
        byte[] stranger =
                StunWriter.binding(StunClass.REQUEST, Bytes.ofHex("000102030405060708090a0b"))
                        .username("nobody:scripted")
                        .integrity(wrongKey)
                        .fingerprint();
        scripted.send(stranger);
        Peer.await(() -> peer.counters().droppedIntegrity() == 3, "counted");
        assertEquals(0, scripted.received.size());
        assertEquals(0, scripted.requests.size(), "no check was triggered");
    }

    @Test
    void forgedAnswersDoNotValidateAPair() {
        scripted.forgeAnswers();
        addCandidate();
        start(IceRole.CONTROLLING);
        Peer.await(() -> peer.counters().droppedIntegrity() >= 2, "counted, and asked again");
        assertEquals(IceTransportState.CHECKING, peer.state());
        assertFalse(peer.send((byte) 20));
    }

    @Test // RFC 8445, section 7.2.5.2.1
    void answersFromElsewhereDoNotValidateAPair() throws Exception {
        scripted.answering(false);
        addCandidate();
        start(IceRole.CONTROLLING);
        StunFrame request = scripted.requests.poll(30, TimeUnit.SECONDS);
        try (ScriptedPeer elsewhere = new ScriptedPeer(peer)) {
            elsewhere.send(
                    StunWriter.binding(StunClass.SUCCESS, request.transactionId())
                            .mappedAddress(new java.net.InetSocketAddress("192.0.2.9", 9))
                            .integrity(
                                    ScriptedPeer.PARAMETERS.pwd().getBytes(StandardCharsets.UTF_8))
                            .fingerprint());
            Peer.await(() -> peer.counters().droppedIntegrity() == 1, "counted");
        }
        assertEquals(IceTransportState.CHECKING, peer.state());
        scripted.answering(true);
        peer.awaitConnected();
    }

    @Test // RFC 8489, section 6.3.1
    void refusesWhatItDoesNotUnderstand() {
        start(IceRole.CONTROLLED);
        scripted.send(scripted.signed(scripted.request().role(true, 1).unknown(0x7777)));
        assertEquals(420, scripted.awaitAnswer().errorCode());
        byte[] noPriority =
                scripted.signed(
                        StunWriter.binding(
                                        StunClass.REQUEST, Bytes.ofHex("0102030405060708090a0b0c"))
                                .username(peer.parameters().ufrag() + ":scripted"));
        scripted.send(noPriority);
        assertEquals(400, scripted.awaitAnswer().errorCode());
        assertEquals(IceTransportState.NEW, peer.state());
    }

    @Test
    void datagramsOfStrangersAreDroppedWhileThePeersArrive() {
        start(IceRole.CONTROLLED);
        scripted.send(scripted.signed(scripted.request().role(true, 1).useCandidate()));
        peer.awaitConnected();
        try (ScriptedPeer stranger = new ScriptedPeer(peer)) {
            stranger.send((byte) 22, (byte) 1);
            Peer.await(() -> peer.counters().droppedUnknownSource() == 1, "counted");
        }
        scripted.send((byte) 22, (byte) 2);
        peer.awaitDatagrams(1);
        assertEquals(2, peer.datagrams.get(0)[1]);
    }

    @Test
    void authenticatedChecksFromManyPortsAreBounded() throws Exception {
        IceOptions few = Peer.options().maxRemoteCandidates(5).build();
        try (Peer bounded = new Peer("bounded", loops.next(), few)) {
            bounded.gather().awaitGathered();
            bounded.run(() -> bounded.transport.start(IceRole.CONTROLLED, ScriptedPeer.PARAMETERS));
            for (int i = 0; i < 20; i++) {
                try (ScriptedPeer one = new ScriptedPeer(bounded)) {
                    one.send(one.signed(one.request().role(true, 1)));
                    Peer.await(() -> bounded.counters().requestsReceived() > 0, "request " + i);
                }
            }
            Peer.await(() -> bounded.counters().requestsReceived() == 20, "all");
            assertEquals(5, bounded.call(bounded.transport::remoteCandidates).size());
        }
    }

    @Test
    void badStunDoesNotDisturbAConnection() {
        start(IceRole.CONTROLLED);
        scripted.send(scripted.signed(scripted.request().role(true, 1).useCandidate()));
        peer.awaitConnected();
        byte[] good = scripted.signed(scripted.request().role(true, 1).useCandidate());
        for (int i = 20; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            scripted.send(bad);
        }
        Peer.await(
                () -> {
                    IceCounters c = peer.counters();
                    return c.droppedIntegrity() + c.droppedMalformed() >= good.length - 24;
                },
                "all bad ones");
        assertTrue(Set.of(IceTransportState.CONNECTED).contains(peer.state()));
        assertTrue(peer.send((byte) 20));
    }
}
