package dev.specter.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.specter.webrtc.RtcIceCandidateInit;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.RtcSdpType;
import dev.specter.webrtc.RtcSessionDescription;

import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Does what an example's page does: fetches it, offers over its WebSocket, and trickles. */
public final class StandInPage implements WebSocket.Listener, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RtcPeerConnection pc;
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;
    private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);

    /** Opens the signaling of the page at that address. */
    public StandInPage(URI address, RtcPeerConnection pc) {
        this.pc = pc;
        URI signaling = URI.create("ws" + address.resolve("signaling").toString().substring(4));
        this.socket =
                HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(signaling, this).join();
    }

    /** Offers. */
    public void offer() {
        pc.onIceCandidate(c -> send("candidate", c.toInit().toJson()));
        RtcSessionDescription offer = pc.createOffer().join();
        send("description", offer.toJson());
        pc.setLocalDescription(offer).join();
    }

    /** Gives the example a command. */
    public void command(String command) {
        send("command", "\"" + command + "\"");
    }

    /** The first event, of those not taken yet, that has a member of that name. */
    public JsonNode awaitEvent(String name) throws Exception {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            long leftNanos = endNanos - System.nanoTime();
            String event = events.poll(leftNanos, TimeUnit.NANOSECONDS);
            assertNotNull(event, "no event \"" + name + "\"");
            if (event.startsWith("{") && JSON.readTree(event).has(name)) {
                return JSON.readTree(event).get(name);
            }
        }
    }

    /** The next event that the example tells its page. */
    public String nextEvent(long seconds) throws InterruptedException {
        return String.valueOf(events.poll(seconds, TimeUnit.SECONDS));
    }

    /** Fetches what the page consists of. */
    public static void fetch(URI address, String... paths) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        for (String path : paths) {
            var request = HttpRequest.newBuilder(address.resolve(path)).build();
            var response = client.send(request, BodyHandlers.ofString());
            assertEquals(200, response.statusCode(), path);
            assertEquals(false, response.body().isEmpty(), path);
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            handle(partial.toString());
            partial.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public void close() {
        socket.abort();
        pc.close();
    }

    private void handle(String json) {
        try {
            JsonNode message = JSON.readTree(json);
            if (message.has("description")) {
                take(RtcSessionDescription.fromJson(message.get("description").toString()))
                        .exceptionally(this::fail);
            } else if (message.has("candidate")) {
                pc.addIceCandidate(
                                RtcIceCandidateInit.fromJson(message.get("candidate").toString()))
                        .exceptionally(this::fail);
            } else {
                JsonNode event = message.path("event");
                events.add(event.isTextual() ? event.asText() : event.toString());
            }
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An answer of the example, or one of its later offers, which is answered. */
    private CompletableFuture<Void> take(RtcSessionDescription description) {
        CompletableFuture<Void> taken = pc.setRemoteDescription(description);
        if (description.type() != RtcSdpType.OFFER) {
            return taken;
        }
        return taken.thenCompose(done -> pc.createAnswer())
                .thenCompose(
                        answer -> {
                            CompletableFuture<Void> set = pc.setLocalDescription(answer);
                            send("description", answer.toJson());
                            return set;
                        });
    }

    private Void fail(Throwable error) {
        events.add(error.toString());
        return null;
    }

    /** A WebSocket takes one message after the other. */
    private synchronized void send(String name, String json) {
        String message = "{\"" + name + "\":" + json + "}";
        sent = sent.thenCompose(done -> socket.sendText(message, true));
    }
}
