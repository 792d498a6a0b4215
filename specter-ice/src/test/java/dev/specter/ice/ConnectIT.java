package dev.specter.ice;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Two transports find each other over real sockets. */
class ConnectIT {
    private enum Trickle {
        AS_FOUND,
        BEFORE_START,
        AFTER_START,
        ALL_LATE,
        FROM_CONTROLLING_ONLY,
        FROM_CONTROLLED_ONLY
    }

    /** Below those that systems hand out, so that nobody else's socket has it by chance. */
    private static final int LOW_PORT = 27_100;

    private final Loops loops = new Loops();
    private final Peer a = new Peer("a", loops.next(), Peer.options().build());
    private final Peer b = new Peer("b", loops.next(), Peer.options().build());

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

    private void connect(IceRole roleOfA, IceRole roleOfB) {
        a.trickleTo(b);
        b.trickleTo(a);
        a.gather().start(roleOfA, b);
        b.gather().start(roleOfB, a);
        a.awaitConnected();
        b.awaitConnected();
    }

    private void exchangeDatagrams() {
        assertTrue(a.send((byte) 20, (byte) 1));
        assertTrue(b.send((byte) 128, (byte) 2));
        a.awaitDatagrams(1);
        b.awaitDatagrams(1);
        assertArrayEquals(new byte[] {20, 1}, b.datagrams.get(0));
        assertArrayEquals(new byte[] {(byte) 128, 2}, a.datagrams.get(0));
    }

    @ParameterizedTest
    @CsvSource({
        "CONTROLLING,CONTROLLED",
        "CONTROLLED,CONTROLLING",
        "CONTROLLING,CONTROLLING",
        "CONTROLLED,CONTROLLED"
    })
    void connectsWhateverTheRoles(IceRole roleOfA, IceRole roleOfB) {
        connect(roleOfA, roleOfB);
        a.awaitState(IceTransportState.COMPLETED);
        b.awaitState(IceTransportState.COMPLETED);
        exchangeDatagrams();
        // RFC 8445, section 7.3.1.1: a conflict leaves one of each.
        Set<IceRole> roles =
                Set.of(
                        a.call(() -> a.transport.role().orElseThrow()),
                        b.call(() -> b.transport.role().orElseThrow()));
        assertEquals(Set.of(IceRole.values()), roles);
        assertEquals(IceTransportState.CHECKING, a.states.get(0));
        assertTrue(a.bursts() > 0);
    }

    @ParameterizedTest
    @EnumSource
    void connectsWheneverTheCandidatesCome(Trickle trickle) {
        switch (trickle) {
            case AS_FOUND -> connect(IceRole.CONTROLLING, IceRole.CONTROLLED);
            case BEFORE_START -> {
                gatherBoth();
                a.tellAllTo(b);
                b.tellAllTo(a);
                startBoth();
            }
            case AFTER_START -> {
                gatherBoth();
                startBoth();
                a.tellAllTo(b);
                b.tellAllTo(a);
            }
            case ALL_LATE -> {
                gatherBoth();
                startBoth();
                Peer.sleep(300);
                assertEquals(IceTransportState.NEW, a.state());
                b.tellAllTo(a);
                a.tellAllTo(b);
            }
            case FROM_CONTROLLING_ONLY -> {
                gatherBoth();
                startBoth();
                a.tellAllTo(b);
            }
            case FROM_CONTROLLED_ONLY -> {
                gatherBoth();
                startBoth();
                b.tellAllTo(a);
            }
        }
        a.awaitConnected();
        b.awaitConnected();
        exchangeDatagrams();
        assertNominated(a);
        assertNominated(b);
    }

    /** Nominated by the end, whoever knew whose candidates: then end-of-candidates completes it. */
    private static void assertNominated(Peer peer) {
        peer.run(peer.transport::endOfRemoteCandidates);
        peer.awaitState(IceTransportState.COMPLETED);
    }

    private void gatherBoth() {
        a.gather().awaitGathered();
        b.gather().awaitGathered();
    }

    private void startBoth() {
        a.start(IceRole.CONTROLLING, b);
        b.start(IceRole.CONTROLLED, a);
    }

    @Test
    void thePeersPairsMirrorEachOther() {
        connect(IceRole.CONTROLLING, IceRole.CONTROLLED);
        a.awaitState(IceTransportState.COMPLETED);
        b.awaitState(IceTransportState.COMPLETED);
        IceCandidatePair ofA = a.call(() -> a.transport.selectedPair().orElseThrow());
        IceCandidatePair ofB = b.call(() -> b.transport.selectedPair().orElseThrow());
        assertEquals(ofA.local().port(), ofB.remote().port());
        assertEquals(ofA.remote().port(), ofB.local().port());
        assertEquals(ofA, a.pairs.get(a.pairs.size() - 1));
    }

    @Test
    void gatheringReportsEachAddressOnceAndThenItsEnd() {
        a.gather().awaitGathered();
        assertEquals(
                List.of(IceGatheringState.GATHERING, IceGatheringState.COMPLETE),
                a.gatheringStates);
        assertFalse(a.candidates.isEmpty());
        assertEquals(a.candidates, a.call(a.transport::localCandidates));
        long priorities =
                a.candidates.stream().mapToLong(IceCandidate::priority).distinct().count();
        assertEquals(a.candidates.size(), priorities, "RFC 8445, section 5.1.2.1: all different");
        assertTrue(a.candidates.stream().noneMatch(c -> c.address().startsWith("fe80")));
        a.gather();
        assertEquals(2, a.gatheringStates.size());
    }

    @Test
    void usesLoopbackWhenThereIsNothingElse() {
        IceOptions none = Peer.options().networkFilter(InetAddress::isLoopbackAddress).build();
        try (Peer c = new Peer("c", loops.next(), none)) {
            c.gather().awaitGathered();
            assertFalse(c.candidates.isEmpty());
            assertTrue(
                    c.candidates.stream()
                            .allMatch(i -> Set.of("127.0.0.1", "::1").contains(i.address())));
        }
    }

    @Test
    void gatheringWithoutAnyNetworkEndsAtOnce() {
        try (Peer c =
                new Peer("c", loops.next(), Peer.options().networkFilter(n -> false).build())) {
            c.gather().awaitGathered();
            assertEquals(List.of(), c.candidates);
        }
    }

    @Test
    void takesPortsFromTheRangeAndGoesOnWithoutWhenItIsFull() {
        IceOptions narrow =
                Peer.options()
                        .networkFilter(n -> n.getAddress().length == 4)
                        .portRange(LOW_PORT, LOW_PORT + 1)
                        .build();
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Peer peer = new Peer("p" + i, loops.next(), narrow);
            peer.gather().awaitGathered();
            peers.add(peer);
        }
        Set<Integer> first =
                peers.get(0).candidates.stream()
                        .map(IceCandidate::port)
                        .collect(Collectors.toSet());
        Set<Integer> second =
                peers.get(1).candidates.stream()
                        .map(IceCandidate::port)
                        .collect(Collectors.toSet());
        Set<Integer> range = Set.of(LOW_PORT, LOW_PORT + 1);
        assertTrue(range.containsAll(first), first.toString());
        assertTrue(range.containsAll(second), second.toString());
        assertEquals(List.of(), peers.get(2).candidates);
        peers.forEach(Peer::close);
    }

    @Test
    void ignoresCandidatesItCannotUse() {
        a.trickleTo(b);
        b.trickleTo(a);
        IceCandidate good = IceCandidate.host("1", 1, "192.0.2.77", 9);
        IceCandidate tcp =
                new IceCandidate(
                        "1",
                        1,
                        IceProtocol.TCP,
                        1,
                        "192.0.2.2",
                        9,
                        IceCandidateType.HOST,
                        good.relatedAddress(),
                        good.relatedPort(),
                        java.util.Optional.of(TcpType.ACTIVE));
        a.run(() -> a.transport.addRemoteCandidate(tcp));
        a.run(() -> a.transport.addRemoteCandidate(IceCandidate.host("1", 1, "x.local", 9)));
        a.run(() -> a.transport.addRemoteCandidate(IceCandidate.host("1", 1, "224.0.0.1", 9)));
        a.run(() -> a.transport.addRemoteCandidate(IceCandidate.host("1", 1, "192.0.2.2", 0)));
        connect(IceRole.CONTROLLING, IceRole.CONTROLLED);
        Peer.await(() -> a.counters().ignoredCandidates() == 4, "counted");
    }

    @Test
    void resolvesNamesByTheResolverItIsGiven() {
        CompletableFuture<List<InetAddress>> answer = new CompletableFuture<>();
        IceNetwork named = IceNetwork.builder().candidateNames(name -> answer).build();
        b.gather().awaitGathered();
        IceCandidate target = b.candidates.get(0);
        try (Peer c = new Peer("c", loops.next(), Peer.options().build(), named)) {
            c.gather().awaitGathered();
            b.start(IceRole.CONTROLLED, c);
            c.start(IceRole.CONTROLLING, b);
            c.run(
                    () ->
                            c.transport.addRemoteCandidate(
                                    IceCandidate.host("1", 1, "b.local", target.port())));
            c.run(c.transport::endOfRemoteCandidates);
            Peer.sleep(50);
            assertEquals(IceTransportState.NEW, c.state());
            answer.complete(List.of(address(target)));
            c.awaitState(IceTransportState.COMPLETED);
        }
    }

    private static InetAddress address(IceCandidate candidate) {
        try {
            return InetAddress.getByName(candidate.address());
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void boundsTheRemoteCandidates() {
        IceOptions few = Peer.options().maxRemoteCandidates(3).build();
        try (Peer c = new Peer("c", loops.next(), few)) {
            for (int i = 0; i < 10; i++) {
                IceCandidate next = IceCandidate.host("1", 1, "192.0.2.2", 1000 + i);
                c.run(() -> c.transport.addRemoteCandidate(next));
            }
            c.start(IceRole.CONTROLLING, b);
            c.awaitGathered();
            for (int i = 0; i < 10; i++) {
                IceCandidate next = IceCandidate.host("1", 1, "192.0.2.2", 2000 + i);
                c.run(() -> c.transport.addRemoteCandidate(next));
            }
            assertEquals(3, c.call(c.transport::remoteCandidates).size());
            assertEquals(17, c.counters().ignoredCandidates());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1200, 2047, 2049, 9000, 65507})
    void carriesDatagramsOfEverySize(int size) {
        connect(IceRole.CONTROLLING, IceRole.CONTROLLED);
        byte[] datagram = new byte[size];
        Arrays.fill(datagram, (byte) 200);
        assertTrue(a.send(datagram));
        // The first that does not fit the usual buffer is dropped, and makes room for the next.
        Peer.await(
                () -> b.datagrams.size() > 0 || a.send(datagram.clone()) && b.datagrams.size() > 0,
                "datagram of " + size);
        assertArrayEquals(datagram, b.datagrams.get(0));
    }

    @Test
    void aDatagramTooLargeForUdpIsCountedAndTheNextGoesThrough() {
        connect(IceRole.CONTROLLING, IceRole.CONTROLLED);
        a.send(new byte[65536]);
        Peer.await(() -> a.counters().sendErrors() > 0, "send error");
        exchangeDatagrams();
    }

    @Test
    void sendingWithoutAPathIsCounted() {
        assertFalse(a.send((byte) 20));
        assertEquals(1, a.counters().droppedNoPath());
    }

    @Test
    void aBurstArrivesInOrderAndIsCounted() {
        connect(IceRole.CONTROLLING, IceRole.CONTROLLED);
        int count = 500;
        int burst = 50; // no more than the smallest of socket buffers holds, however late b reads
        for (int from = 0; from < count; from += burst) {
            int first = from;
            a.run(
                    () -> {
                        for (int i = first; i < first + burst; i++) {
                            a.transport.send(
                                    ByteBuffer.allocate(1000).put((byte) 150).putInt(i).rewind());
                        }
                        a.transport.flush();
                    });
            b.awaitDatagrams(first + burst);
        }
        for (int i = 0; i < count; i++) {
            assertEquals(i, ByteBuffer.wrap(b.datagrams.get(i)).getInt(1));
        }
        assertEquals(count, a.counters().datagramsSent());
        assertEquals(count * 1000L, b.counters().bytesReceived());
    }

    @Test
    void fiftyPairsConnectAtOnce() {
        List<Peer> controlling = new ArrayList<>();
        List<Peer> controlled = new ArrayList<>();
        long before = System.nanoTime();
        for (int i = 0; i < 50; i++) {
            Peer c = new Peer("c" + i, loops.next(), Peer.options().build());
            Peer d = new Peer("d" + i, loops.next(), Peer.options().build());
            c.trickleTo(d);
            d.trickleTo(c);
            c.gather().start(IceRole.CONTROLLING, d);
            d.gather().start(IceRole.CONTROLLED, c);
            controlling.add(c);
            controlled.add(d);
        }
        controlling.forEach(p -> p.awaitState(IceTransportState.COMPLETED));
        controlled.forEach(p -> p.awaitState(IceTransportState.COMPLETED));
        System.out.printf("50 pairs: %d ms%n", (System.nanoTime() - before) / 1_000_000);
        controlling.forEach(Peer::close);
        controlled.forEach(Peer::close);
    }
}
