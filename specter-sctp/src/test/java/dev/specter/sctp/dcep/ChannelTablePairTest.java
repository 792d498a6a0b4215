package dev.specter.sctp.dcep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sctp.CloseCause;
import dev.specter.sctp.Ends;
import dev.specter.sctp.OutgoingMessage;
import dev.specter.sctp.OutgoingMessage.Delivery;
import dev.specter.sctp.Packets;
import dev.specter.sctp.Reliability;
import dev.specter.sctp.SctpOptions;
import dev.specter.sctp.SendResult;
import dev.specter.sctp.packet.DataFragment;
import dev.specter.testkit.LinkProfile;
import dev.specter.testkit.Pair;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/** Opening, sending on and losing channels (RFC 8831, RFC 8832). */
class ChannelTablePairTest {
    private final Pair<ChannelEnd, ChannelEnd> pair = pair(SctpOptions.defaults(), Ends.PATH, 1);

    static Pair<ChannelEnd, ChannelEnd> pair(SctpOptions options, LinkProfile path, long seed) {
        var random = new SplittableRandom(seed);
        return new Pair<>(
                new ChannelEnd(options, random.split()),
                new ChannelEnd(options, random.split()),
                path,
                seed);
    }

    static void connect(Pair<ChannelEnd, ChannelEnd> pair) {
        pair.a().table.setRole(ChannelRole.CLIENT, pair.nowNanos());
        pair.z().table.setRole(ChannelRole.SERVER, pair.nowNanos());
        pair.a().table.connect(pair.nowNanos());
        pair.z().table.connect(pair.nowNanos());
        pair.runFor(Duration.ofSeconds(1));
    }

    private long now() {
        return pair.nowNanos();
    }

    private void run() {
        pair.runFor(Duration.ofSeconds(1));
    }

    @Test // RFC 8832, section 6
    void opensChannelsMadeBeforeTheRoleAndTheAssociation() {
        DataChannel first = pair.a().open(ChannelInit.of("first"), 0);
        DataChannel second =
                pair.a()
                        .open(
                                ChannelInit.of("second")
                                        .withProtocol("p")
                                        .withDelivery(Delivery.UNORDERED)
                                        .withReliability(new Reliability.LimitedRetransmits(3)),
                                0);
        DataChannel third = pair.z().open(ChannelInit.of("third"), 0);
        assertEquals(ChannelState.CONNECTING, first.state());
        assertEquals(OptionalInt.empty(), first.id());
        assertEquals(SendResult.NOT_OPEN, pair.a().send(first, "early", 0));
        connect(pair);
        assertEquals(
                List.of(0, 2, 1),
                List.of(first, second, third).stream().map(c -> c.id().getAsInt()).toList());
        assertEquals(
                List.of("first", "second"),
                pair.z().opened().stream().map(c -> c.init().label()).toList());
        DataChannel theirs = pair.z().opened().get(1);
        assertEquals("p", theirs.init().protocol());
        assertEquals(Delivery.UNORDERED, theirs.init().delivery());
        assertEquals(new Reliability.LimitedRetransmits(3), theirs.init().reliability());
        assertEquals("third", pair.a().opened().get(0).init().label());
        assertEquals(new ChannelEvent.TransportOpened(65_535), pair.a().events.get(0));
        assertEquals(
                List.of(new ChannelEvent.ChannelOpen(first), new ChannelEvent.ChannelOpen(second)),
                pair.a().events(ChannelEvent.ChannelOpen.class));
        pair.a().send(first, "hello", now());
        pair.z().send(pair.z().opened().get(0), "hello too", now());
        run();
        assertEquals(List.of("hello"), pair.z().texts(pair.z().opened().get(0)));
        assertEquals(List.of("hello too"), pair.a().texts(first));
    }

    @Test // RFC 8831, section 6.6
    void tellsTextBinaryAndEmptyApart() {
        connect(pair);
        DataChannel ours = pair.a().open(ChannelInit.of(""), now());
        List<Long> ppids = new ArrayList<>();
        pair.aToZ()
                .dropIf(
                        p -> {
                            Packets.chunks(p, DataFragment.class).stream()
                                    .filter(DataFragment::isBegin)
                                    .forEach(d -> ppids.add(d.ppid()));
                            return false;
                        });
        for (MessageKind kind : MessageKind.values()) {
            for (int size : new int[] {0, 1, 5_000}) {
                ByteBuffer payload = ByteBuffer.allocate(size);
                assertEquals(SendResult.QUEUED, pair.a().table.send(ours, kind, payload, now()));
            }
        }
        assertEquals(10_002, ours.bufferedAmount());
        run();
        assertEquals(0, ours.bufferedAmount());
        var received = pair.z().messages(pair.z().opened().get(0));
        assertEquals(
                List.of(0, 1, 5_000, 0, 1, 5_000),
                received.stream().map(m -> m.payload().remaining()).toList());
        assertEquals(
                List.of(MessageKind.TEXT, MessageKind.TEXT, MessageKind.TEXT),
                received.subList(0, 3).stream().map(m -> m.kind()).toList());
        assertEquals(MessageKind.BINARY, received.get(3).kind());
        assertEquals(List.of(50L, 56L, 51L), ppids.subList(0, 3));
        assertTrue(ppids.contains(57L) && ppids.contains(53L));
    }

    @Test // RFC 8832, section 6: ordered until the ACK
    void sendsInOrderUntilThePeerKnowsTheChannel() {
        connect(pair);
        DataChannel ours =
                pair.a().open(ChannelInit.of("u").withDelivery(Delivery.UNORDERED), now());
        List<Boolean> unordered = new ArrayList<>();
        pair.aToZ()
                .dropIf(
                        p -> {
                            Packets.chunks(p, DataFragment.class)
                                    .forEach(d -> unordered.add(d.isUnordered()));
                            return false;
                        });
        pair.a().send(ours, "one", now());
        run();
        pair.a().send(ours, "two", now());
        run();
        assertEquals(List.of(false, false, true), unordered);
        assertEquals(List.of("one", "two"), pair.z().texts(pair.z().opened().get(0)));
    }

    @Test
    void opensNegotiatedChannelsWithoutAWord() {
        DataChannel ours = pair.a().open(ChannelInit.of("n").withNegotiatedId(7), 0);
        DataChannel theirs = pair.z().open(ChannelInit.of("m").withNegotiatedId(7), 0);
        assertFalse(pair.a().table.isIdAvailable(7));
        assertThrows(
                IllegalStateException.class,
                () -> pair.a().table.open(ChannelInit.of("x").withNegotiatedId(7), 0));
        connect(pair);
        assertTrue(pair.a().opened().isEmpty() && pair.z().opened().isEmpty());
        pair.a().send(ours, "hi", now());
        pair.z().send(theirs, "ho", now());
        run();
        assertEquals(List.of("hi"), pair.z().texts(theirs));
        assertEquals(List.of("ho"), pair.a().texts(ours));
    }

    @Test // a negotiated channel that one end makes later
    void keepsMessagesForANegotiatedChannelThatIsMadeLater() {
        connect(pair);
        DataChannel ours = pair.a().open(ChannelInit.of("n").withNegotiatedId(9), now());
        pair.a().send(ours, "early", now());
        run();
        DataChannel theirs = pair.z().open(ChannelInit.of("n").withNegotiatedId(9), now());
        assertEquals(List.of("early"), pair.z().texts(theirs));
        assertEquals(2 << 20, pair.z().table.association().pathMetrics().localWindowBytes());
    }

    @Test
    void carriesTheLongestLabels() {
        connect(pair);
        String label = "l".repeat(65_535);
        String protocol = "p".repeat(65_535);
        pair.a().open(ChannelInit.of(label).withProtocol(protocol), now());
        pair.runFor(Duration.ofSeconds(5));
        assertEquals(label, pair.z().opened().get(0).init().label());
        assertEquals(protocol, pair.z().opened().get(0).init().protocol());
    }

    @Test // the size of messages is one thing, that of announcements another
    void takesAnnouncementsLongerThanMessagesMayBe() {
        var options = SctpOptions.builder().maxReceiveMessageBytes(1_000).build();
        Pair<ChannelEnd, ChannelEnd> strict = pair(options, Ends.PATH, 1);
        connect(strict);
        String label = "l".repeat(65_535);
        DataChannel ours =
                strict.a().open(ChannelInit.of(label).withProtocol(label), strict.nowNanos());
        strict.runFor(Duration.ofSeconds(5));
        DataChannel theirs = strict.z().opened().get(0);
        strict.a().send(ours, "x".repeat(1_000), strict.nowNanos());
        strict.runFor(Duration.ofSeconds(1));
        assertEquals(1, strict.z().messages(theirs).size());
        strict.a().send(ours, "x".repeat(1_001), strict.nowNanos());
        strict.runFor(Duration.ofSeconds(1));
        assertEquals(1, strict.z().messages(theirs).size());
        assertTrue(strict.z().isClosed(theirs) && strict.a().isClosed(ours));
        DataChannel next = strict.a().open(ChannelInit.of("next"), strict.nowNanos());
        strict.runFor(Duration.ofSeconds(1));
        assertEquals(ChannelState.OPEN, next.state());
    }

    @Test
    void opensThousandsOfChannelsFromBothEnds() {
        int count = 3_000;
        List<DataChannel> ours = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ours.add(pair.a().open(ChannelInit.of("a" + i), 0));
            pair.z().open(ChannelInit.of("z" + i), 0);
        }
        connect(pair);
        pair.runFor(Duration.ofSeconds(20));
        assertEquals(count, pair.a().opened().size());
        assertEquals(count, pair.z().opened().size());
        var ids = new HashSet<Integer>();
        pair.a().table.channels().forEach(c -> ids.add(c.id().getAsInt()));
        assertEquals(2 * count, ids.size());
        ours.forEach(c -> pair.a().send(c, c.init().label(), now()));
        pair.runFor(Duration.ofSeconds(20));
        for (DataChannel theirs : pair.z().opened()) {
            assertEquals(List.of(theirs.init().label()), pair.z().texts(theirs));
        }
    }

    @Test
    void usesOnlyIdentifiersThatBothEndsHave() {
        var few = SctpOptions.builder().incomingStreams(4).build();
        var small = pair(few, Ends.PATH, 1);
        List<DataChannel> made = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            made.add(small.a().open(ChannelInit.of("" + i), 0));
        }
        connect(small);
        assertEquals(
                List.of(
                        ChannelState.OPEN,
                        ChannelState.OPEN,
                        ChannelState.CLOSED,
                        ChannelState.CLOSED),
                made.stream().map(DataChannel::state).toList());
        var closed = small.a().events(ChannelEvent.ChannelClosed.class);
        assertEquals(
                Optional.of(ChannelError.Kind.NO_ID),
                closed.get(0).error().map(ChannelError::kind));
        assertThrows(
                IllegalStateException.class,
                () -> small.a().table.open(ChannelInit.of("more"), small.nowNanos()));
    }

    @Test // webrtc-pc, section 6.2: bufferedAmount
    void reportsTheBufferedAmount() {
        connect(pair);
        DataChannel ours = pair.a().open(ChannelInit.of("b"), now());
        run();
        for (int i = 0; i < 10; i++) {
            pair.a().send(ours, "x".repeat(10_000), now());
        }
        assertEquals(100_000, ours.bufferedAmount());
        pair.runFor(Duration.ofSeconds(5));
        assertEquals(0, ours.bufferedAmount());
        assertEquals(
                100_000,
                pair.a().events(ChannelEvent.BufferedAmountDecreased.class).stream()
                        .mapToLong(ChannelEvent.BufferedAmountDecreased::bytes)
                        .sum());
    }

    @Test
    void holdsBackThePeerUntilMessagesAreConsumed() {
        connect(pair);
        DataChannel ours = pair.a().open(ChannelInit.of("slow"), now());
        run();
        pair.z().isConsuming = false;
        for (int i = 0; i < 60; i++) {
            pair.a().send(ours, "x".repeat(100_000), now());
        }
        pair.runFor(Duration.ofMinutes(2));
        DataChannel theirs = pair.z().opened().get(0);
        int held = pair.z().messages(theirs).size();
        assertTrue(held >= 15 && held <= 27, "held " + held);
        assertTrue(ours.bufferedAmount() > 3_000_000);
        pair.z().isConsuming = true;
        pair.z().table.consumed(theirs, Long.MAX_VALUE, now());
        pair.runFor(Duration.ofSeconds(20));
        assertEquals(60, pair.z().messages(theirs).size());
    }

    @Test // deprecated PPIDs 54 and 52 (RFC 8831, section 6.6)
    void joinsMessagesInParts() {
        connect(pair);
        DataChannel ours = pair.a().open(ChannelInit.of("parts"), now());
        run();
        int id = ours.id().getAsInt();
        DataChannel theirs = pair.z().opened().get(0);
        sendRaw(id, 54, "one ");
        sendRaw(id, 54, "two ");
        sendRaw(id, 51, "three");
        sendRaw(id, 52, "b");
        sendRaw(id, 53, "c");
        sendRaw(id, 99, "unknown");
        run();
        assertEquals(List.of("one two three", "bc"), pair.z().texts(theirs));
        assertEquals(MessageKind.TEXT, pair.z().messages(theirs).get(0).kind());
        assertEquals(2 << 20, pair.z().table.association().pathMetrics().localWindowBytes());
        for (int i = 0; i < 40; i++) {
            sendRaw(id, 52, "x".repeat(10_000));
        }
        run();
        assertEquals(ChannelState.CLOSED, theirs.state());
        assertEquals(2 << 20, pair.z().table.association().pathMetrics().localWindowBytes());
    }

    private void sendRaw(int id, long ppid, String text) {
        pair.a()
                .table
                .association()
                .send(
                        OutgoingMessage.of(
                                id, ppid, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))),
                        now());
    }

    @Test // RFC 8832, section 6
    void closesWhatCannotBeOpened() {
        connect(pair);
        DataChannel theirs = pair.z().open(ChannelInit.of("theirs"), now());
        run();
        DataChannel mirror = pair.a().opened().get(0);
        byte[] open = new byte[12];
        open[0] = 3;
        String ofOurs = new String(open, StandardCharsets.ISO_8859_1);
        // Z's own parity: refused. The identifier of an open channel: that one is closed.
        sendRaw(5, 50, ofOurs);
        run();
        assertTrue(pair.z().opened().isEmpty());
        sendRaw(theirs.id().getAsInt(), 50, ofOurs);
        run();
        assertTrue(pair.z().isClosed(theirs));
        assertEquals(ChannelState.CLOSED, theirs.state());
        assertEquals(ChannelState.CLOSED, mirror.state());
        sendRaw(8, 50, ofOurs.substring(0, 5));
        run();
        assertTrue(pair.z().opened().isEmpty());
    }

    @Test
    void closesEveryChannelWithTheCauseWhenTheAssociationFails() {
        connect(pair);
        DataChannel ours = pair.a().open(ChannelInit.of("x"), now());
        run();
        pair.a().table.abort("bye");
        pair.a().drainEvents();
        run();
        assertEquals(ChannelState.CLOSED, ours.state());
        assertEquals(
                List.of(new ChannelEvent.ChannelClosed(ours, Optional.empty())),
                pair.a().events(ChannelEvent.ChannelClosed.class));
        var theirs = pair.z().events(ChannelEvent.ChannelClosed.class);
        assertEquals(
                CloseCause.Kind.ABORTED_BY_PEER,
                theirs.get(0).error().get().transport().get().kind());
        int last = pair.z().events.size() - 1;
        assertTrue(pair.z().events.get(last) instanceof ChannelEvent.TransportClosed);
        assertThrows(
                IllegalStateException.class, () -> pair.a().table.open(ChannelInit.of("y"), now()));
    }

    @Test
    void closesWithoutErrorOnGracefulShutdown() {
        connect(pair);
        pair.a().open(ChannelInit.of("x"), now());
        run();
        pair.z().table.association().shutdown(now());
        run();
        for (ChannelEnd end : List.of(pair.a(), pair.z())) {
            var closed = end.events(ChannelEvent.ChannelClosed.class);
            assertEquals(1, closed.size());
            assertEquals(Optional.empty(), closed.get(0).error());
            assertEquals(1, end.events(ChannelEvent.TransportClosed.class).size());
        }
    }
}
