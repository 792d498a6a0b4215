package dev.specter.sctp.dcep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sctp.Ends;
import dev.specter.sctp.Packets;
import dev.specter.sctp.SctpOptions;
import dev.specter.sctp.SendResult;
import dev.specter.sctp.packet.ReConfigChunk;
import dev.specter.testkit.Pair;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Closing channels and using their identifiers again (RFC 8831, section 6.7). */
class ChannelClosePairTest {
    private final Pair<ChannelEnd, ChannelEnd> pair =
            ChannelTablePairTest.pair(SctpOptions.defaults(), Ends.PATH, 1);

    private long now() {
        return pair.nowNanos();
    }

    private void run() {
        pair.runFor(Duration.ofSeconds(2));
    }

    private DataChannel open(String label) {
        DataChannel channel = pair.a().open(ChannelInit.of(label), now());
        run();
        return channel;
    }

    @Test
    void closesFromTheEndThatOpenedIt() {
        ChannelTablePairTest.connect(pair);
        DataChannel ours = open("x");
        DataChannel theirs = pair.z().opened().get(0);
        pair.a().close(ours, now());
        assertEquals(ChannelState.CLOSING, ours.state());
        assertEquals(SendResult.NOT_OPEN, pair.a().send(ours, "late", now()));
        run();
        assertEquals(ChannelState.CLOSED, ours.state());
        assertEquals(ChannelState.CLOSED, theirs.state());
        assertEquals(
                List.of(new ChannelEvent.ChannelClosing(theirs)),
                pair.z().events(ChannelEvent.ChannelClosing.class));
        assertTrue(pair.a().events(ChannelEvent.ChannelClosing.class).isEmpty());
        for (ChannelEnd end : List.of(pair.a(), pair.z())) {
            var closed = end.events(ChannelEvent.ChannelClosed.class);
            assertEquals(1, closed.size());
            assertEquals(Optional.empty(), closed.get(0).error());
            assertTrue(end.table.channels().isEmpty());
        }
    }

    @Test
    void closesFromTheOtherEndAndFromBothAtOnce() {
        ChannelTablePairTest.connect(pair);
        DataChannel ours = open("x");
        pair.z().close(pair.z().opened().get(0), now());
        run();
        assertEquals(ChannelState.CLOSED, ours.state());
        DataChannel again = open("y");
        assertEquals(ours.id(), again.id());
        pair.a().close(again, now());
        pair.z().close(pair.z().opened().get(1), now());
        run();
        assertEquals(2, pair.a().events(ChannelEvent.ChannelClosed.class).size());
        assertEquals(2, pair.z().events(ChannelEvent.ChannelClosed.class).size());
    }

    @Test
    void sendsWhatIsQueuedBeforeItCloses() {
        ChannelTablePairTest.connect(pair);
        DataChannel ours = open("x");
        for (int i = 0; i < 20; i++) {
            pair.a().send(ours, "x".repeat(50_000), now());
        }
        pair.a().close(ours, now());
        pair.runFor(Duration.ofSeconds(10));
        assertEquals(20, pair.z().messages(pair.z().opened().get(0)).size());
        assertEquals(ChannelState.CLOSED, ours.state());
        assertEquals(0, ours.bufferedAmount());
    }

    @Test
    void closesAChannelThatNeverOpened() {
        DataChannel ours = pair.a().open(ChannelInit.of("x"), 0);
        pair.a().close(ours, 0);
        pair.a().close(ours, 0);
        ChannelTablePairTest.connect(pair);
        assertEquals(
                List.of(new ChannelEvent.ChannelClosed(ours, Optional.empty())),
                pair.a().events(ChannelEvent.ChannelClosed.class));
        assertTrue(pair.z().opened().isEmpty());
    }

    @Test
    void dropsDataAfterClose() {
        ChannelTablePairTest.connect(pair);
        DataChannel ours = open("x");
        DataChannel theirs = pair.z().opened().get(0);
        pair.a().close(ours, now());
        pair.z().send(theirs, "crossing", now());
        run();
        assertTrue(pair.a().messages(ours).isEmpty());
        assertEquals(2 << 20, pair.a().table.association().pathMetrics().localWindowBytes());
    }

    @Test
    void usesAnIdentifierAThousandTimes() {
        ChannelTablePairTest.connect(pair);
        for (int i = 0; i < 1_000; i++) {
            DataChannel ours = pair.a().open(ChannelInit.of("c" + i), now());
            assertEquals(0, ours.id().getAsInt());
            pair.a().send(ours, "m" + i, now());
            pair.runFor(Duration.ofMillis(60));
            DataChannel theirs = pair.z().opened().get(i);
            assertEquals("c" + i, theirs.init().label());
            assertEquals(List.of("m" + i), pair.z().texts(theirs));
            if (i % 2 == 0) {
                pair.a().close(ours, now());
            } else {
                pair.z().close(theirs, now());
            }
            pair.runFor(Duration.ofMillis(140));
            assertEquals(ChannelState.CLOSED, ours.state(), "round " + i);
            assertEquals(ChannelState.CLOSED, theirs.state());
            pair.a().events.removeIf(e -> e instanceof ChannelEvent.ChannelClosed);
        }
    }

    @Test // the peer uses the identifier again before we hear that our reset was performed
    void opensANewChannelWhileTheLastAnswerIsStillMissing() {
        ChannelTablePairTest.connect(pair);
        DataChannel ours = open("first");
        pair.z().close(pair.z().opened().get(0), now());
        pair.runFor(Duration.ofMillis(75));
        pair.runFor(Duration.ofMillis(45));
        assertEquals(ChannelState.CLOSED, ours.state());
        DataChannel second = open("second");
        DataChannel theirs = pair.z().opened().get(1);
        pair.aToZ().dropIf(Packets.first(2, ReConfigChunk.class));
        pair.z().close(theirs, now());
        pair.runFor(Duration.ofSeconds(20));
        assertEquals(ChannelState.CLOSED, second.state());
        assertEquals(ChannelState.CLOSED, theirs.state());
        assertEquals(
                List.of("third"),
                List.of(open("third")).stream().map(c -> c.init().label()).toList());
        assertEquals(3, pair.z().opened().size());
    }

    @Test
    void survivesABadPath() {
        for (long seed = 1; seed <= 15; seed++) {
            var path =
                    Ends.PATH.withLoss(0.2).withDuplication(0.2).withJitter(Duration.ofMillis(50));
            var options = SctpOptions.builder().maxRetransmits(40).maxInitRetransmits(40).build();
            Pair<ChannelEnd, ChannelEnd> bad = ChannelTablePairTest.pair(options, path, seed);
            ChannelTablePairTest.connect(bad);
            bad.runFor(Duration.ofSeconds(60));
            List<String> labels = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                String label = seed + "-" + i;
                labels.add(label);
                DataChannel channel = bad.a().open(ChannelInit.of(label), bad.nowNanos());
                bad.a().send(channel, label, bad.nowNanos());
                bad.a().close(channel, bad.nowNanos());
                bad.runFor(Duration.ofMillis(seed * 100));
            }
            bad.runFor(Duration.ofMinutes(5));
            assertEquals(
                    labels.stream().sorted().toList(),
                    bad.z().opened().stream().map(c -> c.init().label()).sorted().toList(),
                    "seed " + seed);
            for (DataChannel theirs : bad.z().opened()) {
                assertEquals(List.of(theirs.init().label()), bad.z().texts(theirs));
                assertEquals(ChannelState.CLOSED, theirs.state());
            }
            assertTrue(bad.a().table.channels().isEmpty());
        }
    }

    @Test // closing a thousand channels takes few packets
    void closesManyAtOnce() {
        ChannelTablePairTest.connect(pair);
        List<DataChannel> channels = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            channels.add(pair.a().open(ChannelInit.of(""), now()));
        }
        run();
        long before = pair.aToZ().sentCount();
        channels.forEach(c -> pair.a().close(c, now()));
        pair.runFor(Duration.ofSeconds(5));
        assertTrue(channels.stream().allMatch(c -> c.state() == ChannelState.CLOSED));
        assertTrue(pair.aToZ().sentCount() - before < 30);
    }

    @Test
    void countsWhatAClosedChannelLeftUnconsumed() {
        ChannelTablePairTest.connect(pair);
        DataChannel ours = open("x");
        pair.z().isConsuming = false;
        pair.a().send(ours, "x".repeat(100_000), now());
        pair.a().close(ours, now());
        run();
        var window = pair.z().table.association();
        assertTrue(window.pathMetrics().localWindowBytes() < (2 << 20) - 99_999);
        pair.z().table.consumed(pair.z().opened().get(0), Long.MAX_VALUE, now());
        pair.z().table.consumed(pair.z().opened().get(0), Long.MAX_VALUE, now());
        assertEquals(2 << 20, window.pathMetrics().localWindowBytes());
    }
}
