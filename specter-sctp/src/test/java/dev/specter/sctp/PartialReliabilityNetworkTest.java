package dev.specter.sctp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sctp.OutgoingMessage.Accounting;
import dev.specter.sctp.OutgoingMessage.Delivery;
import dev.specter.sctp.packet.DataFragment;
import dev.specter.sctp.packet.ForwardTsn;
import dev.specter.testkit.Pair;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** RFC 3758 and the policies of RFC 7496. */
class PartialReliabilityNetworkTest {
    private static final Reliability ONCE = new Reliability.LimitedRetransmits(0);

    private final Pair<SctpEnd, SctpEnd> pair = Ends.connected(options(), 1);

    SctpOptions options() {
        return SctpOptions.defaults();
    }

    private void send(int streamId, Delivery delivery, Reliability reliability, int size, int n) {
        ByteBuffer payload = ByteBuffer.allocate(size).put(0, (byte) n);
        assertEquals(
                SendResult.QUEUED,
                pair.a()
                        .send(
                                new OutgoingMessage(
                                        streamId,
                                        53,
                                        payload,
                                        delivery,
                                        reliability,
                                        Accounting.USER),
                                pair.nowNanos()));
    }

    private List<Integer> received() {
        List<Integer> numbers = new ArrayList<>();
        pair.z().messages.forEach(m -> numbers.add((int) m.payload().get(0)));
        return numbers;
    }

    private void settle() {
        pair.runFor(Duration.ofSeconds(60));
        assertEquals(0, pair.a().association.pathMetrics().unacknowledgedChunks());
        assertEquals(0, pair.a().association.pathMetrics().flightBytes());
        assertEquals(2 << 20, pair.z().association.pathMetrics().localWindowBytes());
        assertEquals(SctpState.CONNECTED, pair.a().association.state());
    }

    @Test
    void givesUpAfterItsTransmissionsAndLetsOthersPass() {
        pair.aToZ().dropIf(Packets.first(1, DataFragment.class));
        send(1, Delivery.ORDERED, ONCE, 1_000, 1);
        send(1, Delivery.ORDERED, ONCE, 1_000, 2);
        settle();
        assertEquals(List.of(2), received());
        assertEquals(0, pair.a().association.counters().dataChunksRetransmitted());
        assertEquals(1, pair.a().association.counters().messagesAbandoned());
    }

    @Test
    void triesAsOftenAsItMay() {
        pair.aToZ().dropIf(Packets.first(3, DataFragment.class));
        send(1, Delivery.ORDERED, new Reliability.LimitedRetransmits(3), 1_000, 1);
        settle();
        assertEquals(List.of(1), received());
        assertEquals(3, pair.a().association.counters().dataChunksRetransmitted());
        pair.aToZ().dropIf(Packets.first(4, DataFragment.class));
        send(1, Delivery.UNORDERED, new Reliability.LimitedRetransmits(3), 1_000, 2);
        send(2, Delivery.UNORDERED, Reliability.RELIABLE, 1_000, 3);
        settle();
        assertTrue(received().contains(3));
    }

    @Test
    void givesUpAtTheEndOfItsLife() {
        pair.aToZ().profile(Ends.PATH.withLoss(1));
        Reliability brief = new Reliability.LimitedLifetime(Duration.ofMillis(200));
        send(1, Delivery.ORDERED, brief, 1_000, 1);
        pair.runFor(Duration.ofMillis(100));
        send(1, Delivery.ORDERED, Reliability.RELIABLE, 1_000, 2);
        pair.runFor(Duration.ofSeconds(2));
        pair.aToZ().profile(Ends.PATH);
        pair.runFor(Duration.ofSeconds(10));
        settle();
        assertEquals(List.of(2), received());
    }

    @Test
    void dropsWhatExpiredBeforeItBegan() {
        pair.aToZ().profile(Ends.PATH.withLoss(1));
        Reliability brief = new Reliability.LimitedLifetime(Duration.ofMillis(50));
        send(1, Delivery.ORDERED, Reliability.RELIABLE, 100_000, 1);
        for (int i = 0; i < 50; i++) {
            send(2, Delivery.ORDERED, brief, 1_000, 2);
        }
        pair.runFor(Duration.ofSeconds(2));
        assertTrue(pair.a().association.counters().messagesAbandoned() >= 30);
        assertTrue(pair.a().association.bufferedAmount(2) < 20_000);
        pair.aToZ().profile(Ends.PATH);
        pair.runFor(Duration.ofSeconds(20));
        send(2, Delivery.ORDERED, brief, 1_000, 3);
        settle();
        assertTrue(received().contains(1) && received().contains(3));
        assertEquals(0, pair.a().association.bufferedAmount(2));
    }

    @Test // a message given up half way, whose rest was never sent
    void doesNotJoinTheNextMessageToAHalfOne() {
        Reliability brief = new Reliability.LimitedLifetime(Duration.ofMillis(60));
        send(1, Delivery.ORDERED, brief, 200_000, 1);
        pair.runFor(Duration.ofMillis(30));
        pair.aToZ().profile(Ends.PATH.withLoss(1));
        pair.runFor(Duration.ofMillis(300));
        pair.aToZ().profile(Ends.PATH);
        send(1, Delivery.ORDERED, Reliability.RELIABLE, 5_000, 2);
        settle();
        assertEquals(List.of(2), received());
        assertEquals(5_000, pair.z().messages.get(0).payload().remaining());
    }

    @Test
    void sendsForwardTsnAgainWhenItIsLost() {
        pair.aToZ().dropIf(p -> Packets.has(p, DataFragment.class));
        send(1, Delivery.ORDERED, ONCE, 1_000, 1);
        pair.runFor(Duration.ofMillis(10));
        pair.aToZ().dropIf(Packets.first(3, ForwardTsn.class));
        pair.runFor(Duration.ofSeconds(30));
        settle();
        send(1, Delivery.ORDERED, Reliability.RELIABLE, 1_000, 2);
        settle();
        assertEquals(List.of(2), received());
    }

    @Test
    void skipsMessagesOfManyStreamsInSeveralSteps() {
        pair.aToZ().dropIf(p -> Packets.has(p, DataFragment.class));
        for (int stream = 0; stream < 1_000; stream++) {
            send(stream, Delivery.ORDERED, ONCE, 10, 1);
        }
        pair.runFor(Duration.ofSeconds(20));
        pair.aToZ().dropIf(p -> false);
        pair.runFor(Duration.ofSeconds(20));
        for (int stream = 0; stream < 1_000; stream++) {
            send(stream, Delivery.ORDERED, Reliability.RELIABLE, 10, 2);
        }
        settle();
        assertEquals(1_000, received().stream().filter(n -> n == 2).count());
    }

    @Test // RFC 3758, section 3.3.1: the peer must have said that it understands
    void isReliableWhereThePeerCannotSkip() {
        SctpAssociation bare =
                new SctpAssociation(SctpOptions.defaults(), new TestRandom(0xAAAA, 10));
        bare.connect(0);
        bare.pollOutput(0);
        PlainPeer.answer(bare);
        ByteBuffer payload = ByteBuffer.allocate(10);
        bare.send(new OutgoingMessage(1, 53, payload, Delivery.ORDERED, ONCE, Accounting.USER), 0);
        assertTrue(Packets.has(bare.pollOutput(0), DataFragment.class));
        for (int i = 0; i < 3; i++) {
            long due = bare.nextTimeoutNanos();
            bare.handleTimeout(due);
            ByteBuffer packet = bare.pollOutput(due);
            assertTrue(Packets.has(packet, DataFragment.class));
            assertTrue(!Packets.has(packet, ForwardTsn.class));
        }
    }
}
