package dev.specter.tests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.specter.tests.browser.BrowserPage;
import dev.specter.webrtc.RtcIceCandidateInit;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.RtcSdpType;
import dev.specter.webrtc.RtcSessionDescription;

import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Joins a peer connection with a page: descriptions, and candidates as they come, both ways. */
public final class PageSignaling {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RtcPeerConnection pc;
    private final BrowserPage page;
    private final Predicate<String> fromPage;
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger received = new AtomicInteger();

    private PageSignaling(RtcPeerConnection pc, BrowserPage page, Predicate<String> fromPage) {
        this.pc = pc;
        this.page = page;
        this.fromPage = fromPage;
    }

    /** Connects the two; as the offerer, Java makes its offer now. */
    public static PageSignaling join(RtcPeerConnection pc, BrowserPage page, PageRole pageRole) {
        return join(pc, page, pageRole, candidate -> true, candidate -> true);
    }

    /** Connects the two, but for candidates that are not to get through. */
    static PageSignaling join(
            RtcPeerConnection pc,
            BrowserPage page,
            PageRole pageRole,
            Predicate<String> toPage,
            Predicate<String> fromPage) {
        var signaling = new PageSignaling(pc, page, fromPage);
        pc.onIceCandidate(
                c -> {
                    if (toPage.test(c.candidate())) {
                        signaling.send("candidate", c.toInit().toJson());
                    }
                });
        page.onMessage("signal", signaling::handle);
        if (pageRole == PageRole.ANSWERER) {
            signaling.offer();
        }
        return signaling;
    }

    /** Java makes an offer, which the page will answer. */
    public void offer() {
        describe(pc.createOffer());
    }

    /** How many candidates went out and came in, for the log. */
    public String candidates() {
        return sent + " candidates sent, " + received + " received";
    }

    private void handle(JsonNode message) {
        JsonNode description = message.path("description");
        if (description.isObject()) {
            RtcSessionDescription remote = RtcSessionDescription.fromJson(description.toString());
            CompletableFuture<Void> done = pc.setRemoteDescription(remote);
            watch(done, "setRemoteDescription");
            if (remote.type() == RtcSdpType.OFFER) {
                describe(done.thenCompose(set -> pc.createAnswer()));
            }
            return;
        }
        JsonNode candidate = message.path("candidate");
        if (candidate.isObject() && !fromPage.test(candidate.path("candidate").asText())) {
            return;
        }
        if (candidate.isObject()) {
            received.incrementAndGet();
            var init = RtcIceCandidateInit.fromJson(candidate.toString());
            watch(pc.addIceCandidate(init), "addIceCandidate " + init);
        } else {
            watch(pc.addIceCandidate(), "addIceCandidate");
        }
    }

    /** Sends the description and sets it; the page must have it before the first candidate. */
    private void describe(CompletableFuture<RtcSessionDescription> made) {
        watch(
                made.thenCompose(
                        description -> {
                            send("description", description.toJson());
                            return pc.setLocalDescription(description);
                        }),
                "description");
    }

    private void send(String name, String json) {
        if (name.equals("candidate")) {
            sent.incrementAndGet();
        }
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
}
