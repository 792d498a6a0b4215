package dev.specter.tests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.specter.tests.browser.BrowserPage;
import dev.specter.webrtc.RtcIceCandidateInit;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.RtcSdpType;
import dev.specter.webrtc.RtcSessionDescription;
import dev.specter.webrtc.RtcSignalingState;

import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Java's end of perfect negotiation with a page (webrtc-pc, section 10.7). All of it runs on the
 * connection's callback executor, as it would in a browser's task.
 */
final class PerfectNegotiation {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RtcPeerConnection pc;
    private final BrowserPage page;
    private final boolean isPolite;
    private boolean makesOffer;
    private boolean ignoresOffer;
    private boolean setsAnswer;
    private int offers;
    private int answers;
    private int collisions;

    /** Begins; the executor is that of the connection's callbacks. */
    PerfectNegotiation(
            RtcPeerConnection pc, BrowserPage page, boolean isPolite, Executor callbacks) {
        this.pc = pc;
        this.page = page;
        this.isPolite = isPolite;
        pc.onNegotiationNeeded(this::offer);
        pc.onIceCandidate(c -> send("candidate", c.toInit().toJson()));
        page.onMessage("signal", message -> callbacks.execute(() -> handle(message)));
    }

    private void offer() {
        makesOffer = true;
        watch(
                pc.setLocalDescription()
                        .whenComplete(
                                (set, error) -> {
                                    makesOffer = false;
                                    offers++;
                                    sendDescription();
                                }),
                "offer");
    }

    private void sendDescription() {
        send("description", pc.localDescription().orElseThrow().toJson());
    }

    private void handle(JsonNode message) {
        JsonNode description = message.path("description");
        if (!description.isObject()) {
            addCandidate(message.path("candidate"));
            return;
        }
        RtcSessionDescription remote = RtcSessionDescription.fromJson(description.toString());
        boolean isOffer = remote.type() == RtcSdpType.OFFER;
        boolean isReady =
                !makesOffer && (pc.signalingState() == RtcSignalingState.STABLE || setsAnswer);
        boolean collides = isOffer && !isReady;
        collisions += collides ? 1 : 0;
        ignoresOffer = !isPolite && collides;
        if (ignoresOffer) {
            return;
        }
        setsAnswer = !isOffer;
        CompletableFuture<Void> done =
                pc.setRemoteDescription(remote).whenComplete((set, error) -> setsAnswer = false);
        if (isOffer) {
            answers++;
            done = done.thenCompose(set -> pc.setLocalDescription()).thenRun(this::sendDescription);
        }
        watch(done, "setRemoteDescription");
    }

    private void addCandidate(JsonNode candidate) {
        boolean ignored = ignoresOffer;
        CompletableFuture<Void> done =
                candidate.isObject()
                        ? pc.addIceCandidate(RtcIceCandidateInit.fromJson(candidate.toString()))
                        : pc.addIceCandidate();
        if (!ignored) {
            watch(done, "addIceCandidate " + candidate);
        }
    }

    private void send(String name, String json) {
        try {
            page.send(BrowserPage.message("signal").set(name, JSON.readTree(json)));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void watch(CompletableFuture<?> future, String what) {
        future.exceptionally(
                error -> {
                    page.fail(what + ": " + error);
                    return null;
                });
    }

    @Override
    public String toString() {
        return offers + " offers, " + answers + " answers, " + collisions + " collisions";
    }
}
