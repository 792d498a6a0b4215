package dev.specter.sctp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sctp.packet.DataChunk;
import dev.specter.sctp.packet.DataFragment;
import dev.specter.sctp.packet.ForwardTsnChunk;
import dev.specter.sctp.packet.IDataChunk;
import dev.specter.sctp.packet.IForwardTsnChunk;
import dev.specter.sctp.packet.Parameter;
import dev.specter.testkit.Pair;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** I-DATA, I-FORWARD-TSN and stream schedulers (RFC 8260). */
class InterleavingPairTest {
    private static final SctpOptions WITH = SctpOptions.defaults();
    private static final SctpOptions WITHOUT = WITH.toBuilder().interleaving(false).build();
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private static Pair<SctpEnd, SctpEnd> pair(SctpOptions a, SctpOptions z) {
        var random = new SplittableRandom(1);
        var pair =
                new Pair<>(
                        new SctpEnd(a, random.split()),
                        new SctpEnd(z, random.split()),
                        Ends.PATH,
                        1);
        Ends.connectBoth(pair);
        return pair;
    }

    /** The stream of each fragment that leaves from now on. */
    private static List<Integer> fragments(Pair<SctpEnd, SctpEnd> pair) {
        List<Integer> streams = new ArrayList<>();
        pair.aToZ()
                .dropIf(
                        packet -> {
                            Packets.chunks(packet, DataFragment.class)
                                    .forEach(f -> streams.add(f.streamId()));
                            return false;
                        });
        return streams;
    }

    private static List<Integer> received(Pair<SctpEnd, SctpEnd> pair) {
        return pair.z().messages.stream().map(SctpEvent.MessageReceived::streamId).toList();
    }

    private static void runUntilReceived(Pair<SctpEnd, SctpEnd> pair, int count) {
        assertTrue(
                pair.runUntil(
                        () -> pair.z().messages.size() == count, pair.nowNanos() + 10 * MINUTE),
                () -> pair.z().messages.size() + " " + pair.a());
    }

    @Test // section 2.2.1: both must support it
    void isAgreedOnByBothEnds() {
        assertTrue(pair(WITH, WITH).a().association.isInterleaved());
        for (var pair : List.of(pair(WITH, WITHOUT), pair(WITHOUT, WITH))) {
            assertFalse(pair.a().association.isInterleaved());
            assertFalse(pair.z().association.isInterleaved());
            pair.aToZ().dropIf(packet -> Packets.has(packet, IDataChunk.class));
            pair.a().send(1, new byte[5_000], pair.nowNanos());
            runUntilReceived(pair, 1);
        }
    }

    @Test
    void letsASmallMessagePassALargeOne() {
        for (boolean isInterleaved : new boolean[] {true, false}) {
            SctpOptions options = isInterleaved ? WITH : WITHOUT;
            var pair = pair(options, options);
            pair.a().send(1, new byte[250_000], pair.nowNanos());
            pair.runFor(Duration.ofMillis(1));
            pair.a().send(2, new byte[100], pair.nowNanos());
            runUntilReceived(pair, 2);
            assertEquals(isInterleaved ? List.of(2, 1) : List.of(1, 2), received(pair));
        }
    }

    @Test // section 3.6
    void sharesByWeightWithinMessages() {
        var pair = pair(WITH, WITH);
        pair.a().association.streamWeight(1, 128);
        pair.a().association.streamWeight(2, 1_024);
        List<Integer> fragments = fragments(pair);
        pair.a().send(1, new byte[250_000], pair.nowNanos());
        pair.a().send(2, new byte[250_000], pair.nowNanos());
        pair.runUntil(() -> fragments.size() >= 180, MINUTE);
        long first = fragments.subList(0, 180).stream().filter(s -> s == 1).count();
        assertTrue(first >= 15 && first <= 25, "one in nine: " + first);
    }

    @Test // section 3.2
    void takesStreamsInTurn() {
        SctpOptions options =
                WITH.toBuilder().streamScheduling(StreamScheduling.ROUND_ROBIN).build();
        var pair = pair(options, WITH);
        pair.a().association.streamWeight(1, 1_024);
        List<Integer> fragments = fragments(pair);
        for (int stream = 1; stream <= 3; stream++) {
            pair.a().send(stream, new byte[20_000], pair.nowNanos());
        }
        runUntilReceived(pair, 3);
        for (int i = 0; i < 45; i++) {
            assertEquals(i % 3 + 1, fragments.get(i), "fragment " + i);
        }
    }

    @Test // section 3.1
    void servesFirstWhoCameFirst() {
        SctpOptions options =
                WITH.toBuilder().streamScheduling(StreamScheduling.FIRST_COME).build();
        var pair = pair(options, WITH);
        pair.a().association.streamWeight(1, 1_024);
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            int stream = 3 - i % 3;
            expected.add(stream);
            pair.a().send(stream, new byte[i % 2 == 0 ? 20_000 : 10], pair.nowNanos());
        }
        runUntilReceived(pair, 30);
        assertEquals(expected, received(pair));
    }

    @Test // more than the window in messages that have begun would wait for ever
    void beginsNoMoreThanTheReceiverCanFinish() {
        SctpOptions narrow =
                WITH.toBuilder().receiveWindowBytes(100_000).reassemblyBytes(0).build();
        var pair = pair(WITH, narrow);
        for (int stream = 0; stream < 60; stream++) {
            pair.a().send(stream, new byte[40_000], pair.nowNanos());
        }
        runUntilReceived(pair, 60);
        assertEquals(0, pair.a().association.counters().timeouts());
    }

    @Test // section 2.2.1: the other kind of chunk ends the association
    void abortsOnTheKindOfChunkThatWasNotAgreedOn() {
        var idata = new Parameter.SupportedExtensions(List.of(IDataChunk.TYPE));
        ByteBuffer payload = ByteBuffer.allocate(4);
        long tsn = PlainPeer.INITIAL_TSN;
        var data = new DataChunk(3, tsn, 0, 0, 53, payload);
        var interleaved = new IDataChunk(3, tsn, 0, 0, 53, payload);
        var forward = new ForwardTsnChunk(tsn, List.of());
        var interleavedForward = new IForwardTsnChunk(tsn, List.of());
        for (var wrong : List.of(data, forward)) {
            var association = new SctpAssociation(WITH, new TestRandom(0xAAAA, 10));
            association.connect(0);
            association.pollOutput(0);
            PlainPeer.answer(association, idata);
            assertTrue(association.isInterleaved());
            association.handlePacket(Packets.packet(0xAAAA, wrong), 0);
            assertEquals(SctpState.CLOSED, association.state());
        }
        for (var wrong : List.of(interleaved, interleavedForward)) {
            var association = new SctpAssociation(WITH, new TestRandom(0xAAAA, 10));
            association.connect(0);
            association.pollOutput(0);
            PlainPeer.answer(association);
            association.handlePacket(Packets.packet(0xAAAA, wrong), 0);
            assertEquals(SctpState.CLOSED, association.state());
        }
    }
}
