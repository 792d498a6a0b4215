package dev.specter.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.specter.webrtc.RtcIceCandidateInit;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.RtcPeerConnectionState;
import dev.specter.webrtc.RtcSdpType;
import dev.specter.webrtc.RtcSessionDescription;

import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsContext;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * An open page and the peer connection with it. Descriptions and candidates go over the page's
 * WebSocket: the page makes the first offer, Java every later one, whenever something was added or
 * removed. Thread-safe.
 */
public abstract class PageCall implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final WsContext page;
    private final RtcPeerConnection pc;

    /** Joins a page and a new peer connection. */
    protected PageCall(WsContext page, RtcPeerConnection pc) {
        this.page = page;
        this.pc = pc;
        pc.onIceCandidate(candidate -> send("candidate", candidate.toInit().toJson()));
        pc.onNegotiationNeeded(this::offer);
    }

    /**
     * Sets the handlers of a WebSocket that makes a call for every page.
     *
     * @param socket the WebSocket
     * @param newCall makes the call of a page
     */
    public static void serve(WsConfig socket, Function<WsContext, ? extends PageCall> newCall) {
        Map<String, PageCall> calls = new ConcurrentHashMap<>();
        socket.onConnect(
                page -> {
                    page.enableAutomaticPings();
                    page.session.setIdleTimeout(Duration.ofMinutes(5));
                    calls.put(page.sessionId(), newCall.apply(page));
                });
        socket.onMessage(message -> calls.get(message.sessionId()).handle(message.message()));
        socket.onClose(page -> calls.remove(page.sessionId()).close());
    }

    /** The connection with the page. */
    public final RtcPeerConnection pc() {
        return pc;
    }

    /** The page's offer is set: the moment to add tracks that the answer shall have. */
    protected abstract void onOffer(RtcSessionDescription offer);

    /** The page has sent a command of its own. */
    protected void onCommand(JsonNode command) {}

    /** Tells the page something. */
    public final void tell(ObjectNode event) {
        send("event", event.toString());
    }

    /** An empty event to fill in. */
    public static ObjectNode newEvent() {
        return JSON.createObjectNode();
    }

    @Override
    public void close() {
        pc.close();
    }

    private void handle(String json) throws JsonProcessingException {
        JsonNode message = JSON.readTree(json);
        if (message.has("description")) {
            take(RtcSessionDescription.fromJson(message.get("description").toString()))
                    .exceptionally(this::report);
        } else if (message.has("candidate")) {
            pc.addIceCandidate(RtcIceCandidateInit.fromJson(message.get("candidate").toString()))
                    .exceptionally(this::report);
        } else {
            onCommand(message.path("command"));
        }
    }

    private CompletableFuture<Void> take(RtcSessionDescription description) {
        CompletableFuture<Void> taken = pc.setRemoteDescription(description);
        if (description.type() != RtcSdpType.OFFER) {
            return taken;
        }
        return taken.thenRun(() -> onOffer(description))
                .thenCompose(done -> pc.createAnswer())
                .thenCompose(
                        answer -> { // candidates follow, since they begin to be found now
                            send("description", answer.toJson());
                            return pc.setLocalDescription(answer);
                        });
    }

    private void offer() {
        pc.createOffer()
                .thenCompose(
                        offer -> {
                            CompletableFuture<Void> set = pc.setLocalDescription(offer);
                            send("description", offer.toJson());
                            return set;
                        })
                .exceptionally(this::report);
    }

    /** Says what went wrong; for {@code exceptionally}. */
    protected final Void report(Throwable error) {
        if (pc.connectionState() != RtcPeerConnectionState.CLOSED) {
            System.err.println(error);
        }
        return null;
    }

    private synchronized void send(String name, String json) {
        if (page.session.isOpen()) {
            page.send("{\"" + name + "\":" + json + "}");
        }
    }
}
