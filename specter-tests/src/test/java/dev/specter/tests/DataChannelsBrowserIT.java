package dev.specter.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.databind.JsonNode;

import dev.specter.tests.browser.BrowserKind;
import dev.specter.tests.browser.BrowserPage;
import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcDataChannelInit;
import dev.specter.webrtc.RtcDataChannelState;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.WebRtc;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/**
 * Data channels between Java and a browser: opened from both sides, 1,000 messages of 0 B to 200 KB
 * each way on each, closed from both sides.
 */
class DataChannelsBrowserIT {
    private static final int MESSAGES = 1_000;
    private static final int EXCHANGE_SECONDS = 90;

    @ParameterizedTest(name = "{0} as {1}")
    @CsvSource({"CHROMIUM,OFFERER", "CHROMIUM,ANSWERER", "FIREFOX,OFFERER", "FIREFOX,ANSWERER"})
    void channelsOfBothSidesCarryEveryMessage(BrowserKind kind, PageRole pageRole)
            throws Exception {
        try (WebRtc webrtc = WebRtc.builder().build()) {
            BrowserPage.run(
                    kind,
                    "data.html?role=" + pageRole + "&count=" + MESSAGES,
                    page -> call(kind, pageRole, page, webrtc.newPeerConnection()));
        }
    }

    private static void call(
            BrowserKind kind, PageRole pageRole, BrowserPage page, RtcPeerConnection pc)
            throws Exception {
        var fromPage = new CompletableFuture<RtcDataChannel>();
        var loose = new CompletableFuture<RtcDataChannel>();
        var looseMessage = new CompletableFuture<String>();
        var ofThePages = new CompletableFuture<Long>();
        pc.onDataChannel(
                channel -> {
                    if (channel.label().equals("loose")) {
                        channel.onMessage(m -> looseMessage.complete(m.text()));
                        loose.complete(channel);
                    } else {
                        ChannelExchange.start(channel, 2, 1, MESSAGES, ofThePages);
                        fromPage.complete(channel);
                    }
                });
        RtcDataChannel fromJava =
                pc.createDataChannel(
                        "from Java \u2615",
                        RtcDataChannelInit.builder().protocol("java/1").build());
        var ofOurs = new CompletableFuture<Long>();
        ChannelExchange.start(fromJava, 4, 3, MESSAGES, ofOurs);
        var open = new CompletableFuture<Void>();
        fromJava.onOpen(() -> open.complete(null));
        PageSignaling signaling = PageSignaling.join(pc, page, pageRole);

        JsonNode opened = page.await("opened");
        open.get(30, SECONDS);
        long startNanos = System.nanoTime();
        assertEquals("from Java \u2615", opened.path("label").asText());
        assertEquals("java/1", opened.path("protocol").asText());
        assertEquals(fromJava.id().orElseThrow(), opened.path("id").asInt());

        RtcDataChannel theirs = fromPage.get(30, SECONDS);
        assertEquals("from page \u2713", theirs.label());
        assertEquals("page/1", theirs.protocol());
        assertNotEquals(
                theirs.id().orElseThrow() % 2,
                fromJava.id().orElseThrow() % 2,
                "even ids are the DTLS client's (RFC 8832, section 6)");
        assertFalse(loose.get(30, SECONDS).ordered());
        assertEquals(OptionalInt.of(3), loose.get().maxRetransmits());
        assertEquals("loose", looseMessage.get(30, SECONDS));

        long bytes =
                ofOurs.get(EXCHANGE_SECONDS, SECONDS) + ofThePages.get(EXCHANGE_SECONDS, SECONDS);
        long millis = (System.nanoTime() - startNanos) / 1_000_000;
        for (int i = 0; i < 2; i++) {
            assertEquals(MESSAGES, page.await("exchanged").path("received").asInt());
        }
        System.out.printf(
                "%s as %s: 2 channels, %d messages each way on each, %d bytes in %d ms; %s%n",
                kind, pageRole, MESSAGES, bytes, millis, signaling.candidates());

        var closedByPage = new CompletableFuture<Void>();
        theirs.onClose(() -> closedByPage.complete(null));
        page.send(BrowserPage.message("close"));
        closedByPage.get(30, SECONDS);
        assertEquals(RtcDataChannelState.CLOSED, theirs.readyState());
        assertEquals("from page \u2713", page.await("closed").path("label").asText());

        var closedByUs = new CompletableFuture<Void>();
        fromJava.onClose(() -> closedByUs.complete(null));
        fromJava.close();
        assertEquals("from Java \u2615", page.await("closed").path("label").asText());
        closedByUs.get(30, SECONDS);

        assertEquals(RtcDataChannelState.OPEN, loose.get().readyState(), "the third one stays");
        var ended = new CompletableFuture<Void>();
        loose.get().onClose(() -> ended.complete(null));
        page.send(BrowserPage.message("end"));
        ended.get(30, SECONDS);
    }
}
