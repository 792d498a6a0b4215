package dev.specter.sctp.dcep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sctp.Ends;
import dev.specter.sctp.OutgoingMessage;
import dev.specter.sctp.SctpEnd;
import dev.specter.sctp.SctpEvent;
import dev.specter.sctp.SctpOptions;
import dev.specter.testkit.Pair;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** What a close waits for (RFC 8831, section 6.7), with a peer that does only what it is told. */
class ChannelCloseWaitPairTest {
    private static final int WINDOW_BYTES = 2 << 20;

    private final SplittableRandom random = new SplittableRandom(1);
    private final Pair<ChannelEnd, SctpEnd> pair =
            new Pair<>(
                    new ChannelEnd(SctpOptions.defaults(), random.split()),
                    new SctpEnd(SctpOptions.defaults(), random.split()),
                    Ends.PATH,
                    1);

    @BeforeEach
    void connect() {
        pair.a().table.setRole(ChannelRole.CLIENT, now());
        pair.a().table.connect(now());
        pair.z().connect(now());
        run();
    }

    private long now() {
        return pair.nowNanos();
    }

    private void run() {
        pair.runFor(Duration.ofSeconds(1));
    }

    /** Until a wait that began since the last run is nearly over. */
    private void runUntilNearLimit() {
        pair.runFor(CloseWaits.LIMIT.minusMillis(100));
    }

    private DataChannel open() {
        return pair.a().open(ChannelInit.of("x"), now());
    }

    private DataChannel openAndClose() {
        DataChannel channel = open();
        pair.a().close(channel, now());
        return channel;
    }

    private void peerSends(int streamId, Ppid ppid, ByteBuffer payload) {
        pair.z().send(OutgoingMessage.of(streamId, ppid.value, payload), now());
        run();
    }

    private void peerAnswers(int streamId) {
        peerSends(streamId, Ppid.DCEP, new DcepAck().toMessage());
    }

    private void peerSendsText(int streamId) {
        peerSends(streamId, Ppid.TEXT, StandardCharsets.UTF_8.encode("late"));
    }

    private void peerResets(int streamId) {
        pair.z().association.resetStreams(List.of(streamId));
        run();
    }

    private List<List<Integer>> resetsAtPeer() {
        return pair.z().events(SctpEvent.IncomingStreamsReset.class).stream()
                .map(SctpEvent.IncomingStreamsReset::streamIds)
                .toList();
    }

    private int freeWindowBytes() {
        return (int) pair.a().table.association().pathMetrics().localWindowBytes();
    }

    private void assertClosedOnceWithoutError(DataChannel channel) {
        assertEquals(ChannelState.CLOSED, channel.state());
        assertEquals(
                List.of(new ChannelEvent.ChannelClosed(channel, Optional.empty())),
                pair.a().events(ChannelEvent.ChannelClosed.class));
    }

    @Test // Firefox loses a reset that comes before it has made the channel
    void resetsItsStreamOnceTheAnnouncementIsAnswered() {
        DataChannel channel = openAndClose();
        run();
        assertEquals(1, pair.z().messages.size());
        assertEquals(ChannelState.CLOSING, channel.state());
        assertEquals(List.of(), resetsAtPeer());
        peerAnswers(0);
        assertEquals(List.of(List.of(0)), resetsAtPeer());
        peerResets(0);
        assertClosedOnceWithoutError(channel);
        pair.runFor(CloseWaits.LIMIT.multipliedBy(3));
        assertEquals(List.of(List.of(0)), resetsAtPeer());
        assertEquals(0, open().id().getAsInt());
    }

    @Test // RFC 8832, section 6: any message is as good as the ACK
    void resetsItsStreamOnceThePeerSendsOnIt() {
        DataChannel channel = openAndClose();
        run();
        peerSendsText(0);
        assertEquals(List.of(List.of(0)), resetsAtPeer());
        peerResets(0);
        assertClosedOnceWithoutError(channel);
        assertEquals(List.of(), pair.a().messages(channel));
        assertEquals(WINDOW_BYTES, freeWindowBytes());
    }

    @Test
    void resetsItsStreamOnceThePeerResetsIt() {
        DataChannel channel = openAndClose();
        run();
        peerResets(0);
        assertClosedOnceWithoutError(channel);
        assertEquals(List.of(List.of(0)), resetsAtPeer());
    }

    @Test
    void resetsItsStreamIfTheAnswerNeverComes() {
        openAndClose();
        runUntilNearLimit();
        assertEquals(List.of(), resetsAtPeer());
        run();
        assertEquals(List.of(List.of(0)), resetsAtPeer());
    }

    @Test
    void aNegotiatedChannelNeedsNoAnswer() {
        DataChannel channel = pair.a().open(ChannelInit.of("x").withNegotiatedId(7), now());
        pair.a().close(channel, now());
        run();
        assertEquals(List.of(List.of(7)), resetsAtPeer());
    }

    @Test
    void closesThoughThePeerNeverResetsItsStream() {
        DataChannel channel = open();
        peerAnswers(0);
        pair.a().close(channel, now());
        runUntilNearLimit();
        assertEquals(ChannelState.CLOSING, channel.state());
        run();
        assertClosedOnceWithoutError(channel);
        assertTrue(pair.a().table.channels().isEmpty());
    }

    @Test
    void keepsTheIdentifierUntilThePeerResetsItsStream() {
        DataChannel channel = open();
        peerAnswers(0);
        pair.a().close(channel, now());
        runUntilNearLimit();
        run();
        assertFalse(pair.a().table.isIdAvailable(0));
        DataChannel second = open();
        assertEquals(2, second.id().getAsInt());
        peerSendsText(0);
        assertEquals(WINDOW_BYTES, freeWindowBytes());
        peerResets(0);
        DataChannel third = open();
        assertEquals(0, third.id().getAsInt());
        assertEquals(List.of(), pair.a().messages(channel));
        assertEquals(List.of(), pair.a().messages(third));
        assertEquals(ChannelState.OPEN, second.state());
    }

    @Test
    void refusesAnAnnouncementOnAStreamThatThePeerNeverReset() {
        peerSends(1, Ppid.DCEP, new DcepOpen(ChannelInit.of("theirs")).toMessage());
        DataChannel theirs = pair.a().opened().get(0);
        pair.a().close(theirs, now());
        runUntilNearLimit();
        run();
        assertClosedOnceWithoutError(theirs);
        peerSends(1, Ppid.DCEP, new DcepOpen(ChannelInit.of("again")).toMessage());
        assertEquals(List.of(theirs), pair.a().opened());
        assertEquals(List.of(List.of(1), List.of(1)), resetsAtPeer());
        peerResets(1);
        peerSends(1, Ppid.DCEP, new DcepOpen(ChannelInit.of("again")).toMessage());
        assertEquals("again", pair.a().opened().get(1).init().label());
    }
}
