package dev.specter.sctp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sctp.packet.Chunk;
import dev.specter.sctp.packet.CookieEchoChunk;
import dev.specter.sctp.packet.DataFragment;
import dev.specter.sctp.packet.InitAckChunk;
import dev.specter.sctp.packet.InitChunk;
import dev.specter.sctp.packet.InitFields;
import dev.specter.sctp.packet.Parameter;
import dev.specter.sctp.packet.SctpPacket;
import dev.specter.testkit.Pair;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** RFC 9653. */
class ZeroChecksumPairTest {
    private static final SctpOptions WITH = SctpOptions.defaults();
    private static final SctpOptions WITHOUT = WITH.toBuilder().zeroChecksum(false).build();

    private int zeros;
    private int packets;

    private Pair<SctpEnd, SctpEnd> pair(SctpOptions a, SctpOptions z) {
        var random = new SplittableRandom(1);
        var pair =
                new Pair<>(
                        new SctpEnd(a, random.split()),
                        new SctpEnd(z, random.split()),
                        Ends.PATH,
                        1);
        pair.aToZ().dropIf(this::look);
        pair.zToA().dropIf(this::look);
        pair.a().connect(0);
        pair.runUntil(() -> pair.a().isConnected() && pair.z().isConnected(), 1_000_000_000);
        return pair;
    }

    private boolean look(ByteBuffer packet) {
        packets++;
        if (SctpPacket.hasZeroChecksum(packet)) {
            zeros++;
            // Section 5.2: never with these.
            assertTrue(!Packets.has(packet, InitChunk.class));
            assertTrue(!Packets.has(packet, InitAckChunk.class));
            assertTrue(!Packets.has(packet, CookieEchoChunk.class));
        } else {
            assertTrue(SctpPacket.hasValidChecksum(packet));
        }
        return false;
    }

    private void transfer(Pair<SctpEnd, SctpEnd> pair) {
        zeros = 0;
        packets = 0;
        pair.a().send(0, new byte[50_000], pair.nowNanos());
        pair.z().send(0, new byte[50_000], pair.nowNanos());
        pair.runFor(Duration.ofSeconds(5));
        assertEquals(1, pair.a().messages.size());
        assertEquals(1, pair.z().messages.size());
    }

    @Test
    void leavesTheChecksumOutWhereBothAgree() {
        transfer(pair(WITH, WITH));
        assertEquals(packets, zeros);
    }

    @Test // section 5.1: only towards an end that has said so
    void keepsTheChecksumWhereOneEndDoesNot() {
        transfer(pair(WITH, WITHOUT));
        assertEquals(0, zeros);
        transfer(pair(WITHOUT, WITH));
        assertEquals(0, zeros);
    }

    @Test // another method than DTLS is not ours
    void keepsTheChecksumForAnUnknownMethod() {
        var association = new SctpAssociation(WITH, new TestRandom(0xAAAA, 10));
        association.connect(0);
        association.pollOutput(0);
        PlainPeer.answer(association, new Parameter.ZeroChecksumAcceptable(2));
        association.send(OutgoingMessage.of(0, 53, ByteBuffer.allocate(10)), 0);
        assertTrue(SctpPacket.hasValidChecksum(association.pollOutput(0)));
    }

    @Test // section 5.3
    void dropsAZeroThatWasNotOffered() {
        Pair<SctpEnd, SctpEnd> pair = pair(WITH, WITHOUT);
        pair.aToZ()
                .dropIf(
                        packet -> {
                            if (Packets.has(packet, DataFragment.class)) {
                                packet.putInt(packet.position() + 8, 0);
                            }
                            return false;
                        });
        pair.a().send(0, new byte[10], pair.nowNanos());
        pair.runFor(Duration.ofMillis(100));
        assertEquals(0, pair.z().messages.size());
        assertTrue(pair.z().association.counters().packetsDiscarded() > 0);
    }

    @Test // an end that drops such an INIT, as pion/sctp 1.8 does, is reached by the next one
    void offersItInTheFirstInitOnly() {
        var association = new SctpAssociation(WITH, new TestRandom(0xAAAA, 10));
        association.connect(0);
        assertTrue(isOffered(association.pollOutput(0)));
        long dueNanos = association.nextTimeoutNanos();
        association.handleTimeout(dueNanos);
        assertFalse(isOffered(association.pollOutput(dueNanos)));
    }

    @Test // nor does it take such an INIT ACK
    void answersWithoutItWhereThePeerDoesNotOfferIt() {
        for (SctpOptions asker : List.of(WITH, WITHOUT)) {
            var association = new SctpAssociation(WITH, new TestRandom(0xAAAA, 10));
            var peer = new SctpAssociation(asker, new TestRandom(0xBBBB, 20));
            peer.connect(0);
            association.handlePacket(peer.pollOutput(0), 0);
            assertEquals(asker == WITH, isOffered(association.pollOutput(0)));
        }
    }

    private static boolean isOffered(ByteBuffer packet) {
        Chunk chunk = Packets.chunks(packet).get(0);
        InitFields fields =
                chunk instanceof InitChunk init ? init.fields() : ((InitAckChunk) chunk).fields();
        return fields.parameters().stream()
                .anyMatch(Parameter.ZeroChecksumAcceptable.class::isInstance);
    }
}
