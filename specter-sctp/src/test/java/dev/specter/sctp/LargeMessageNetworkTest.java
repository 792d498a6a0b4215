package dev.specter.sctp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sctp.packet.AbortChunk;
import dev.specter.sctp.packet.DataFragment;
import dev.specter.sctp.packet.ErrorCause;
import dev.specter.sctp.packet.IDataChunk;
import dev.specter.sctp.packet.Parameter;
import dev.specter.testkit.LinkProfile;
import dev.specter.testkit.Pair;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Messages larger than the window, in and out. */
class LargeMessageNetworkTest {
    private static final int SIZE = 8_000_000;
    private static final int WINDOW = 128 * 1024;
    private static final LinkProfile FAST =
            LinkProfile.PERFECT.withDelay(Duration.ofMillis(2)).withMtu(1_200);

    private static SctpOptions options(boolean isInterleaved) {
        return SctpOptions.builder()
                .interleaving(isInterleaved)
                .receiveWindowBytes(WINDOW)
                .maxReceiveMessageBytes(SIZE)
                .maxSendMessageBytes(SIZE)
                .sendBufferBytes(1 << 30)
                .reassemblyBytes(0)
                .build();
    }

    private static byte[] payload(SctpEvent.MessageReceived message) {
        byte[] bytes = new byte[message.payload().remaining()];
        message.payload().get(message.payload().position(), bytes);
        return bytes;
    }

    private static void awaitMessages(Pair<SctpEnd, SctpEnd> pair, int count) {
        long end = pair.nowNanos() + Duration.ofHours(1).toNanos();
        assertTrue(
                pair.runUntil(() -> pair.z().messages.size() == count, end),
                () -> pair.z().messages.size() + " " + pair.a() + " " + pair.z());
    }

    @Test
    void arriveThoughTheWindowIsSmall() {
        for (boolean isInterleaved : new boolean[] {true, false}) {
            for (double loss : new double[] {0, 0.02}) {
                Pair<SctpEnd, SctpEnd> pair =
                        Ends.pair(options(isInterleaved), FAST.withLoss(loss), 3);
                Ends.connectBoth(pair);
                byte[] bytes = Ends.bytes(SIZE, 7);
                pair.a().send(1, bytes, pair.nowNanos());
                pair.a().send(1, new byte[10], pair.nowNanos());
                awaitMessages(pair, 2);
                assertArrayEquals(bytes, payload(pair.z().messages.get(0)));
                assertEquals(WINDOW, pair.z().association.pathMetrics().localWindowBytes());
            }
        }
    }

    @Test // two messages that the receiver cannot hold at once
    void waitForEachOtherAndForTheApplication() {
        for (boolean isInterleaved : new boolean[] {true, false}) {
            Pair<SctpEnd, SctpEnd> pair = Ends.pair(options(isInterleaved), FAST, 3);
            Ends.connectBoth(pair);
            pair.z().stopConsuming();
            for (int stream = 0; stream < 4; stream++) {
                pair.a().send(stream, new byte[SIZE], pair.nowNanos());
            }
            pair.runFor(Duration.ofMinutes(10));
            assertTrue(pair.z().messages.size() <= 1, "" + pair.z().messages.size());
            assertTrue(pair.a().isConnected());
            pair.z().resumeConsuming(pair.nowNanos());
            awaitMessages(pair, 4);
        }
    }

    @Test // nor with the one chunk after the other that may leave although the window is shut
    void doNotGoOnForEverWhileNobodyTakesThem() {
        for (boolean isInterleaved : new boolean[] {true, false}) {
            Pair<SctpEnd, SctpEnd> pair = Ends.pair(options(isInterleaved), FAST, 3);
            Ends.connectBoth(pair);
            pair.z().stopConsuming();
            int size = WINDOW * 3 / 4;
            for (int i = 0; i < 50; i++) {
                pair.a().send(0, new byte[size], pair.nowNanos());
            }
            pair.runFor(Duration.ofHours(1));
            assertTrue(
                    received(pair) <= WINDOW * 9 / 4 + 2 * size,
                    received(pair) + " bytes in the application's hands");
            pair.z().resumeConsuming(pair.nowNanos());
            awaitMessages(pair, 50);
        }
    }

    @Test // a hostile peer that finishes nothing
    void endTheAssociationWhenNothingCanEverBeFinished() {
        var association = new SctpAssociation(options(true), new TestRandom(0xAAAA, 10));
        association.connect(0);
        association.pollOutput(0);
        PlainPeer.answer(association, new Parameter.SupportedExtensions(List.of(IDataChunk.TYPE)));
        long tsn = PlainPeer.INITIAL_TSN;
        long held = 0;
        while (association.state() == SctpState.CONNECTED) {
            int stream = (int) (tsn & 0x3FFF);
            ByteBuffer payload = ByteBuffer.allocate(1_000);
            var begin = new IDataChunk(DataFragment.BEGIN, tsn++, stream, 0, 53, payload);
            association.handlePacket(Packets.packet(0xAAAA, begin), 0);
            held += 1_000;
            assertTrue(held <= SIZE + 2 * WINDOW, "memory is bounded");
            ByteBuffer reply = association.pollOutput(0);
            if (association.state() == SctpState.CLOSED) {
                var abort = Packets.chunks(reply, AbortChunk.class).get(0);
                assertEquals(ErrorCause.OUT_OF_RESOURCE, abort.causes().get(0).code());
            }
        }
    }

    @Test
    void shareABudgetWithoutHarm() {
        var budget = new SharedBudget(1 << 20);
        SctpOptions small =
                SctpOptions.builder()
                        .receiveBudget(budget)
                        .maxReceiveMessageBytes(64 * 1024)
                        .sendBufferBytes(1 << 30)
                        .build();
        int count = 20;
        List<Pair<SctpEnd, SctpEnd>> pairs =
                IntStream.range(0, count).mapToObj(i -> Ends.pair(small, Ends.PATH, i)).toList();
        pairs.forEach(Ends::connectBoth);
        for (var pair : pairs) {
            pair.z().stopConsuming();
            for (int i = 0; i < 40; i++) {
                pair.a().send(0, new byte[60_000], pair.nowNanos());
            }
            pair.runFor(Duration.ofSeconds(30));
        }
        long held = pairs.stream().mapToLong(LargeMessageNetworkTest::received).sum();
        System.out.printf(
                "%d slow consumers: %,d bytes held, %,d of the budget%n",
                count, held, budget.mostTaken());
        assertTrue(budget.mostTaken() <= 1 << 20);
        assertTrue(held <= (1 << 20) + count * 80_000L, "held " + held);
        for (var pair : pairs) {
            pair.z().resumeConsuming(pair.nowNanos());
            awaitMessages(pair, 40);
            pair.a().association.abort("");
            pair.z().association.abort("");
        }
        assertEquals(0, budget.taken());
    }

    @Test // what the application takes later does not take from the budget again
    void giveTheBudgetBackAtTheEnd() {
        var budget = new SharedBudget(10 << 20);
        SctpOptions options =
                SctpOptions.builder()
                        .receiveBudget(budget)
                        .maxReceiveMessageBytes(64 * 1024)
                        .build();
        Pair<SctpEnd, SctpEnd> pair = Ends.connected(options, 1);
        pair.z().stopConsuming();
        for (int i = 0; i < 20; i++) {
            pair.a().send(0, new byte[60_000], pair.nowNanos());
        }
        pair.runFor(Duration.ofSeconds(10));
        assertTrue(budget.taken() > 1_000_000);
        pair.z().association.abort("");
        assertEquals(0, budget.taken());
        for (SctpEvent.MessageReceived message : pair.z().messages) {
            pair.z().association.consumed(message.windowBytes(), pair.nowNanos());
            assertEquals(0, budget.taken());
        }
    }

    private static long received(Pair<SctpEnd, SctpEnd> pair) {
        return pair.z().messages.stream().mapToLong(m -> m.payload().remaining()).sum();
    }
}
