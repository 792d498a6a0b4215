package dev.specter.ice.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceRole;
import dev.specter.ice.IceTransportState;
import dev.specter.ice.stun.StunClass;
import dev.specter.ice.stun.StunFrame;
import dev.specter.ice.stun.StunWriter;
import dev.specter.testkit.LinkProfile;
import dev.specter.testkit.VirtualDatagram;
import dev.specter.testkit.VirtualHost;
import dev.specter.testkit.VirtualSocket;

import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Peers and strangers that mean ill (RFC 8445, section 19). */
class HostileNetworkTest {
    private final Duo duo =
            new Duo(
                            17,
                            LinkProfile.PERFECT.withDelay(Duration.ofMillis(5)),
                            AgentOptions.defaults())
                    .direct();
    private final VirtualHost bad = duo.network.host("192.0.2.66");
    private final VirtualSocket attacker =
            bad.bind(bad.addresses().get(0), 0, (at, from, data, now) -> count());
    private final Random random = new Random(99);
    private int answersToAttacker;

    private void count() {
        answersToAttacker++;
    }

    private InetSocketAddress target() {
        return duo.a.base(duo.a.agent().selectedBase().address().getAddress()).address();
    }

    /** The STUN that went from b to a so far. */
    private List<byte[]> overhear() {
        List<byte[]> heard = new ArrayList<>();
        duo.network.tap(
                event -> {
                    if (event.packet() instanceof VirtualDatagram datagram) {
                        byte[] data = datagram.data().toArray();
                        if (data.length >= 20 && data[0] < 4 && data[0] >= 0) {
                            heard.add(data);
                        }
                    }
                });
        return heard;
    }

    private void assertUnharmed() {
        duo.network.runFor(Duration.ofSeconds(60));
        assertTrue(duo.a.isConnected() && duo.b.isConnected(), duo::toString);
        assertEquals(1, duo.a.pairs.size());
        duo.exchange();
    }

    @Test
    void noiseIsDroppedAndCounted() {
        duo.connect();
        for (int i = 0; i < 5000; i++) {
            byte[] noise = new byte[1 + random.nextInt(300)];
            random.nextBytes(noise);
            noise[0] = (byte) (i % 4);
            attacker.send(noise, target());
        }
        assertUnharmed();
        assertTrue(duo.a.agent().counters().droppedMalformed() >= 4900);
        assertEquals(0, answersToAttacker);
    }

    @Test // from the peer's own address, as somebody on the path can
    void truncatedAndMutatedMessagesDoNoHarm() {
        List<byte[]> heard = overhear();
        duo.connect();
        duo.network.runFor(Duration.ofSeconds(20));
        List<byte[]> good = List.copyOf(heard);
        assertTrue(good.size() >= 10);
        Base base = duo.a.agent().selectedBase();
        InetSocketAddress peer = duo.a.agent().selectedRemote();
        for (byte[] message : good) {
            for (int length = 0; length < message.length; length++) {
                duo.a.agent().handleStun(base, peer, Arrays.copyOf(message, length), now());
            }
            for (int i = 0; i < 500; i++) {
                byte[] mutated = message.clone();
                mutated[random.nextInt(mutated.length)] ^= (byte) (1 << random.nextInt(8));
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
                duo.a.agent().handleStun(base, peer, mutated, now());
            }
        }
        assertUnharmed();
    }

    private long now() {
        return duo.network.nowNanos();
    }

    @Test // RFC 8445, section 19.2: replays, from where they came and from elsewhere
    void replayedMessagesDoNoHarm() {
        List<byte[]> heard = overhear();
        duo.connect();
        duo.network.runFor(Duration.ofSeconds(20));
        List<byte[]> good = List.copyOf(heard);
        Base base = duo.a.agent().selectedBase();
        InetSocketAddress peer = duo.a.agent().selectedRemote();
        for (byte[] message : good) {
            duo.a.agent().handleStun(base, peer, message.clone(), now());
        }
        assertUnharmed();
        long requests = duo.a.agent().counters().requestsSent();
        for (byte[] message : good) {
            attacker.send(message, target());
        }
        duo.network.runFor(Duration.ofSeconds(1));
        // A replayed request is authentic, and makes its source a candidate (section 19.2.1): it
        // costs some checks, but nobody there can answer them.
        assertTrue(duo.a.agent().counters().requestsSent() - requests <= 10);
        assertUnharmed();
    }

    @Test // a replayed answer must not keep alive what is dead
    void replaysDoNotProlongConsent() {
        List<byte[]> heard = overhear();
        duo.connect();
        duo.network.runFor(Duration.ofSeconds(20));
        List<byte[]> good = List.copyOf(heard);
        Base base = duo.a.agent().selectedBase();
        InetSocketAddress peer = duo.a.agent().selectedRemote();
        duo.network.dropIf(p -> true);
        for (int i = 0; i < 40; i++) {
            good.forEach(m -> duo.a.agent().handleStun(base, peer, m.clone(), now()));
            duo.network.runFor(Duration.ofSeconds(1));
        }
        assertEquals(IceTransportState.FAILED, duo.a.agent().state());
    }

    @Test
    void forgedRequestsAreNotAnswered() {
        duo.connect();
        String ufrag = duo.a.agent().localParameters().ufrag();
        for (int i = 0; i < 1000; i++) {
            byte[] id = new byte[12];
            random.nextBytes(id);
            StunWriter request =
                    StunWriter.binding(StunClass.REQUEST, Bytes.wrapOwned(id))
                            .username(ufrag + ":whoever")
                            .priority(1 + i)
                            .role(true, random.nextLong())
                            .useCandidate();
            byte[] key = new byte[20];
            random.nextBytes(key);
            attacker.send(
                    i % 2 == 0 ? request.integrity(key).fingerprint() : request.fingerprint(),
                    target());
        }
        duo.network.runFor(Duration.ofSeconds(1));
        assertEquals(0, answersToAttacker);
        assertEquals(1000, duo.a.agent().counters().droppedIntegrity());
        assertEquals(1, duo.a.agent().remoteCandidates().size());
        assertUnharmed();
    }

    @Test
    void mediaOfStrangersIsNotThePeers() {
        duo.connect();
        attacker.send(new byte[] {(byte) 0x80, 0, 0, 0, 1}, target());
        duo.network.runFor(Duration.ofSeconds(1));
        assertEquals(1, duo.a.strangers());
        assertEquals(List.of(), duo.a.received);
    }

    // ---- a peer with the password

    @Test // RFC 8445, section 19.5.1
    void checksFromManyPortsAreBounded() {
        ScriptedEnd end = new ScriptedEnd();
        end.agent.start(IceRole.CONTROLLED, ScriptedEnd.THEIRS, end.now);
        int answered = 0;
        int asked = 0;
        for (int i = 0; i < 5000; i++) {
            end.receive(
                    ScriptedEnd.at("192.0.2.2", 10_000 + i),
                    end.signed(end.request().role(true, 1)));
            for (Transmit t : end.sent()) {
                boolean request = ScriptedEnd.frame(t).messageClass() == StunClass.REQUEST;
                asked += request ? 1 : 0;
                answered += request ? 0 : 1;
            }
        }
        assertEquals(100, end.agent.remoteCandidates().size());
        assertEquals(100, answered);
        assertTrue(asked <= 100, "asked " + asked);
        assertEquals(4900, end.agent.counters().droppedMalformed());
    }

    @Test
    void aFloodOfChecksOnOnePairCausesFewOfOurs() {
        ScriptedEnd end = new ScriptedEnd();
        end.agent.start(IceRole.CONTROLLED, ScriptedEnd.THEIRS, end.now);
        int asked = 0;
        for (int i = 0; i < 10_000; i++) {
            end.now += 100_000; // for one second
            end.receive(end.signed(end.request().role(true, 1)));
            asked += end.requests().size();
        }
        assertTrue(asked <= 55, "asked " + asked);
    }

    @Test
    void checksBeforeTheStartAreBounded() {
        ScriptedEnd end = new ScriptedEnd();
        for (int i = 0; i < 5000; i++) {
            end.receive(
                    ScriptedEnd.at("192.0.2.2", 10_000 + i),
                    end.signed(end.request().role(true, 1).useCandidate()));
        }
        end.sent();
        assertEquals(100, end.agent.remoteCandidates().size());
        end.agent.start(IceRole.CONTROLLED, ScriptedEnd.THEIRS, end.now);
        assertTrue(end.requests().size() <= 20);
    }

    @Test // RFC 8445, section 6.1.2.5
    void thousandsOfCandidatesAreBoundedAndTheGoodOneStillConnects() {
        AgentOptions large =
                new AgentOptions(
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(7),
                        Duration.ofSeconds(30),
                        10_000,
                        200);
        Duo crowd = new Duo(1, LinkProfile.PERFECT, large).direct();
        crowd.start();
        for (int i = 0; i < 5000; i++) {
            IceCandidate nobody =
                    IceCandidate.host("f" + i, 1 + i, "198.51.100." + (10 + i % 200), 2000 + i);
            crowd.a.addRemote(nobody);
        }
        crowd.trickle(0).endGathering();
        crowd.awaitBoth(IceTransportState.COMPLETED);
        assertTrue(crowd.network.nowNanos() < 1000 * Duo.MILLI, crowd.network.nowNanos() + " ns");
        crowd.exchange();
    }

    @Test
    void candidatesOfNoUseAreIgnored() {
        ScriptedEnd end = new ScriptedEnd();
        assertFalse(end.add(IceCandidate.host("1", 1, "224.0.0.1", 9)));
        assertFalse(end.add(IceCandidate.host("1", 1, "0.0.0.0", 9)));
        assertFalse(end.add(IceCandidate.host("1", 1, "192.0.2.2", 0)));
        assertEquals(3, end.agent.counters().ignoredCandidates());
        end.agent.start(IceRole.CONTROLLING, ScriptedEnd.THEIRS, end.now);
        assertTrue(end.add(IceCandidate.host("1", 1, "fe80::1", 9)));
        assertTrue(end.add(IceCandidate.host("1", 1, "2001:db8::1", 9)));
        assertEquals(List.of(), end.sent(), "another family");
    }

    @Test // a check of the last generation, by its old password, and one of the next
    void eachGenerationHasItsOwnPassword() {
        List<byte[]> heard = overhear();
        duo.connect();
        List<byte[]> old =
                heard.stream().filter(HostileNetworkTest::isRequest).map(byte[]::clone).toList();
        duo.a.restart();
        duo.b.restart();
        duo.connect();
        duo.network.runFor(Duration.ofSeconds(15));
        long dropped = duo.a.agent().counters().droppedIntegrity();
        old.forEach(m -> attacker.send(m, target()));
        duo.network.runFor(Duration.ofSeconds(1));
        assertEquals(0, answersToAttacker);
        assertEquals(old.size(), duo.a.agent().counters().droppedIntegrity() - dropped);
    }

    private static boolean isRequest(byte[] data) {
        try {
            return StunFrame.parse(data).messageClass() == StunClass.REQUEST;
        } catch (MalformedPacketException e) {
            return false;
        }
    }
}
