package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sctp.SctpOptions;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The algorithms of data channels (webrtc-pc, section 6.2), by their steps. Those of
 * createDataChannel that need no connection are in {@link CreateDataChannelStepsTest}, those of the
 * transport in {@link SctpTransportStepsIT}.
 */
@Timeout(60)
class DataChannelStepsIT {
    private static Connected pair;
    private static int labels;

    @BeforeAll
    static void connect() throws InterruptedException {
        pair = new Connected();
        pair.openChannel(RtcDataChannelInit.defaults());
    }

    @AfterAll
    static void close() {
        pair.close();
    }

    private static RtcDataChannel[] open() throws InterruptedException {
        return open(RtcDataChannelInit.defaults());
    }

    /** Both ends of a new channel; others may have been announced that no test took. */
    private static RtcDataChannel[] open(RtcDataChannelInit init) throws InterruptedException {
        RtcDataChannel mine = pair.a.createDataChannel("label " + labels++, init);
        RtcDataChannel theirs;
        do {
            theirs = pair.channelsOfB.poll(Connected.SECONDS, TimeUnit.SECONDS);
        } while (!theirs.label().equals(mine.label()));
        Connected.awaitOpen(mine);
        Connected.awaitOpen(theirs);
        return new RtcDataChannel[] {mine, theirs};
    }

    /** All its events but messages, with the state in which they find it. */
    private static Events eventsOf(RtcDataChannel channel) {
        var events = new Events();
        channel.onOpen(() -> events.add("open"));
        channel.onClosing(() -> events.add("closing " + channel.readyState()));
        channel.onError(
                e ->
                        events.add(
                                "error "
                                        + e.errorDetail().orElseThrow().type()
                                        + " "
                                        + channel.readyState()));
        channel.onClose(() -> events.add("close " + channel.readyState()));
        return events;
    }

    private static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(Connected.SECONDS, TimeUnit.SECONDS).join();
    }

    // ---- createDataChannel, over a transport whose role is known

    @Test // section 6.1; RFC 8832, section 6: the DTLS client has the even ones
    void createDataChannelStep18GeneratesAnIdOfTheRoleThatIsFree() throws Exception {
        try (var other = new Connected()) { // no channels of other tests that are about to close
            other.openChannel(RtcDataChannelInit.defaults());
            RtcDataChannel first = other.a.createDataChannel("x");
            int next = first.id().orElseThrow() + 2;
            other.a.createDataChannel("y", RtcDataChannelInit.builder().negotiated(next).build());
            RtcDataChannel second = other.a.createDataChannel("z");
            assertEquals(1, first.id().orElseThrow() % 2);
            assertEquals(OptionalInt.of(next + 2), second.id());
            assertEquals(0, other.b.createDataChannel("of the client").id().orElseThrow() % 2);
        }
    }

    @Test
    void createDataChannelStep18RefusesAnIdInUse() throws Exception {
        RtcDataChannel[] channel = open();
        for (int end = 0; end < 2; end++) {
            RtcPeerConnection pc = end == 0 ? pair.a : pair.b;
            var taken = RtcDataChannelInit.builder().negotiated(channel[end].id().orElseThrow());
            Events.assertThrowsError(
                    RtcErrorName.OPERATION_ERROR, () -> pc.createDataChannel("x", taken.build()));
        }
    }

    // ---- announcing a data channel as open

    @Test
    void announceOpenSteps4And5SetTheStateWithItsEvent() throws Exception {
        RtcDataChannel channel = pair.a.createDataChannel("x");
        var events = new Events();
        channel.onOpen(() -> events.add(channel.readyState()));
        assertEquals("open", events.next());
        assertEquals(List.of(), events.rest(pair.a));
    }

    @Test
    void announceOpenStep3PassesOverAChannelThatCloses() throws Exception {
        RtcDataChannel[] channel = open();
        var events = new CompletableFuture<Events>();
        channel[0].onMessage(
                message -> { // here the task that would open it cannot come in between
                    RtcDataChannel closes = pair.a.createDataChannel("x");
                    events.complete(eventsOf(closes));
                    closes.close();
                });
        channel[1].send("go");
        assertEquals(List.of("close closed"), get(events).until("close closed"));
    }

    // ---- announcing a data channel instance

    @Test
    void announceInstanceSteps5And6TakeTheConfigurationOfThePeer() throws Exception {
        RtcDataChannel[] channel =
                open(
                        RtcDataChannelInit.builder()
                                .ordered(false)
                                .maxPacketLifeTime(65_535)
                                .protocol("a protocol")
                                .priority(RtcPriorityType.VERY_LOW)
                                .build());
        assertEquals(channel[0].label(), channel[1].label());
        assertFalse(channel[1].ordered());
        assertEquals(OptionalInt.of(65_535), channel[1].maxPacketLifeTime());
        assertEquals(OptionalInt.empty(), channel[1].maxRetransmits());
        assertEquals("a protocol", channel[1].protocol());
        assertEquals(RtcPriorityType.VERY_LOW, channel[1].priority());
        assertEquals(channel[0].id(), channel[1].id());
        assertFalse(channel[1].negotiated());
    }

    /** Has the next channel that a makes handled at b in the task that announces it. */
    private static RtcDataChannel announce(Consumer<RtcDataChannel> handler) {
        String label = "announced " + labels++;
        pair.b.onDataChannel(
                channel -> {
                    if (channel.label().equals(label)) {
                        handler.accept(channel);
                    }
                });
        return pair.a.createDataChannel(label);
    }

    @Test
    @SuppressWarnings("try") // it listens until the end of the block
    void announceInstanceSteps8To10OpenItBeforeItsEventAndFireOpenAfterwards() throws Exception {
        var events = new Events();
        var received = new Events();
        announce(
                        channel -> {
                            events.add("datachannel " + channel.readyState());
                            channel.onOpen(() -> events.add("open"));
                            channel.send("from the handler");
                            events.add("sent");
                        })
                .onMessage(message -> received.add(message.text()));
        assertEquals(List.of("datachannel open", "sent", "open"), events.until("open"));
        assertEquals("from the handler", received.next());
    }

    @Test
    @SuppressWarnings("try") // it listens until the end of the block
    void announceInstanceStep10FiresNoOpenAtAChannelThatItsHandlerCloses() throws Exception {
        var events = new CompletableFuture<Events>();
        Connected.awaitClosed(
                announce(
                        channel -> {
                            events.complete(eventsOf(channel));
                            channel.close();
                        }));
        assertEquals(List.of("close closed"), get(events).until("close closed"));
    }

    // ---- the closing procedure, and announcing a data channel as closed

    @Test
    void closingStep4FiresClosingOnlyAtTheEndThatDidNotClose() throws Exception {
        for (int closing = 0; closing < 2; closing++) {
            RtcDataChannel[] channel = open();
            Events[] events = {eventsOf(channel[0]), eventsOf(channel[1])};
            channel[closing].close();
            assertEquals(List.of("open", "close closed"), events[closing].until("close closed"));
            assertEquals(
                    List.of("open", "closing closing", "close closed"),
                    events[1 - closing].until("close closed"));
        }
    }

    @Test
    void closingStep5SendsWhatIsPendingFirst() throws Exception {
        RtcDataChannel[] channel = open();
        var received = new Events();
        channel[1].onMessage(message -> received.add(message.size()));
        channel[1].onClosing(() -> received.add("closing"));
        for (int i = 0; i < 5; i++) {
            channel[0].send(new byte[100_000 + i]);
        }
        channel[0].close();
        assertEquals(
                List.of("100000", "100001", "100002", "100003", "100004", "closing"),
                received.until("closing"));
    }

    @Test
    void closeStep2DoesNothingTwice() throws Exception {
        RtcDataChannel[] channel = open();
        Events events = eventsOf(channel[0]);
        channel[0].close();
        channel[0].close();
        assertEquals(List.of("open", "close closed"), events.until("close closed"));
        channel[0].close();
        assertEquals(RtcDataChannelState.CLOSED, channel[0].readyState());
        assertEquals(List.of(), events.rest(pair.a));
    }

    @Test // by an ABORT of the peer, cause 12 of RFC 9260, section 3.3.10
    void announceClosedStep5FiresAnErrorWhereThereWasOne() throws Exception {
        try (var other = new Connected()) {
            RtcDataChannel[] channel = other.openChannel(RtcDataChannelInit.defaults());
            Events events = eventsOf(channel[0]);
            var error = new CompletableFuture<RtcException>();
            channel[0].onError(error::complete);
            other.b.close();
            assertEquals(
                    List.of("open", "error sctp-failure closed", "close closed"),
                    events.until("close closed"));
            assertEquals(RtcErrorName.OPERATION_ERROR, get(error).name());
            assertEquals(
                    OptionalInt.of(12), get(error).errorDetail().orElseThrow().sctpCauseCode());
        }
    }

    @Test // section 4.4.2, close, step 7
    void aClosedConnectionClosesItsChannelsWithoutEvents() throws Exception {
        try (var other = new Connected()) {
            RtcDataChannel[] channel = other.openChannel(RtcDataChannelInit.defaults());
            Events events = eventsOf(channel[0]);
            assertEquals("open", events.next());
            other.a.close();
            assertEquals(RtcDataChannelState.CLOSED, channel[0].readyState());
            assertEquals(List.of(), events.rest(other.a));
        }
    }

    @Test // section 6.2, id: after it is set it does not change
    void attributesStayAfterTheClose() throws Exception {
        RtcDataChannel[] channel =
                open(RtcDataChannelInit.builder().maxRetransmits(0).protocol("p").build());
        OptionalInt id = channel[0].id();
        String label = channel[0].label();
        channel[0].close();
        for (RtcDataChannel each : channel) {
            Connected.awaitClosed(each);
            assertEquals(id, each.id());
            assertEquals(label, each.label());
            assertEquals("p", each.protocol());
            assertTrue(each.ordered());
            assertEquals(OptionalInt.of(0), each.maxRetransmits());
            each.bufferedAmountLowThreshold(5);
            assertEquals(5, each.bufferedAmountLowThreshold());
            assertEquals(0, each.bufferedAmount());
        }
    }

    // ---- receiving messages on a data channel

    @Test
    void receivingStep3DiscardsWhatComesOnceTheChannelIsNotOpen() throws Exception {
        RtcDataChannel[] channel = open();
        var received = new LinkedBlockingQueue<String>();
        channel[1].onMessage(
                message -> {
                    received.add(message.text());
                    channel[1].close();
                });
        channel[0].onMessage(
                message -> { // here the task that would close it cannot come in between
                    for (int i = 0; i < 100; i++) {
                        channel[0].send("" + i);
                    }
                });
        channel[1].send("go");
        Connected.awaitClosed(channel[1]);
        assertEquals(List.of("0"), List.copyOf(received));
    }

    @Test
    void receivingStep4TellsTextFromBytes() throws Exception {
        RtcDataChannel[] channel = open();
        var received = new LinkedBlockingQueue<RtcDataChannelMessage>();
        channel[1].onMessage(received::add);
        channel[0].send("é\uD83D\uDE00\0");
        channel[0].send("");
        channel[0].send(new byte[0]);
        channel[0].send(new byte[] {0});
        var all = new ArrayList<RtcDataChannelMessage>();
        for (int i = 0; i < 4; i++) {
            all.add(received.poll(Connected.SECONDS, TimeUnit.SECONDS));
        }
        assertEquals("é\uD83D\uDE00\0", all.get(0).text());
        assertEquals(
                List.of(true, true, false, false),
                all.stream().map(RtcDataChannelMessage::isText).toList());
        assertEquals(List.of(7, 0, 0, 1), all.stream().map(RtcDataChannelMessage::size).toList());
    }

    @Test // Web IDL, USVString; Encoding, UTF-8 decode
    void textHasNoHalvesOfCharacters() throws Exception {
        assertEquals("\uFFFD", RtcDataChannelMessage.of("\uD83D").text());
        RtcDataChannel[] channel = open();
        var received = new LinkedBlockingQueue<String>();
        channel[1].onMessage(message -> received.add(message.text()));
        channel[0].send("\uD83D\uDE00 \uDE00\uD83D");
        channel[0].sendCopy(ByteBuffer.wrap(new byte[] {'a', (byte) 0xE2, (byte) 0x82, 'b'}), true);
        for (String text : List.of("\uD83D\uDE00 \uFFFD\uFFFD", "a\uFFFDb")) {
            assertEquals(text, received.poll(Connected.SECONDS, TimeUnit.SECONDS));
        }
    }

    // ---- send

    @Test
    void sendStep3NeedsAnOpenChannel() throws Exception {
        try (WebRtc webRtc = WebRtc.builder().build()) {
            RtcDataChannel connecting = webRtc.newPeerConnection().createDataChannel("x");
            Events.assertThrowsError(
                    RtcErrorName.INVALID_STATE_ERROR, () -> connecting.send("too early"));
            assertEquals(0, connecting.bufferedAmount());
        }
        RtcDataChannel[] channel = open();
        channel[0].close();
        Events.assertThrowsError(
                RtcErrorName.INVALID_STATE_ERROR, () -> channel[0].send("too late"));
        Connected.awaitClosed(channel[1]);
        Events.assertThrowsError(
                RtcErrorName.INVALID_STATE_ERROR, () -> channel[1].send("too late"));
    }

    @Test
    void sendStep3ComesBeforeStep5() throws Exception {
        RtcDataChannel[] channel = open();
        byte[] tooLarge = new byte[(int) pair.a.sctp().orElseThrow().maxMessageSize() + 1];
        Events.assertThrowsError(RtcErrorName.TYPE_ERROR, () -> channel[0].send(tooLarge));
        assertEquals(0, channel[0].bufferedAmount(), "what is refused is not buffered");
        channel[0].close();
        Events.assertThrowsError(RtcErrorName.INVALID_STATE_ERROR, () -> channel[0].send(tooLarge));
    }

    @Test
    void sendStep4TakesTheSectionOfAView() throws Exception {
        RtcDataChannel[] channel = open();
        var received = new CompletableFuture<RtcDataChannelMessage>();
        channel[1].onMessage(received::complete);
        ByteBuffer view = ByteBuffer.wrap(new byte[] {1, 2, 3, 4}).position(1).limit(3);
        channel[0].send(view);
        view.put(0, (byte) 9).put(1, (byte) 9); // it was copied
        assertEquals(1, view.position());
        assertEquals(ByteBuffer.wrap(new byte[] {2, 3}), get(received).data());
    }

    @Test
    void sendStep5TakesTheLargestMessageAndCountsUtf8() throws Exception {
        RtcDataChannel[] channel = open();
        var size = new CompletableFuture<Integer>();
        channel[1].onMessage(message -> size.complete(message.size()));
        int largest = (int) pair.a.sctp().orElseThrow().maxMessageSize();
        Events.assertThrowsError(
                RtcErrorName.TYPE_ERROR, () -> channel[0].send("é".repeat(largest / 2) + "e"));
        channel[0].send("é".repeat(largest / 2));
        assertEquals(largest, get(size));
    }

    @Test // of all channels together, as the note of the step says it were more accurate
    void sendStep6RefusesWhatTheBufferDoesNotHold() throws Exception {
        var small = SctpOptions.builder().sendBufferBytes(100_000).build();
        try (var other = new Connected(WebRtc.builder().sctp(small))) {
            RtcDataChannel[] channel = other.openChannel(RtcDataChannelInit.defaults());
            var sent = new CompletableFuture<List<Long>>();
            channel[0].onMessage(
                    message -> {
                        long bytes = 0;
                        try {
                            for (int i = 0; i < 10_000; i++) {
                                channel[0].send(new byte[60_000]);
                                bytes += 60_000;
                            }
                        } catch (RtcException e) {
                            assertEquals(RtcErrorName.OPERATION_ERROR, e.name());
                            sent.complete(List.of(bytes, channel[0].bufferedAmount()));
                        }
                    });
            channel[1].send("go");
            List<Long> both = get(sent);
            assertEquals(both.get(0), both.get(1), "what is refused is not buffered");
            assertEquals(RtcDataChannelState.OPEN, channel[0].readyState());
        }
    }

    @Test
    void sendStep8RaisesTheAmountAtOnceAndNothingTakesItOffInTheSameTask() throws Exception {
        RtcDataChannel[] channel = open();
        var amounts = new CompletableFuture<List<Long>>();
        channel[0].onMessage(
                message -> {
                    channel[0].send("é");
                    long first = channel[0].bufferedAmount();
                    channel[0].send(new byte[3]);
                    channel[0].send("");
                    long second = channel[0].bufferedAmount();
                    channel[0].close();
                    amounts.complete(List.of(first, second, channel[0].bufferedAmount()));
                });
        channel[1].send("go");
        assertEquals(List.of(2L, 5L, 5L), get(amounts));
    }

    // ---- bufferedAmount

    @Test
    void bufferedAmountDoesNotResetWhenTheConnectionCloses() throws Exception {
        try (var other = new Connected()) {
            RtcDataChannel[] channel = other.openChannel(RtcDataChannelInit.defaults());
            var amount = new CompletableFuture<Long>();
            channel[0].onMessage(
                    message -> {
                        channel[0].send(new byte[200_000]);
                        other.a.close();
                        amount.complete(channel[0].bufferedAmount());
                    });
            channel[1].send("go");
            assertEquals(200_000, get(amount));
        }
    }

    @Test
    void bufferedAmountLowFiresWhenTheAmountFallsToTheThreshold() throws Exception {
        RtcDataChannel[] channel = open();
        var amounts = new LinkedBlockingQueue<Long>();
        channel[0].bufferedAmountLowThreshold(10);
        channel[0].onBufferedAmountLow(() -> amounts.add(channel[0].bufferedAmount()));
        channel[0].send(new byte[1_000]);
        assertTrue(amounts.poll(Connected.SECONDS, TimeUnit.SECONDS) <= 10);
        Events.assertThrowsError(
                RtcErrorName.TYPE_ERROR, () -> channel[0].bufferedAmountLowThreshold(-1));
        assertEquals(10, channel[0].bufferedAmountLowThreshold());
    }

    @Test // from above the threshold to equal or below
    void bufferedAmountLowFiresNotWhereItWasLowAlready() throws Exception {
        RtcDataChannel[] channel = open();
        var events = new Events();
        channel[0].onBufferedAmountLow(() -> events.add("low"));
        channel[0].bufferedAmountLowThreshold(1_000);
        assertEquals(List.of(), events.rest(pair.a), "not because of a threshold");
        channel[0].send(new byte[1_001]);
        events.until("low");
        for (int i = 0; i < 20; i++) {
            channel[0].send(new byte[1]);
        }
        while (channel[0].bufferedAmount() > 0) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        assertEquals(List.of(), events.rest(pair.a));
    }
}
