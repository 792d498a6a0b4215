package dev.specter.tests.sctp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.specter.tests.PageRole;
import dev.specter.tests.PageSignaling;
import dev.specter.tests.browser.BrowserKind;
import dev.specter.tests.browser.BrowserPage;
import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcDataChannelInit;
import dev.specter.webrtc.RtcException;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.WebRtc;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** What RFC 8831 promises of data channels, with the stacks of browsers at the other end. */
class SctpBrowserIT {
    private static final int BULK_BYTES = 100_000_000;
    private static final int PATIENCE_SECONDS = 120;

    /** A test's body. */
    private interface Body {
        void run(RtcPeerConnection pc, BrowserPage page) throws Exception;
    }

    /** Runs the body before Java makes its offer, so that its first channel is in it. */
    private static void with(BrowserKind kind, Body body) throws Exception {
        try (WebRtc webrtc = WebRtc.builder().build()) {
            BrowserPage.run(
                    kind,
                    "sctp.html",
                    page -> {
                        page.await("ready");
                        body.run(webrtc.newPeerConnection(), page);
                    });
        }
    }

    private static void join(RtcPeerConnection pc, BrowserPage page) {
        PageSignaling.join(pc, page, PageRole.ANSWERER);
    }

    private static ObjectNode action(String what, String label) {
        return BrowserPage.message("do").put("what", what).put("label", label);
    }

    private static JsonNode awaitOf(BrowserPage page, String kind, String label)
            throws InterruptedException {
        Duration patience = Duration.ofSeconds(PATIENCE_SECONDS);
        return page.await(kind, m -> m.path("label").asText().equals(label), patience);
    }

    /** A channel of ours, open. */
    private static RtcDataChannel open(
            RtcPeerConnection pc, String label, RtcDataChannelInit init) {
        var opened = new CompletableFuture<RtcDataChannel>();
        RtcDataChannel channel = pc.createDataChannel(label, init);
        channel.onOpen(() -> opened.complete(channel));
        return opened.orTimeout(PATIENCE_SECONDS, SECONDS).join();
    }

    private static RtcDataChannel first(RtcPeerConnection pc, BrowserPage page, String label) {
        var opened = new CompletableFuture<RtcDataChannel>();
        RtcDataChannel channel = pc.createDataChannel(label);
        channel.onOpen(() -> opened.complete(channel));
        join(pc, page);
        return opened.orTimeout(PATIENCE_SECONDS, SECONDS).join();
    }

    @ParameterizedTest
    @EnumSource
    void aHundredMegabytesEachWay(BrowserKind kind) throws Exception {
        with(
                kind,
                (pc, page) -> {
                    RtcDataChannel sink = first(pc, page, "sink");
                    long startNanos = System.nanoTime();
                    Bulk.send(sink, BULK_BYTES, PATIENCE_SECONDS);
                    double up = (System.nanoTime() - startNanos) / 1e9;

                    startNanos = System.nanoTime();
                    RtcDataChannel source = pc.createDataChannel("source " + BULK_BYTES);
                    Bulk.receive(source, BULK_BYTES, PATIENCE_SECONDS);
                    double down = (System.nanoTime() - startNanos) / 1e9;
                    System.out.printf(
                            "%s: %d bytes to it in %.1f s, from it in %.1f s, checksums equal%n",
                            kind, BULK_BYTES, up, down);
                });
    }

    @ParameterizedTest
    @EnumSource
    void tenThousandSmallMessagesOnAHundredChannels(BrowserKind kind) throws Exception {
        with(
                kind,
                (pc, page) -> {
                    int perChannel = 100;
                    first(pc, page, "keep");
                    var done = new CountDownLatch(100);
                    List<String> wrong = new ArrayList<>();
                    long startNanos = System.nanoTime();
                    for (int i = 0; i < 100; i++) {
                        RtcDataChannel channel = pc.createDataChannel("echo " + i);
                        var received = new AtomicInteger();
                        channel.onMessage(
                                message -> {
                                    int number = received.getAndIncrement();
                                    if (!message.text().equals(text(channel, number))) {
                                        synchronized (wrong) {
                                            wrong.add(channel.label() + ": " + message.text());
                                        }
                                    }
                                    if (number == perChannel - 1) {
                                        done.countDown();
                                    }
                                });
                        channel.onOpen(
                                () -> {
                                    for (int n = 0; n < perChannel; n++) {
                                        channel.send(text(channel, n));
                                    }
                                });
                    }
                    assertTrue(done.await(PATIENCE_SECONDS, SECONDS), done + " " + wrong);
                    assertEquals(List.of(), wrong);
                    System.out.printf(
                            "%s: 10,000 messages there and back on 100 channels in %.2f s%n",
                            kind, (System.nanoTime() - startNanos) / 1e9);
                });
    }

    private static String text(RtcDataChannel channel, int number) {
        return channel.label() + " message " + number;
    }

    @ParameterizedTest
    @EnumSource
    void eachReliabilityTypeFromEachEnd(BrowserKind kind) throws Exception {
        with(
                kind,
                (pc, page) -> {
                    var fromPage = new LinkedBlockingQueue<RtcDataChannel>();
                    pc.onDataChannel(fromPage::add);
                    first(pc, page, "keep");
                    for (boolean ordered : new boolean[] {true, false}) {
                        for (int type = 0; type < 3; type++) {
                            ours(pc, page, ordered, type);
                            thePages(page, fromPage, ordered, type);
                        }
                    }
                });
    }

    private static void ours(RtcPeerConnection pc, BrowserPage page, boolean ordered, int type)
            throws InterruptedException {
        var init = RtcDataChannelInit.builder().ordered(ordered).protocol("p" + type);
        if (type == 1) {
            init.maxRetransmits(3);
        } else if (type == 2) {
            init.maxPacketLifeTime(30_000); // so long that nothing is given up
        }
        String label = "tell " + ordered + type;
        RtcDataChannel channel = open(pc, label, init.build());
        channel.send("x".repeat(5_000));
        JsonNode told = awaitOf(page, "told", label);
        assertEquals(5_000, told.path("size").asInt());
        assertEquals(ordered, told.path("ordered").asBoolean());
        assertEquals("p" + type, told.path("protocol").asText());
        assertEquals(channel.id().getAsInt(), told.path("id").asInt());
        assertEquals(type == 1 ? 3 : -1, told.path("maxRetransmits").asInt(-1));
        assertEquals(type == 2 ? 30_000 : -1, told.path("maxPacketLifeTime").asInt(-1));
    }

    private static void thePages(
            BrowserPage page,
            LinkedBlockingQueue<RtcDataChannel> fromPage,
            boolean ordered,
            int type)
            throws Exception {
        String label = "echo page " + ordered + type;
        ObjectNode create = action("create", label);
        ObjectNode options = create.putObject("options").put("ordered", ordered);
        if (type == 1) {
            options.put("maxRetransmits", 4);
        } else if (type == 2) {
            options.put("maxPacketLifeTime", 40_000);
        }
        page.send(create);
        RtcDataChannel channel = fromPage.poll(PATIENCE_SECONDS, SECONDS);
        assertEquals(label, channel.label());
        assertEquals(ordered, channel.ordered());
        assertEquals(type == 1 ? 4 : -1, channel.maxRetransmits().orElse(-1));
        assertEquals(type == 2 ? 40_000 : -1, channel.maxPacketLifeTime().orElse(-1));
        var echo = new CompletableFuture<String>();
        channel.onMessage(message -> echo.complete(message.text()));
        channel.send("there and back");
        assertEquals("there and back", echo.get(PATIENCE_SECONDS, SECONDS));
    }

    @ParameterizedTest
    @EnumSource
    void closedFromEachEndAfterWhatWasSentBefore(BrowserKind kind) throws Exception {
        with(
                kind,
                (pc, page) -> {
                    RtcDataChannel ours = first(pc, page, "echo ours");
                    var echoes = new AtomicInteger();
                    ours.onMessage(message -> echoes.incrementAndGet());
                    var closed = new CompletableFuture<Void>();
                    ours.onClose(() -> closed.complete(null));
                    ours.close();
                    awaitOf(page, "closed", "echo ours");
                    closed.get(PATIENCE_SECONDS, SECONDS);

                    RtcDataChannel theirs = open(pc, "keep theirs", RtcDataChannelInit.defaults());
                    List<String> received = new ArrayList<>();
                    var over = new CompletableFuture<List<String>>();
                    theirs.onMessage(message -> received.add(message.text()));
                    theirs.onClose(() -> over.complete(List.copyOf(received)));
                    // The page has the channel once it has answered on another that came after it.
                    RtcDataChannel echo = open(pc, "echo", RtcDataChannelInit.defaults());
                    var back = new CompletableFuture<String>();
                    echo.onMessage(message -> back.complete(message.text()));
                    echo.send("now");
                    back.get(PATIENCE_SECONDS, SECONDS);
                    page.send(action("close", "keep theirs").put("before", 20));
                    List<String> all = over.get(PATIENCE_SECONDS, SECONDS);
                    assertEquals(20, all.size(), all.toString());
                    assertEquals("last 19", all.get(19));
                    awaitOf(page, "closed", "keep theirs");
                });
    }

    @ParameterizedTest
    @EnumSource
    void anIdIsUsedAThousandTimes(BrowserKind kind) throws Exception {
        with(
                kind,
                (pc, page) -> {
                    first(pc, page, "keep");
                    Set<Integer> ids = new HashSet<>();
                    long startNanos = System.nanoTime();
                    for (int i = 0; i < 1_000; i++) {
                        var echo = new CompletableFuture<String>();
                        var closed = new CompletableFuture<Void>();
                        RtcDataChannel channel = pc.createDataChannel("echo " + i);
                        channel.onOpen(() -> channel.send(channel.label()));
                        channel.onMessage(message -> echo.complete(message.text()));
                        channel.onClose(() -> closed.complete(null));
                        assertEquals("echo " + i, echo.get(PATIENCE_SECONDS, SECONDS));
                        ids.add(channel.id().getAsInt());
                        channel.close();
                        closed.get(PATIENCE_SECONDS, SECONDS);
                    }
                    System.out.printf(
                            "%s: 1,000 channels one after the other on ids %s in %.1f s%n",
                            kind, ids, (System.nanoTime() - startNanos) / 1e9);
                    assertEquals(1, ids.size(), ids.toString());
                });
    }

    @ParameterizedTest
    @EnumSource
    void negotiatedChannelsNeedNoAnnouncement(BrowserKind kind) throws Exception {
        with(
                kind,
                (pc, page) -> {
                    first(pc, page, "keep");
                    pc.onDataChannel(channel -> page.fail("announced: " + channel.label()));
                    for (int id : new int[] {7, 8, 1_000}) {
                        String label = "echo " + id;
                        ObjectNode create = action("create", label);
                        create.putObject("options").put("negotiated", true).put("id", id);
                        page.send(create);
                        assertEquals(id, awaitOf(page, "opened", label).path("id").asInt());
                        RtcDataChannel channel =
                                open(
                                        pc,
                                        "ours " + id,
                                        RtcDataChannelInit.builder().negotiated(id).build());
                        var echo = new CompletableFuture<String>();
                        channel.onMessage(message -> echo.complete(message.text()));
                        channel.send("by " + id);
                        assertEquals("by " + id, echo.get(PATIENCE_SECONDS, SECONDS));
                    }
                });
    }

    @ParameterizedTest
    @EnumSource
    void maxMessageSizeHoldsBothWays(BrowserKind kind) throws Exception {
        with(
                kind,
                (pc, page) -> {
                    RtcDataChannel channel = first(pc, page, "sink");
                    long theirs = pc.sctp().orElseThrow().maxMessageSize();
                    int large = (int) Math.min(theirs, 2 << 20);
                    Bulk.sendOne(channel, large, PATIENCE_SECONDS);
                    if (theirs < Integer.MAX_VALUE - 8 && theirs <= 16 << 20) {
                        byte[] larger = new byte[(int) theirs + 1];
                        assertThrows(RtcException.class, () -> channel.send(larger));
                    }

                    RtcDataChannel keep = open(pc, "keep", RtcDataChannelInit.defaults());
                    var came = new LinkedBlockingQueue<Integer>();
                    keep.onMessage(message -> came.add(message.size()));
                    RtcDataChannel echo = open(pc, "echo", RtcDataChannelInit.defaults());
                    var back = new CompletableFuture<String>();
                    echo.onMessage(message -> back.complete(message.text()));
                    echo.send("now");
                    back.get(PATIENCE_SECONDS, SECONDS);
                    int ours = 256 * 1024;
                    page.send(action("largest", "keep").put("size", ours));
                    JsonNode largest = page.await("largest");
                    assertEquals(ours, came.poll(PATIENCE_SECONDS, SECONDS));
                    assertEquals(ours, largest.path("limit").asInt());
                    assertEquals("TypeError", largest.path("error").asText());
                    System.out.printf(
                            "%s takes %d bytes, was sent %d; ours %d%n", kind, theirs, large, ours);
                });
    }
}
