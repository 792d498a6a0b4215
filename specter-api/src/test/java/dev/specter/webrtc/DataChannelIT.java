package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

@Timeout(60)
class DataChannelIT {
    @Test
    void carriesTextBinaryAndEmptyMessagesOfAllSizesBothWays() throws Exception {
        try (var pair = new Connected()) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            for (RtcDataChannel[] way :
                    new RtcDataChannel[][] {{channel[0], channel[1]}, {channel[1], channel[0]}}) {
                BlockingQueue<RtcDataChannelMessage> received = new LinkedBlockingQueue<>();
                way[1].onMessage(received::add);
                var random = new Random(7);
                List<byte[]> sent = new ArrayList<>();
                for (int size : new int[] {0, 1, 1000, 1200, 16_384, 65_536, 200_000, 262_144}) {
                    byte[] bytes = new byte[size];
                    random.nextBytes(bytes);
                    sent.add(bytes);
                    way[0].send(bytes);
                    way[0].send("text of " + size);
                    way[0].send("");
                }
                for (byte[] bytes : sent) {
                    RtcDataChannelMessage message = received.poll(20, TimeUnit.SECONDS);
                    assertFalse(message.isText());
                    assertArrayEquals(bytes, message.toByteArray());
                    RtcDataChannelMessage text = received.poll(20, TimeUnit.SECONDS);
                    assertTrue(text.isText());
                    assertEquals("text of " + bytes.length, text.text());
                    assertEquals("", received.poll(20, TimeUnit.SECONDS).text());
                }
            }
        }
    }

    @Test
    void tellsTheOptionsOfAChannelToTheOtherEnd() throws Exception {
        try (var pair = new Connected()) {
            RtcDataChannel[] channel =
                    pair.openChannel(
                            RtcDataChannelInit.builder()
                                    .ordered(false)
                                    .maxRetransmits(3)
                                    .protocol("proto")
                                    .priority(RtcPriorityType.HIGH)
                                    .build());
            assertEquals("test", channel[1].label());
            assertFalse(channel[1].ordered());
            assertEquals(3, channel[1].maxRetransmits().getAsInt());
            assertEquals("proto", channel[1].protocol());
            assertEquals(RtcPriorityType.HIGH, channel[1].priority());
            assertEquals(channel[0].id(), channel[1].id());
            assertTrue(pair.a.sctp().orElseThrow().maxMessageSize() >= 65_536);
        }
    }

    @Test // webrtc-pc, section 6.1, createDataChannel: generated at once when the role is known
    void knowsItsIdAtOnceWhenTheRoleIsKnown() throws Exception {
        try (var pair = new Connected()) {
            RtcDataChannel[] first = pair.openChannel(RtcDataChannelInit.defaults());
            int next = first[0].id().getAsInt() + 2;
            assertEquals(next, pair.a.createDataChannel("next").id().getAsInt());
        }
    }

    @Test
    void joinsNegotiatedChannelsOfTheSameId() {
        try (var pair = new Connected()) {
            var init = RtcDataChannelInit.builder().negotiated(5).build();
            RtcDataChannel a = pair.a.createDataChannel("mine", init);
            RtcDataChannel b = pair.b.createDataChannel("yours", init);
            var got = new CompletableFuture<String>();
            b.onMessage(m -> got.complete(m.text()));
            pair.negotiate();
            Connected.awaitOpen(a);
            Connected.awaitOpen(b);
            a.send("hello");
            assertEquals("hello", got.orTimeout(20, TimeUnit.SECONDS).join());
            assertTrue(pair.channelsOfB.isEmpty());
        }
    }

    @Test
    void closesAtBothEndsAndDeliversWhatWasSentBefore() throws Exception {
        try (var pair = new Connected()) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            var events = new LinkedBlockingQueue<String>();
            channel[1].onMessage(m -> events.add("message " + m.size()));
            channel[1].onClosing(() -> events.add("closing"));
            channel[1].onClose(() -> events.add("close"));
            channel[0].send(new byte[100_000]);
            channel[0].close();
            assertNotEquals(RtcDataChannelState.OPEN, channel[0].readyState()); // closed, if fast
            assertThrows(RtcException.class, () -> channel[0].send("too late"));
            Connected.awaitClosed(channel[0]);
            assertEquals("message 100000", events.poll(20, TimeUnit.SECONDS));
            assertEquals("closing", events.poll(20, TimeUnit.SECONDS));
            assertEquals("close", events.poll(20, TimeUnit.SECONDS));
            assertEquals(RtcDataChannelState.CLOSED, channel[1].readyState());

            RtcDataChannel[] next = pair.openChannel(RtcDataChannelInit.defaults());
            assertEquals(channel[0].id(), next[0].id(), "the id is used again");
        }
    }

    @Test
    void closesTheChannelsOfThePeerWhenAConnectionCloses() throws Exception {
        try (var pair = new Connected()) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            pair.a.close();
            assertEquals(RtcDataChannelState.CLOSED, channel[0].readyState());
            Connected.awaitClosed(channel[1]);
        }
    }

    @Test // webrtc-pc, section 6.2: bufferedamountlow
    void tellsWhenTheBufferHasDrained() throws Exception {
        try (var pair = new Connected()) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            var low = new CompletableFuture<Long>();
            channel[0].bufferedAmountLowThreshold(1000);
            channel[0].onBufferedAmountLow(() -> low.complete(channel[0].bufferedAmount()));
            channel[1].onMessage(m -> {});
            for (int i = 0; i < 40; i++) {
                channel[0].send(new byte[100_000]);
            }
            assertTrue(low.orTimeout(20, TimeUnit.SECONDS).join() <= 1000);
        }
    }

    @Test // webrtc-pc, section 6.2, bufferedAmount: a task of its own reduces it
    void theBufferedAmountFallsBetweenCallbacksOnly() throws Exception {
        try (var pair = new Connected()) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            channel[1].onMessage(m -> channel[1].send(m.data()));
            var within = new CompletableFuture<List<Long>>();
            var later = new CompletableFuture<Long>();
            channel[0].onMessage(
                    message -> {
                        if (within.isDone()) {
                            later.complete(channel[0].bufferedAmount());
                            return;
                        }
                        channel[0].send(new byte[1_000]);
                        long first = channel[0].bufferedAmount();
                        sleep(200); // long enough for it to leave
                        within.complete(List.of(first, channel[0].bufferedAmount()));
                    });
            channel[0].send(new byte[10]);
            assertEquals(List.of(1_000L, 1_000L), within.orTimeout(20, TimeUnit.SECONDS).join());
            assertEquals(0, later.orTimeout(20, TimeUnit.SECONDS).join());
        }
    }

    @Test
    void theBufferedAmountFallsForThreadsThatOnlyLook() throws Exception {
        try (var pair = new Connected()) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            channel[0].send(new byte[1_000]);
            for (int i = 0; i < 1_000 && channel[0].bufferedAmount() != 0; i++) {
                sleep(10);
            }
            assertEquals(0, channel[0].bufferedAmount());
        }
    }

    private static void sleep(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void slowsTheSenderWhileNobodyListens() throws Exception {
        try (var pair = new Connected()) {
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            for (int i = 0; i < 100; i++) {
                channel[0].send(new byte[100_000]);
            }
            TimeUnit.MILLISECONDS.sleep(500);
            assertTrue(
                    channel[0].bufferedAmount() > 5_000_000,
                    "only " + channel[0].bufferedAmount() + " bytes wait");
            var all = new CompletableFuture<Void>();
            int[] count = {0};
            channel[1].onMessage(
                    m -> {
                        if (++count[0] == 100) {
                            all.complete(null);
                        }
                    });
            all.orTimeout(20, TimeUnit.SECONDS).join();
        }
    }

    @Test
    void refusesWhatDoesNotFit() throws Exception {
        try (var pair = new Connected()) {
            RtcDataChannel early = pair.a.createDataChannel("early");
            assertName(RtcErrorName.INVALID_STATE_ERROR, () -> early.send("x"));
            RtcDataChannel[] channel = pair.openChannel(RtcDataChannelInit.defaults());
            assertName(RtcErrorName.TYPE_ERROR, () -> channel[0].send(new byte[262_145]));
            assertName(
                    RtcErrorName.OPERATION_ERROR,
                    () -> {
                        for (int i = 0; i < 1000; i++) {
                            channel[0].send(new byte[262_144]);
                        }
                    });
            assertName(
                    RtcErrorName.TYPE_ERROR,
                    () ->
                            pair.a.createDataChannel(
                                    "both",
                                    RtcDataChannelInit.builder()
                                            .maxRetransmits(1)
                                            .maxPacketLifeTime(1)
                                            .build()));
            assertName(
                    RtcErrorName.TYPE_ERROR,
                    () ->
                            pair.a.createDataChannel(
                                    "no id",
                                    RtcDataChannelInit.builder().negotiated(true).build()));
            assertName(
                    RtcErrorName.TYPE_ERROR,
                    () ->
                            pair.a.createDataChannel(
                                    "id", RtcDataChannelInit.builder().negotiated(65_535).build()));
            pair.a.createDataChannel("ok", RtcDataChannelInit.builder().negotiated(9).build());
            assertName(
                    RtcErrorName.OPERATION_ERROR,
                    () ->
                            pair.a.createDataChannel(
                                    "again", RtcDataChannelInit.builder().negotiated(9).build()));
            assertName(RtcErrorName.TYPE_ERROR, () -> pair.a.createDataChannel("x".repeat(65_536)));
        }
    }

    private static void assertName(
            RtcErrorName name, org.junit.jupiter.api.function.Executable action) {
        assertEquals(name, assertThrows(RtcException.class, action).name());
    }
}
