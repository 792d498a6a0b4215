package dev.specter.tests.sctp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.specter.tests.PageRole;
import dev.specter.tests.PageSignaling;
import dev.specter.tests.browser.BrowserKind;
import dev.specter.tests.browser.BrowserPage;
import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.RtcSctpTransport;
import dev.specter.webrtc.WebRtc;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Extensions of SCTP with browsers: those that they use, and those that they have behind flags. */
class SctpFeaturesBrowserIT {
    private static final int PATIENCE_SECONDS = 120;
    private static final int LARGE_BYTES = 20_000_000;

    private static String trials(String... names) {
        return "--force-fieldtrials=" + String.join("/Enabled/", names) + "/Enabled/";
    }

    private static final String INTERLEAVING = "WebRTC-DataChannelMessageInterleaving";
    private static final String SIGNALLED_INIT = "WebRTC-Sctp-Snap";

    /** Firefox without dcSCTP, which it has from libwebrtc: with usrsctp. */
    private static final String USRSCTP =
            "user_pref('media.peerconnection.sctp.use_dcsctp', false);";

    /** A test's body. */
    private interface Body {
        void run(RtcPeerConnection pc, BrowserPage page) throws Exception;
    }

    private static void with(
            BrowserKind kind, List<String> settings, WebRtc.Builder builder, Body body)
            throws Exception {
        try (WebRtc webrtc = builder.build()) {
            BrowserPage.run(
                    kind,
                    "sctp.html",
                    settings,
                    page -> {
                        page.await("ready");
                        body.run(webrtc.newPeerConnection(), page);
                    });
        }
    }

    private static RtcDataChannel join(RtcPeerConnection pc, BrowserPage page, String label) {
        RtcDataChannel channel = pc.createDataChannel(label);
        var opened = new CompletableFuture<Void>();
        channel.onOpen(() -> opened.complete(null));
        PageSignaling.join(pc, page, PageRole.ANSWERER);
        opened.orTimeout(PATIENCE_SECONDS, SECONDS).join();
        return channel;
    }

    private static RtcSctpTransport described(BrowserKind kind, RtcPeerConnection pc) {
        RtcSctpTransport sctp = pc.sctp().orElseThrow();
        System.out.printf(
                "%s: interleaving %s, zero checksum %s, signalled %s%n",
                kind, sctp.isInterleaved(), sctp.isZeroChecksum(), sctp.isSignalled());
        return sctp;
    }

    private static void echo(RtcPeerConnection pc) throws Exception {
        RtcDataChannel channel = pc.createDataChannel("echo");
        var back = new CompletableFuture<String>();
        channel.onMessage(message -> back.complete(message.text()));
        channel.onOpen(() -> channel.send("there and back"));
        assertEquals("there and back", back.get(PATIENCE_SECONDS, SECONDS));
    }

    private static void interleaves(BrowserKind kind, List<String> settings) throws Exception {
        with(
                kind,
                settings,
                WebRtc.builder(),
                (pc, page) -> {
                    RtcDataChannel sink = join(pc, page, "sink");
                    assertTrue(described(kind, pc).isInterleaved());
                    Bulk.send(sink, LARGE_BYTES, PATIENCE_SECONDS);
                    RtcDataChannel source = pc.createDataChannel("source " + LARGE_BYTES);
                    Bulk.receive(source, LARGE_BYTES, PATIENCE_SECONDS);
                    aSmallMessageOvertakesLargeOnes(pc);
                    closing(pc);
                });
    }

    @Test // RFC 8260
    void messagesInterleaveWithChromium() throws Exception {
        interleaves(BrowserKind.CHROMIUM, List.of(trials(INTERLEAVING)));
    }

    @Test
    void messagesInterleaveWithFirefox() throws Exception {
        interleaves(BrowserKind.FIREFOX, List.of());
    }

    @Test
    void messagesInterleaveWithUsrsctpInFirefox() throws Exception {
        interleaves(BrowserKind.FIREFOX, List.of(USRSCTP));
    }

    /** Each message of the large channel is nearly as large as browsers take them. */
    private static void aSmallMessageOvertakesLargeOnes(RtcPeerConnection pc) throws Exception {
        RtcDataChannel large = pc.createDataChannel("echo large");
        RtcDataChannel small = pc.createDataChannel("echo small");
        List<String> order = new CopyOnWriteArrayList<>();
        var done = new CompletableFuture<Void>();
        large.onMessage(
                message -> {
                    order.add("large");
                    if (order.size() == 21) {
                        done.complete(null);
                    }
                });
        small.onMessage(message -> order.add("small"));
        String text = "x".repeat(250_000);
        small.onOpen(
                () -> {
                    for (int i = 0; i < 20; i++) {
                        large.send(text);
                    }
                    small.send("small");
                });
        done.get(PATIENCE_SECONDS, SECONDS);
        assertTrue(order.indexOf("small") < 19, order.toString());
    }

    private static void closing(RtcPeerConnection pc) throws Exception {
        for (int i = 0; i < 100; i++) {
            RtcDataChannel channel = pc.createDataChannel("echo " + i);
            var back = new CompletableFuture<String>();
            var closed = new CompletableFuture<Void>();
            channel.onMessage(message -> back.complete(message.text()));
            channel.onClose(() -> closed.complete(null));
            channel.onOpen(() -> channel.send(channel.label()));
            assertEquals(channel.label(), back.get(PATIENCE_SECONDS, SECONDS));
            channel.close();
            closed.get(PATIENCE_SECONDS, SECONDS);
        }
    }

    @Test // draft-hancke-tsvwg-snap-00
    void chromiumNeedsNoSetUpWhereInitsAreSignalled() throws Exception {
        with(
                BrowserKind.CHROMIUM,
                List.of(trials(SIGNALLED_INIT, INTERLEAVING)),
                WebRtc.builder().signalSctpInit(true),
                (pc, page) -> {
                    RtcDataChannel sink = join(pc, page, "sink");
                    RtcSctpTransport sctp = described(BrowserKind.CHROMIUM, pc);
                    assertTrue(sctp.isSignalled() && sctp.isInterleaved());
                    Bulk.send(sink, LARGE_BYTES, PATIENCE_SECONDS);
                    RtcDataChannel source = pc.createDataChannel("source " + LARGE_BYTES);
                    Bulk.receive(source, LARGE_BYTES, PATIENCE_SECONDS);
                    closing(pc);
                });
    }

    @ParameterizedTest
    @EnumSource
    void browsersThatDoNotSignalTheirInitSetUpAsUsual(BrowserKind kind) throws Exception {
        with(
                kind,
                List.of(),
                WebRtc.builder().signalSctpInit(true),
                (pc, page) -> {
                    join(pc, page, "keep");
                    assertFalse(described(kind, pc).isSignalled());
                    echo(pc);
                });
    }
}
