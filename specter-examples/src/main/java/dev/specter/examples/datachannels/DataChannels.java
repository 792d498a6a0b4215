package dev.specter.examples.datachannels;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.specter.examples.WebServer;
import dev.specter.webrtc.RtcDataChannel;
import dev.specter.webrtc.RtcIceCandidateInit;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.RtcSessionDescription;
import dev.specter.webrtc.WebRtc;

import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsContext;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Serves the page and has a peer connection with each page that is open. The page offers; each side
 * opens a channel; Java sends back what it gets. Thread-safe.
 */
public final class DataChannels implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final WebRtc webrtc = WebRtc.builder().build();
    private final Map<String, RtcPeerConnection> calls = new ConcurrentHashMap<>();
    private final WebServer server;

    private DataChannels(String host, int port) {
        this.server = WebServer.start("data-channels", host, port, this::signaling);
    }

    /** Starts the example on an address and a port (0 for any free one). */
    public static DataChannels start(String host, int port) {
        return new DataChannels(host, port);
    }

    /** Where the page is. */
    public URI address() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
        webrtc.close();
    }

    private void signaling(WsConfig socket) {
        socket.onConnect(
                page -> {
                    page.enableAutomaticPings();
                    page.session.setIdleTimeout(Duration.ofMinutes(5));
                    calls.put(page.sessionId(), newCall(page));
                });
        socket.onMessage(
                message -> handle(message.message(), calls.get(message.sessionId()), message));
        socket.onClose(page -> calls.remove(page.sessionId()).close());
    }

    private RtcPeerConnection newCall(WsContext page) {
        RtcPeerConnection pc = webrtc.newPeerConnection();
        pc.onIceCandidate(
                candidate -> page.send("{\"candidate\":" + candidate.toInit().toJson() + "}"));
        pc.onDataChannel(DataChannels::echo);
        RtcDataChannel ours = pc.createDataChannel("from Java");
        ours.onOpen(() -> ours.send("Hello from Java " + Runtime.version().feature()));
        echo(ours);
        return pc;
    }

    /** Sends back what comes; closes at the word "bye". */
    private static void echo(RtcDataChannel channel) {
        channel.onMessage(
                message -> {
                    if (!message.isText()) {
                        channel.send(message.data());
                    } else if (message.text().equals("bye")) {
                        channel.close();
                    } else {
                        channel.send("You said: " + message.text());
                    }
                });
    }

    /** One message of the page: its offer, or one of its candidates. */
    private static void handle(String json, RtcPeerConnection pc, WsContext page)
            throws JsonProcessingException {
        JsonNode message = JSON.readTree(json);
        CompletableFuture<?> done =
                message.has("description")
                        ? answer(pc, message.get("description").toString(), page)
                        : pc.addIceCandidate(
                                RtcIceCandidateInit.fromJson(message.get("candidate").toString()));
        done.exceptionally(
                error -> {
                    System.err.println(json + ": " + error);
                    return null;
                });
    }

    private static CompletableFuture<?> answer(RtcPeerConnection pc, String offer, WsContext page) {
        return pc.setRemoteDescription(RtcSessionDescription.fromJson(offer))
                .thenCompose(done -> pc.createAnswer())
                .thenCompose(
                        answer -> {
                            page.send("{\"description\":" + answer.toJson() + "}");
                            return pc.setLocalDescription(answer);
                        });
    }
}
