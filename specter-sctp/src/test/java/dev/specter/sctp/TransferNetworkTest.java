package dev.specter.sctp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sctp.packet.DataFragment;
import dev.specter.sctp.packet.SackChunk;
import dev.specter.testkit.LinkProfile;
import dev.specter.testkit.Pair;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** DATA, SACK, retransmission and congestion control (RFC 9260, sections 6 and 7). */
class TransferNetworkTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    SctpOptions options() {
        return SctpOptions.defaults();
    }

    private Pair<SctpEnd, SctpEnd> connected() {
        return Ends.connected(options(), 1);
    }

    private static byte[] payload(SctpEvent.MessageReceived message) {
        byte[] bytes = new byte[message.payload().remaining()];
        message.payload().get(message.payload().position(), bytes);
        return bytes;
    }

    private static void sendAndCheck(Pair<SctpEnd, SctpEnd> pair, int count, int size) {
        int before = pair.z().messages.size();
        for (int i = 0; i < count; i++) {
            assertEquals(SendResult.QUEUED, pair.a().send(0, Ends.bytes(size, i), pair.nowNanos()));
        }
        assertTrue(
                pair.runUntil(
                        () -> pair.z().messages.size() == before + count,
                        pair.nowNanos() + 600 * SECOND),
                () -> pair.z().messages.size() + " " + pair.a().association.pathMetrics());
        for (int i = 0; i < count; i++) {
            assertArrayEquals(Ends.bytes(size, i), payload(pair.z().messages.get(before + i)));
        }
    }

    @Test
    void carriesMessagesOfEverySizeNearThePacketSize() {
        Pair<SctpEnd, SctpEnd> pair = connected();
        for (int size = 1; size < 3_600; size += size < 1_100 || size > 1_200 ? 97 : 1) {
            sendAndCheck(pair, 1, size);
        }
        sendAndCheck(pair, 1, 256 * 1024);
        assertEquals(0, pair.a().association.counters().dataChunksRetransmitted());
        assertEquals(0, pair.z().association.counters().packetsDiscarded());
    }

    @Test
    void neverSendsMoreThanThePacketSize() {
        for (int mtu = 512; mtu < 1_400; mtu += 111) {
            var options = options().toBuilder().mtuBytes(mtu).build();
            int limit = mtu;
            Pair<SctpEnd, SctpEnd> pair = Ends.pair(options, Ends.PATH.withMtu(9_000), mtu);
            pair.aToZ()
                    .dropIf(
                            packet -> {
                                assertTrue(packet.remaining() <= limit);
                                return false;
                            });
            Ends.connectBoth(pair);
            sendAndCheck(pair, 20, 5_000);
            sendAndCheck(pair, 200, 13);
        }
    }

    @Test // section 6.10
    void bundlesSmallMessages() {
        Pair<SctpEnd, SctpEnd> pair = connected();
        long before = pair.aToZ().sentCount();
        sendAndCheck(pair, 30, 20);
        assertTrue(pair.aToZ().sentCount() - before <= 2);
    }

    @Test
    void wrapsTheTsnAndTheStreamSequenceNumber() {
        for (long tsn : new long[] {0xFFFFFFF0L, 0x7FFFFFF0L, 0}) {
            for (double loss : new double[] {0, 0.05}) {
                LinkProfile path = Ends.PATH.withDelay(Duration.ofMillis(1)).withLoss(loss);
                var pair =
                        new Pair<>(
                                new SctpEnd(options(), new TestRandom(7, tsn)),
                                new SctpEnd(options(), new TestRandom(9, tsn)),
                                path,
                                tsn);
                Ends.connectBoth(pair);
                sendAndCheck(pair, 200, 1_000);
                if (loss == 0 && tsn == 0) {
                    for (int i = 0; i < 7; i++) {
                        sendAndCheck(pair, 10_000, 4); // over 65,536 messages on the stream
                    }
                }
            }
        }
    }

    @Test // section 6.3.3
    void sendsAgainAfterT3WhenTheLastPacketIsLost() {
        Pair<SctpEnd, SctpEnd> pair = connected();
        int probes = options().lossDetection() == LossDetection.RACK ? 1 : 0;
        sendAndCheck(pair, 10, 1_000);
        pair.runFor(Duration.ofSeconds(1));
        pair.aToZ().dropIf(Packets.first(1 + probes, DataFragment.class));
        sendAndCheck(pair, 1, 100);
        assertEquals(1, pair.a().association.counters().timeouts());
        assertEquals(probes, pair.a().association.counters().tailLossProbes());
        pair.runFor(Duration.ofSeconds(1));
        pair.aToZ().dropIf(Packets.first(4, DataFragment.class));
        long start = pair.nowNanos();
        sendAndCheck(pair, 1, 100);
        // The waits double: RTO, 2 RTO, 4 RTO, of 300 to 1,000 ms each at this point.
        assertEquals(5 - probes, pair.a().association.counters().timeouts());
        long took = pair.nowNanos() - start;
        assertTrue(took > 2 * SECOND && took < 16 * SECOND, "took " + took);
    }

    @Test // section 7.2.4
    void retransmitsFastAfterThreeReports() {
        Pair<SctpEnd, SctpEnd> pair = connected();
        sendAndCheck(pair, 10, 1_000);
        pair.aToZ().dropIf(Packets.first(1, DataFragment.class));
        long start = pair.nowNanos();
        sendAndCheck(pair, 8, 1_100);
        assertTrue(pair.nowNanos() - start < 90_000_000, "within about two round trips");
        SctpCounters counters = pair.a().association.counters();
        assertEquals(1, counters.fastRetransmits());
        assertEquals(0, counters.timeouts());
        assertEquals(1, counters.dataChunksRetransmitted());
    }

    @Test
    void retransmitsFastAgainWhenTheRetransmissionIsLostToo() {
        Pair<SctpEnd, SctpEnd> pair = connected();
        sendAndCheck(pair, 10, 1_000);
        long[] tsn = {-1};
        int[] left = {3};
        pair.aToZ()
                .dropIf(
                        packet -> {
                            var data = Packets.chunks(packet, DataFragment.class);
                            if (data.isEmpty()) {
                                return false;
                            }
                            if (tsn[0] < 0) {
                                tsn[0] = data.get(0).tsn();
                            }
                            return data.get(0).tsn() == tsn[0] && left[0]-- > 0;
                        });
        sendAndCheck(pair, 100, 1_100);
        assertEquals(0, pair.a().association.counters().timeouts());
        assertEquals(3, pair.a().association.counters().dataChunksRetransmitted());
    }

    @Test
    void deliversInOrderWhatOvertookItselfOnTheWay() {
        Pair<SctpEnd, SctpEnd> pair = connected();
        pair.aToZ().profile(Ends.PATH.withJitter(Duration.ofMillis(5)));
        sendAndCheck(pair, 300, 1_000);
        assertEquals(0, pair.a().association.counters().timeouts());
        assertEquals(300, pair.z().messages.size());
    }

    @Test // section 6.2
    void acknowledgesEverySecondPacketAndTheLastOneInTime() {
        Pair<SctpEnd, SctpEnd> pair = connected();
        pair.runFor(Duration.ofSeconds(1));
        long before = pair.zToA().sentCount();
        for (int i = 0; i < 11; i++) {
            pair.a().send(0, new byte[1_000], pair.nowNanos());
            pair.runFor(Duration.ofMillis(2));
        }
        long start = pair.nowNanos();
        pair.runUntil(
                () -> pair.a().association.pathMetrics().unacknowledgedChunks() == 0,
                start + SECOND);
        assertEquals(6, pair.zToA().sentCount() - before);
        assertTrue(pair.nowNanos() - start <= Duration.ofMillis(100 + 40).toNanos());
    }

    @Test // section 6.2
    void sendsNoMoreThanOneSackForEachPacketThatComes() {
        Pair<SctpEnd, SctpEnd> pair =
                Ends.pair(options(), Ends.PATH.withLoss(0.1).withJitter(Duration.ofMillis(30)), 7);
        pair.a().connect(0);
        pair.runUntil(() -> pair.a().isConnected() && pair.z().isConnected(), 60 * SECOND);
        int[] dataPackets = {0};
        int[] sacks = {0};
        pair.aToZ()
                .dropIf(
                        packet -> {
                            dataPackets[0] += Packets.has(packet, DataFragment.class) ? 1 : 0;
                            return false;
                        });
        pair.zToA()
                .dropIf(
                        packet -> {
                            int count = Packets.chunks(packet, SackChunk.class).size();
                            assertTrue(count <= 1);
                            sacks[0] += count;
                            return false;
                        });
        sendAndCheck(pair, 50, 20_000);
        assertTrue(sacks[0] > 0 && sacks[0] <= dataPackets[0], sacks[0] + " " + dataPackets[0]);
    }

    @Test // section 6.2: SACK.Delay is 500 ms at most
    void delaysNoSackForLongerThanHalfASecond() {
        var builder = SctpOptions.builder().sackDelay(Duration.ofMillis(501));
        assertThrows(IllegalArgumentException.class, builder::build);
    }

    @Test // section 5.1
    void acknowledgesTheFirstDataAtOnce() {
        Pair<SctpEnd, SctpEnd> pair = connected();
        pair.runFor(Duration.ofSeconds(1));
        for (int message = 0; message < 2; message++) {
            pair.a().send(0, new byte[10], pair.nowNanos());
            pair.runFor(Duration.ofMillis(45)); // a round trip takes 40
            assertEquals(message, pair.a().association.pathMetrics().unacknowledgedChunks());
            pair.runFor(Duration.ofMillis(100));
        }
    }

    @Test // section 6.10
    void sendsChunksOfAPacketInTheOrderOfTheirTsns() {
        Pair<SctpEnd, SctpEnd> pair = connected();
        int[] bundles = {0};
        int[] packets = {0};
        pair.aToZ()
                .dropIf(
                        packet -> {
                            List<DataFragment> data =
                                    Packets.chunks(packet).stream()
                                            .filter(DataFragment.class::isInstance)
                                            .map(DataFragment.class::cast)
                                            .toList();
                            for (int i = 1; i < data.size(); i++) {
                                long step = data.get(i).tsn() - data.get(i - 1).tsn();
                                assertTrue((int) step > 0, "TSNs " + step + " apart");
                                bundles[0]++;
                            }
                            return ++packets[0] % 5 == 0;
                        });
        sendAndCheck(pair, 500, 300);
        assertTrue(bundles[0] > 300, bundles[0] + " bundled");
    }

    @Test // section 6.2: duplicate DATA is answered at once, and reported
    void reportsDuplicates() {
        Pair<SctpEnd, SctpEnd> pair = connected();
        pair.aToZ().profile(Ends.PATH.withDuplication(1));
        int[] reported = {0};
        pair.zToA()
                .dropIf(
                        packet -> {
                            Packets.chunks(packet, SackChunk.class)
                                    .forEach(sack -> reported[0] += sack.duplicateTsns().size());
                            return false;
                        });
        sendAndCheck(pair, 10, 500);
        pair.runFor(Duration.ofSeconds(1));
        assertEquals(10, reported[0]);
        assertEquals(10, pair.z().messages.size());
        assertEquals(10, pair.z().association.counters().duplicateTsns());
        assertEquals(0, pair.a().association.counters().dataChunksRetransmitted());
    }

    @Test // section 6.2.1, rule D i
    void survivesSacksOutOfOrder() {
        Pair<SctpEnd, SctpEnd> pair = connected();
        pair.zToA().profile(Ends.PATH.withJitter(Duration.ofMillis(40)));
        sendAndCheck(pair, 500, 1_000);
        assertEquals(0, pair.a().association.counters().timeouts());
        assertEquals(0, pair.a().association.counters().dataChunksRetransmitted());
    }

    @Test // section 12.4
    void abortsOnASackOfWhatWasNeverSent() {
        for (SackChunk sack :
                List.of(
                        new SackChunk(1_001, 100_000, List.of(), List.of()),
                        new SackChunk(
                                999,
                                100_000,
                                List.of(new SackChunk.GapBlock(2, 60_000)),
                                List.of()))) {
            Pair<SctpEnd, SctpEnd> pair = connectedWithOneMessageSent();
            pair.a().handleDatagram(Packets.packet(7, sack), pair.nowNanos());
            pair.runFor(Duration.ofSeconds(1));
            assertEquals(SctpState.CLOSED, pair.a().association.state());
            assertEquals(SctpState.CLOSED, pair.z().association.state());
        }
    }

    @Test
    void ignoresGapBlocksThatAreNotInOrder() {
        Pair<SctpEnd, SctpEnd> pair = connectedWithOneMessageSent();
        var gaps = List.of(new SackChunk.GapBlock(3, 3), new SackChunk.GapBlock(2, 2));
        pair.a()
                .handleDatagram(
                        Packets.packet(7, new SackChunk(999, 100_000, gaps, List.of())),
                        pair.nowNanos());
        assertEquals(1, pair.a().association.counters().chunksIgnored());
        pair.runFor(Duration.ofSeconds(2));
        assertEquals(1, pair.z().messages.size());
    }

    private Pair<SctpEnd, SctpEnd> connectedWithOneMessageSent() {
        SctpOptions options = options();
        var pair =
                new Pair<>(
                        new SctpEnd(options, new TestRandom(7, 1_000)),
                        new SctpEnd(options, new TestRandom(9, 1_000)),
                        Ends.PATH,
                        1);
        Ends.connectBoth(pair);
        pair.a().send(0, new byte[10], pair.nowNanos());
        pair.a().pollOutput();
        return pair;
    }

    @Test // section 6.2: the receiver may take back what gap blocks said
    void sendsAgainWhatTheReceiverGaveUp() {
        var options = options();
        var end = new SctpEnd(options, new TestRandom(7, 1_000));
        var pair = new Pair<>(end, new SctpEnd(options, new TestRandom(9, 50)), Ends.PATH, 1);
        Ends.connectBoth(pair);
        pair.aToZ().profile(Ends.PATH.withLoss(1));
        for (int i = 0; i < 3; i++) {
            pair.a().send(0, new byte[1_000], pair.nowNanos());
        }
        pair.runFor(Duration.ofMillis(1));
        var gap = List.of(new SackChunk.GapBlock(2, 3));
        end.handleDatagram(
                Packets.packet(7, new SackChunk(999, 100_000, gap, List.of())), pair.nowNanos());
        end.handleDatagram(
                Packets.packet(7, new SackChunk(1_000, 100_000, List.of(), List.of())),
                pair.nowNanos());
        assertEquals(2, end.association.pathMetrics().unacknowledgedChunks());
        assertEquals(0, end.association.pathMetrics().flightBytes());
        pair.runFor(Duration.ofSeconds(5));
        assertTrue(end.association.counters().dataChunksRetransmitted() >= 2);
    }

    @Test // section 8.1
    void givesUpOnASilentPeer() {
        Pair<SctpEnd, SctpEnd> pair = connected();
        pair.aToZ().profile(Ends.PATH.withLoss(1));
        pair.zToA().profile(Ends.PATH.withLoss(1));
        pair.a().send(0, new byte[10], pair.nowNanos());
        long before = pair.aToZ().sentCount();
        pair.runFor(Duration.ofMinutes(10));
        assertEquals(
                List.of(CloseCause.Kind.PEER_UNREACHABLE),
                pair.a().closed().map(CloseCause::kind).toList());
        assertTrue(pair.aToZ().sentCount() - before <= 12);
        assertEquals(Long.MAX_VALUE, pair.a().nextTimeoutNanos());
        assertEquals(SendResult.NOT_OPEN, pair.a().send(0, new byte[1], pair.nowNanos()));
    }

    @Test // section 7.2: at least the rate of the formula for NewReno
    void fillsALossyPath() {
        LinkProfile path =
                LinkProfile.PERFECT.withDelay(Duration.ofMillis(25)).withMtu(1_200).withLoss(0.01);
        var options =
                options().toBuilder()
                        .receiveWindowBytes(5_000_000)
                        .sendBufferBytes(1 << 30)
                        .build();
        Pair<SctpEnd, SctpEnd> pair = Ends.pair(options, path, 5);
        Ends.connectBoth(pair);
        long start = pair.nowNanos();
        long bytes = 60 * 250_000;
        sendAndCheck(pair, 60, 250_000);
        double seconds = (pair.nowNanos() - start) / 1e9;
        double rate = bytes / seconds;
        // Mathis et al.: MSS / RTT * C / sqrt(p), C = sqrt(3/4) with a SACK for every second packet
        double formula = 1_172 / 0.050 * Math.sqrt(0.75) / Math.sqrt(0.01);
        System.out.printf(
                "50 ms, 1 %% loss: %.0f kB/s, formula %.0f kB/s, %s%n",
                rate / 1e3, formula / 1e3, pair.a().association.counters());
        assertTrue(rate >= formula, rate + " " + formula);
    }

    @Test
    void fillsASlowPathWithAShortQueue() {
        LinkProfile path =
                LinkProfile.PERFECT
                        .withDelay(Duration.ofMillis(20))
                        .withMtu(1_200)
                        .withBitrate(8_000_000, 60_000);
        var options = options().toBuilder().sendBufferBytes(1 << 30).build();
        Pair<SctpEnd, SctpEnd> pair = Ends.pair(options, path, 5);
        Ends.connectBoth(pair);
        long start = pair.nowNanos();
        sendAndCheck(pair, 40, 250_000);
        double rate = 40 * 250_000.0 / ((pair.nowNanos() - start) / 1e9);
        System.out.printf("1 MB/s path: %.0f kB/s%n", rate / 1e3);
        assertTrue(rate > 700_000, "rate " + rate);
    }

    @Test // no timer storm, no chatter
    void isQuietWhenIdle() {
        Pair<SctpEnd, SctpEnd> pair = connected();
        sendAndCheck(pair, 3, 100);
        pair.runFor(Duration.ofSeconds(1));
        long before = pair.aToZ().sentCount() + pair.zToA().sentCount();
        pair.runFor(Duration.ofHours(1));
        long packets = pair.aToZ().sentCount() + pair.zToA().sentCount() - before;
        // A HEARTBEAT and its answer from each end about every 30 s.
        assertTrue(packets > 300 && packets < 500, "packets " + packets);
        assertTrue(pair.a().isConnected() && pair.z().isConnected());
    }

    @Test // section 8.3
    void noticesADeadPeerByHeartbeats() {
        var options =
                options().toBuilder()
                        .heartbeatInterval(Duration.ofSeconds(5))
                        .maxRetransmits(3)
                        .build();
        Pair<SctpEnd, SctpEnd> pair = Ends.connected(options, 3);
        pair.aToZ().profile(Ends.PATH.withLoss(1));
        pair.zToA().profile(Ends.PATH.withLoss(1));
        pair.runFor(Duration.ofMinutes(2));
        assertEquals(SctpState.CLOSED, pair.a().association.state());
        var silent = options().toBuilder().heartbeatInterval(Duration.ZERO).build();
        Pair<SctpEnd, SctpEnd> without = Ends.connected(silent, 3);
        assertEquals(Long.MAX_VALUE, without.a().nextTimeoutNanos());
    }

    @Test
    void acceptsTimeoutCallsAtAnyTime() {
        Pair<SctpEnd, SctpEnd> pair = Ends.pair(Ends.PATH.withLoss(0.2), 9);
        pair.a().connect(0);
        for (int i = 0; i < 2_000; i++) {
            pair.a().send(OutgoingMessage.of(0, 53, ByteBuffer.allocate(100)), pair.nowNanos());
            pair.runFor(Duration.ofMillis(1));
            pair.a().handleTimeout(pair.nowNanos());
            pair.z().handleTimeout(pair.nowNanos());
        }
        pair.runFor(Duration.ofSeconds(60));
        assertEquals(2_000, pair.z().messages.size());
    }

    @Test
    void sharesByWeight() {
        Pair<SctpEnd, SctpEnd> pair = connected();
        pair.a().association.streamWeight(1, 128);
        pair.a().association.streamWeight(2, 1_024);
        for (int i = 0; i < 300; i++) {
            pair.a().send(1, new byte[2_000], pair.nowNanos());
            pair.a().send(2, new byte[2_000], pair.nowNanos());
        }
        pair.runUntil(() -> pair.z().messages.size() >= 180, pair.nowNanos() + 60 * SECOND);
        long first = pair.z().messages.stream().filter(m -> m.streamId() == 1).count();
        assertTrue(first >= 15 && first <= 25, "one in nine: " + first);
    }
}
