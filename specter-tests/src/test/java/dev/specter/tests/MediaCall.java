package dev.specter.tests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.specter.tests.browser.BrowserKind;
import dev.specter.tests.browser.BrowserPage;
import dev.specter.webrtc.RtcListenerRegistration;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.RtcRtpCodecCapability;
import dev.specter.webrtc.RtcRtpTrack;
import dev.specter.webrtc.RtcRtpTransceiverDirection;
import dev.specter.webrtc.RtcSignalingState;
import dev.specter.webrtc.RtcTrackEvent;
import dev.specter.webrtc.WebRtc;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A call with the page {@code media.html}: orders to the page, and what its statistics say. */
final class MediaCall {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final RtcPeerConnection pc;
    private final BrowserPage page;
    private final PageSignaling signaling;

    /** What a test does with a call that has not begun. */
    interface Scene {
        void play(MediaCall call) throws Exception;
    }

    private MediaCall(RtcPeerConnection pc, BrowserPage page, PageSignaling signaling) {
        this.pc = pc;
        this.page = page;
        this.signaling = signaling;
    }

    /** Opens a page and plays a scene with it; both ends are closed then. */
    static void run(WebRtc webrtc, BrowserKind kind, String query, Scene scene) throws Exception {
        BrowserPage.run(
                kind,
                "media.html?" + query,
                page -> {
                    try (RtcPeerConnection pc = webrtc.newPeerConnection()) {
                        PageSignaling signaling = PageSignaling.join(pc, page, PageRole.OFFERER);
                        scene.play(new MediaCall(pc, page, signaling));
                    }
                    page.send(BrowserPage.message("end"));
                    page.await("ended");
                });
    }

    /**
     * Opens a page that negotiates whenever it is needed, as Java does, and plays a scene with it.
     */
    static void runPerfect(
            WebRtc webrtc, Executor callbacks, BrowserKind kind, boolean javaIsPolite, Scene scene)
            throws Exception {
        BrowserPage.run(
                kind,
                "perfect.html?codec=VP8&polite=" + !javaIsPolite,
                page -> {
                    try (RtcPeerConnection pc = webrtc.newPeerConnection()) {
                        var negotiation = new PerfectNegotiation(pc, page, javaIsPolite, callbacks);
                        scene.play(new MediaCall(pc, page, null));
                        System.out.println("Java made " + negotiation);
                    }
                    page.send(BrowserPage.message("end"));
                    page.await("ended");
                });
    }

    RtcPeerConnection pc() {
        return pc;
    }

    /** Another connection takes the place of ours; the page does not know. */
    void handOver(RtcPeerConnection other) {
        PageSignaling.join(other, page, PageRole.OFFERER);
    }

    /** Every track of the page goes back to it through its own transceiver. */
    void mirror() {
        mirror(pc);
    }

    static void mirror(RtcPeerConnection pc) {
        pc.onTrack(
                event -> {
                    if (event.transceiver().sender().track().isEmpty()) {
                        RtcRtpTrack back = localTrack(event.track().kind(), "mirror");
                        event.track().forwardTo(back);
                        send(back, event);
                    }
                });
    }

    /** Makes a transceiver that receives send as well, before the answer is made. */
    static void send(RtcRtpTrack track, RtcTrackEvent event) {
        var unused = event.transceiver().sender().replaceTrack(track);
        event.transceiver().setDirection(RtcRtpTransceiverDirection.SENDRECV);
    }

    /** A track for packets of whatever codec comes first in the negotiation. */
    static RtcRtpTrack localTrack(RtcMediaKind kind, String streamId) {
        return RtcRtpTrack.create(
                RtcRtpCodecCapability.of(kind.toString()), streamId + "-" + kind, streamId);
    }

    /** The page does something, and has done it when this returns. */
    void order(String action, String... namesAndValues) throws InterruptedException {
        send(action, namesAndValues);
        awaitDone(action);
    }

    /** The page does something, some time. */
    void send(String action, String... namesAndValues) {
        ObjectNode message = BrowserPage.message("do").put("action", action);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            message.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        page.send(message);
    }

    /** The page has done what it was told. */
    void awaitDone(String action) throws InterruptedException {
        page.await("done", done -> done.path("action").asText().equals(action), PATIENCE);
    }

    /** The page offers, and both have settled on it when this returns. */
    void pageOffers() throws Exception {
        order("offer");
        long endNanos = System.nanoTime() + PATIENCE.toNanos();
        // Java's answer goes out before it is set.
        while (pc.signalingState() == RtcSignalingState.HAVE_REMOTE_OFFER) {
            assertTrue(System.nanoTime() < endNanos, "the answer is not set");
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    /** Java offers, and has the answer when this returns. */
    void javaOffers() throws Exception {
        var stable = new CompletableFuture<Void>();
        RtcListenerRegistration registration =
                pc.onSignalingStateChange(
                        state -> {
                            if (state == RtcSignalingState.STABLE) {
                                stable.complete(null);
                            }
                        });
        signaling.offer();
        stable.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        registration.close();
    }

    void offer(PageRole pageRole) throws Exception {
        if (pageRole == PageRole.OFFERER) {
            pageOffers();
        } else {
            javaOffers();
        }
    }

    /** The page's next statistics that fit. */
    JsonNode awaitStats(Predicate<JsonNode> condition) throws InterruptedException {
        return page.await("stats", condition, PATIENCE);
    }

    /** The page's statistics from now on, the next ones first. */
    JsonNode freshStats() throws InterruptedException {
        long now = System.currentTimeMillis();
        return awaitStats(stats -> stats.path("at").asLong() > now);
    }

    /** Waits until the page has decoded that many more frames of an m-section than now. */
    JsonNode awaitMoreFrames(String mid, int frames) throws InterruptedException {
        int before = inbound(freshStats(), mid).path("framesDecoded").asInt();
        return awaitStats(s -> inbound(s, mid).path("framesDecoded").asInt() >= before + frames);
    }

    /** The page's next event of a track. */
    void awaitTrackEvent(String event, String mid) throws InterruptedException {
        page.await(
                "track",
                m -> m.path("event").asText().equals(event) && m.path("mid").asText().equals(mid),
                PATIENCE);
    }

    /** What the page receives in an m-section. */
    static JsonNode inbound(JsonNode stats, String mid) {
        return stats.path("inbound").path(mid);
    }

    /** What the page sends in an m-section. */
    static JsonNode outbound(JsonNode stats, String mid) {
        return stats.path("outbound").path(mid);
    }
}
