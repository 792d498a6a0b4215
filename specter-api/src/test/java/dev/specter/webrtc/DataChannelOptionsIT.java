package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a channel is like at the other end (webrtc-pc, section 6.2; RFC 8832), over one pair. */
@Timeout(60)
class DataChannelOptionsIT {
    private static Connected pair;

    @BeforeAll
    static void connect() throws InterruptedException {
        pair = new Connected();
        pair.openChannel(RtcDataChannelInit.defaults());
    }

    @AfterAll
    static void close() {
        pair.close();
    }

    private static RtcDataChannel next() throws InterruptedException {
        return pair.channelsOfB.poll(Connected.SECONDS, TimeUnit.SECONDS);
    }

    private static RtcDataChannel[] open(String label, RtcDataChannelInit init)
            throws InterruptedException {
        RtcDataChannel mine = pair.a.createDataChannel(label, init);
        Connected.awaitOpen(mine);
        assertEquals(RtcDataChannelState.OPEN, mine.readyState());
        RtcDataChannel theirs = next();
        assertEquals(label, theirs.label());
        assertFalse(theirs.negotiated());
        assertEquals(mine.id(), theirs.id());
        return new RtcDataChannel[] {mine, theirs};
    }

    @ParameterizedTest // RFC 8832, section 5.1: every channel type, and the ends of its range
    @CsvSource({
        "true, , ",
        "false, , ",
        "true, 0, ",
        "false, 0, ",
        "true, 65535, ",
        "false, 65535, ",
        "true, , 0",
        "false, , 0",
        "true, , 65535",
        "false, , 65535",
    })
    void theReliabilityIsThatOfTheOpener(boolean ordered, Integer retransmits, Integer lifetime)
            throws Exception {
        var init = RtcDataChannelInit.builder().ordered(ordered);
        if (retransmits != null) {
            init.maxRetransmits(retransmits);
        }
        if (lifetime != null) {
            init.maxPacketLifeTime(lifetime);
        }
        for (RtcDataChannel end : open("x", init.build())) {
            assertEquals(ordered, end.ordered());
            assertEquals(optional(retransmits), end.maxRetransmits());
            assertEquals(optional(lifetime), end.maxPacketLifeTime());
        }
    }

    private static OptionalInt optional(Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }

    @ParameterizedTest
    @EnumSource
    void thePriorityIsThatOfTheOpener(RtcPriorityType priority) throws Exception {
        for (RtcDataChannel end :
                open("x", RtcDataChannelInit.builder().priority(priority).build())) {
            assertEquals(priority, end.priority());
        }
    }

    @ParameterizedTest // section 6.1: up to 65,535 bytes of UTF-8 each
    @CsvSource({"'', 0", "l, 65535", "µ, 32767", "\u20ac, 21845"})
    void namesOfAnyLengthCross(String text, int times) throws Exception {
        String name = text.repeat(times);
        for (RtcDataChannel end : open(name, RtcDataChannelInit.builder().protocol(name).build())) {
            assertEquals(name, end.protocol());
        }
    }

    @Test // Web IDL: USVString
    void halfOfASurrogatePairIsReplaced() throws Exception {
        RtcDataChannelInit init = RtcDataChannelInit.builder().protocol("\uDC00p").build();
        RtcDataChannel mine = pair.a.createDataChannel("\uD800 \uD83D\uDE00", init);
        assertEquals("\uFFFD \uD83D\uDE00", mine.label());
        assertEquals("\uFFFDp", mine.protocol());
        RtcDataChannel theirs = next();
        assertEquals(mine.label(), theirs.label());
        assertEquals(mine.protocol(), theirs.protocol());
    }

    @Test // section 6.2: each end of a negotiated channel has its own options
    void negotiatedChannelsNeedNotBeAlike() throws Exception {
        var reliable = RtcDataChannelInit.builder().negotiated(1_000);
        RtcDataChannel a = pair.a.createDataChannel("one", reliable.build());
        RtcDataChannel b = pair.b.createDataChannel("other", reliable.ordered(false).build());
        var texts = new LinkedBlockingQueue<String>();
        a.onMessage(m -> texts.add(m.text()));
        b.onMessage(m -> b.send(m.text() + " \u4e16\u754c"));
        Connected.awaitOpen(a);
        Connected.awaitOpen(b);
        a.send("hello");
        assertEquals("hello \u4e16\u754c", texts.poll(Connected.SECONDS, TimeUnit.SECONDS));
        assertTrue(a.ordered() && !b.ordered());
    }

    @Test // section 6.2, bufferedAmountLowThreshold
    void theAmountOfAnotherChannelTellsNothing() throws Exception {
        RtcDataChannel[] one = open("one", RtcDataChannelInit.defaults());
        RtcDataChannel[] other = open("other", RtcDataChannelInit.defaults());
        var low = new CompletableFuture<Long>();
        var events = new LinkedBlockingQueue<String>();
        one[0].onBufferedAmountLow(() -> low.complete(one[0].bufferedAmount()));
        other[0].onBufferedAmountLow(() -> events.add("low"));
        other[0].bufferedAmountLowThreshold(8);
        one[0].send("meow");
        assertEquals(0, low.orTimeout(Connected.SECONDS, TimeUnit.SECONDS).join());
        other[0].send("meow"); // was low already, and stays so
        var came = new CompletableFuture<String>();
        other[1].onMessage(m -> came.complete(m.text()));
        assertEquals("meow", came.orTimeout(Connected.SECONDS, TimeUnit.SECONDS).join());
        pair.a.getStats().join();
        assertEquals(List.of(), List.copyOf(events));
    }

    @Test // section 6.2.5, announcing a channel as closed; section 4.4.2, close
    void aPeerThatClosesItsConnectionIsAnErrorThenTheEnd() throws Exception {
        try (var other = new Connected()) {
            RtcDataChannel[] channel = other.openChannel(RtcDataChannelInit.defaults());
            var init = RtcDataChannelInit.builder().negotiated(8).build();
            RtcDataChannel negotiatedA = other.a.createDataChannel("n", init);
            RtcDataChannel negotiatedB = other.b.createDataChannel("n", init);
            Connected.awaitOpen(negotiatedA);
            Connected.awaitOpen(negotiatedB);
            Events[] both = {endOf(channel[1]), endOf(negotiatedB)};
            other.a.close();
            for (Events end : both) {
                assertEquals(List.of("OperationError", "close closed"), end.until("close closed"));
            }
        }
    }

    private static Events endOf(RtcDataChannel channel) {
        var events = new Events();
        channel.onError(e -> events.add(e.name()));
        channel.onClose(() -> events.add("close " + channel.readyState()));
        return events;
    }

    @Test
    void manyChannelsCarryMessagesOfAllSizesBothWaysInOrder() throws Exception {
        var done = new ArrayList<CompletableFuture<Void>>();
        var ends = new ArrayList<RtcDataChannel>();
        for (int i = 0; i < 10; i++) {
            for (RtcDataChannel end : open("channel " + i, RtcDataChannelInit.defaults())) {
                var all = new CompletableFuture<Void>();
                int[] next = {0};
                end.onMessage(
                        m -> {
                            boolean inOrder = m.size() == next[0] * 997;
                            if (!inOrder || m.isText() != (next[0] % 2 == 0)) {
                                all.completeExceptionally(new AssertionError(m.toString()));
                            } else if (++next[0] == 30) {
                                all.complete(null);
                            }
                        });
                done.add(all);
                ends.add(end);
            }
        }
        for (int i = 0; i < 30; i++) {
            for (RtcDataChannel end : ends) {
                if (i % 2 == 0) {
                    end.send("x".repeat(i * 997));
                } else {
                    end.send(new byte[i * 997]);
                }
            }
        }
        for (CompletableFuture<Void> each : done) {
            each.orTimeout(Connected.SECONDS, TimeUnit.SECONDS).join();
        }
    }

    @Test // section 6.1, createDataChannel, step 18
    void anIdIsFreeAgainWhenItsChannelHasClosed() throws Exception {
        RtcDataChannel[] channel = open("x", RtcDataChannelInit.defaults());
        int id = channel[0].id().getAsInt();
        var init = RtcDataChannelInit.builder().negotiated(id).build();
        var again = new CompletableFuture<RtcDataChannel>();
        channel[0].onClose(() -> again.complete(pair.a.createDataChannel("again", init)));
        channel[0].close();
        RtcDataChannel next = again.orTimeout(Connected.SECONDS, TimeUnit.SECONDS).join();
        Connected.awaitOpen(next);
        assertEquals(OptionalInt.of(id), next.id());
        Connected.awaitClosed(channel[1]);
    }

    @Test // no event after the last one
    void aChannelThatHasClosedHearsNothingOfTheConnection() throws Exception {
        try (var other = new Connected()) {
            RtcDataChannel[] channel = other.openChannel(RtcDataChannelInit.defaults());
            RtcDataChannel[] alive = other.openChannel(RtcDataChannelInit.defaults());
            channel[0].close();
            Connected.awaitClosed(channel[0]);
            Connected.awaitClosed(channel[1]);
            var events = new Events();
            for (RtcDataChannel end : channel) {
                end.onError(events::add);
                end.onClosing(() -> events.add("closing"));
            }
            other.a.close();
            Connected.awaitClosed(alive[1]);
            assertEquals(List.of(), events.rest(other.b));
        }
    }
}
