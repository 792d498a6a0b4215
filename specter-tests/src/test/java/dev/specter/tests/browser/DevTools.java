package dev.specter.tests.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A page in a Chromium of its own that a test looks into: for pages that were not made for the
 * harness, such as those of the examples. Speaks the DevTools protocol. Not thread-safe.
 */
public final class DevTools implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final long ANSWER_SECONDS = 20;

    private final BrowserProcess browser;
    private final WebSocket socket;
    private final BlockingQueue<JsonNode> answers;
    private int lastId;

    private DevTools(BrowserProcess browser, WebSocket socket, BlockingQueue<JsonNode> answers) {
        this.browser = browser;
        this.socket = socket;
        this.answers = answers;
    }

    /** Opens a page in a window of this size; skips or fails the test without Chromium. */
    public static DevTools open(URI page, int width, int height) throws Exception {
        Path executable = BrowserKind.CHROMIUM.require();
        var browser = BrowserProcess.launch(BrowserKind.CHROMIUM, executable, page, List.of());
        try {
            var answers = new LinkedBlockingQueue<JsonNode>();
            HttpClient http = HttpClient.newHttpClient();
            WebSocket socket =
                    http.newWebSocketBuilder()
                            .buildAsync(pageSocket(http, browser), new Answers(answers))
                            .get(ANSWER_SECONDS, TimeUnit.SECONDS);
            var tools = new DevTools(browser, socket, answers);
            tools.call(
                    "Emulation.setDeviceMetricsOverride",
                    MAPPER.createObjectNode()
                            .put("width", width)
                            .put("height", height)
                            .put("deviceScaleFactor", 1)
                            .put("mobile", width < 600));
            return tools;
        } catch (Exception | Error e) {
            System.out.println(browser.output());
            browser.close();
            throw e;
        }
    }

    /** The page's debugging address, from the port that Chromium writes into its profile. */
    private static URI pageSocket(HttpClient http, BrowserProcess browser) throws Exception {
        Path portFile = browser.profile().resolve("DevToolsActivePort");
        for (int attempt = 0; attempt < 200; attempt++) {
            if (Files.exists(portFile) && Files.size(portFile) > 0) {
                String port = Files.readAllLines(portFile).get(0);
                URI list = URI.create("http://127.0.0.1:" + port + "/json/list");
                String targets =
                        http.send(
                                        HttpRequest.newBuilder(list).build(),
                                        HttpResponse.BodyHandlers.ofString())
                                .body();
                for (JsonNode target : MAPPER.readTree(targets)) {
                    if (target.path("type").asText().equals("page")) {
                        return URI.create(target.path("webSocketDebuggerUrl").asText());
                    }
                }
            }
            Thread.sleep(100);
        }
        throw new IOException("no page to look into");
    }

    /** What an expression gives in the page, or its promise; it must be JSON. */
    public JsonNode evaluate(String expression) throws Exception {
        JsonNode answer =
                call(
                        "Runtime.evaluate",
                        MAPPER.createObjectNode()
                                .put(
                                        "expression",
                                        "Promise.resolve(" + expression + ").then(JSON.stringify)")
                                .put("awaitPromise", true)
                                .put("returnByValue", true));
        String json = answer.path("result").path("value").asText("null");
        return MAPPER.readTree(json);
    }

    /** Asks for an expression until it is as wanted. */
    public JsonNode await(String expression, Predicate<JsonNode> wanted, Duration patience)
            throws Exception {
        long endNanos = System.nanoTime() + patience.toNanos();
        while (true) {
            JsonNode value = evaluate(expression);
            if (wanted.test(value)) {
                return value;
            }
            if (System.nanoTime() > endNanos) {
                throw new AssertionError(expression + " stays " + value);
            }
            Thread.sleep(200);
        }
    }

    /** Runs an expression with the rights of a click. */
    public void act(String expression) throws Exception {
        call(
                "Runtime.evaluate",
                MAPPER.createObjectNode().put("expression", expression).put("userGesture", true));
    }

    /** A PNG of what the window shows. */
    public byte[] screenshot() throws Exception {
        JsonNode answer =
                call("Page.captureScreenshot", MAPPER.createObjectNode().put("format", "png"));
        return Base64.getDecoder().decode(answer.path("data").asText());
    }

    private JsonNode call(String method, ObjectNode params) throws Exception {
        int id = ++lastId;
        ObjectNode request = MAPPER.createObjectNode().put("id", id).put("method", method);
        request.set("params", params);
        socket.sendText(request.toString(), true).get(ANSWER_SECONDS, TimeUnit.SECONDS);
        while (true) {
            JsonNode answer = answers.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
            if (answer == null) {
                throw new IOException(method + " was not answered");
            }
            if (answer.path("id").asInt() == id) {
                if (answer.has("error")) {
                    throw new IOException(method + ": " + answer.get("error"));
                }
                return answer.path("result");
            }
        }
    }

    @Override
    public void close() {
        socket.abort();
        browser.close();
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
                    queue.add(MAPPER.readTree(text.toString()));
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
