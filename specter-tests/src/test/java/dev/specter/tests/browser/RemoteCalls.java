package dev.specter.tests.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Calls of a browser's methods over a WebSocket, which the DevTools protocol and WebDriver BiDi
 * write alike. Not thread-safe.
 */
final class RemoteCalls implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long CONNECT_SECONDS = 20;

    private final WebSocket socket;
    private final BlockingQueue<JsonNode> answers;
    private int lastId;

    private RemoteCalls(WebSocket socket, BlockingQueue<JsonNode> answers) {
        this.socket = socket;
        this.answers = answers;
    }

    static RemoteCalls connect(HttpClient http, URI address) throws Exception {
        var answers = new LinkedBlockingQueue<JsonNode>();
        WebSocket socket =
                http.newWebSocketBuilder()
                        .buildAsync(address, new Answers(answers))
                        .get(CONNECT_SECONDS, TimeUnit.SECONDS);
        return new RemoteCalls(socket, answers);
    }

    /** Parameters to fill in. */
    static ObjectNode params() {
        return JSON.createObjectNode();
    }

    /** What a method gives; waits for so long. */
    JsonNode call(String method, ObjectNode params, long patienceSeconds) throws Exception {
        int id = ++lastId;
        ObjectNode request = JSON.createObjectNode().put("id", id).put("method", method);
        request.set("params", params);
        socket.sendText(request.toString(), true).get(patienceSeconds, TimeUnit.SECONDS);
        while (true) {
            JsonNode answer = answers.poll(patienceSeconds, TimeUnit.SECONDS);
            if (answer == null) {
                throw new IOException(method + " was not answered");
            }
            if (answer.path("id").asInt() == id) {
                if (answer.has("error")) {
                    throw new IOException(method + ": " + answer);
                }
                return answer.path("result");
            }
        }
    }

    /** Parses the text that an expression gave. */
    static JsonNode parse(String json) throws IOException {
        return JSON.readTree(json);
    }

    @Override
    public void close() {
        socket.abort();
    }

    /** Puts messages, which may come in parts, into a queue. */
    private static final class Answers implements WebSocket.Listener {
        private final BlockingQueue<JsonNode> queue;
        private final StringBuilder text = new StringBuilder();

        Answers(BlockingQueue<JsonNode> queue) {
            this.queue = queue;
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                try {
                    queue.add(JSON.readTree(text.toString()));
                } catch (IOException e) {
                    throw new IllegalStateException("not JSON", e);
                }
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }
}
