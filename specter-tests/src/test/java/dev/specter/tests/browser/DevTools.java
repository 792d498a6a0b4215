package dev.specter.tests.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/** A page in a Chromium. Speaks the DevTools protocol. Not thread-safe. */
public final class DevTools extends InspectedPage {
    private static final long ANSWER_SECONDS = 20;

    private final BrowserProcess browser;
    private final RemoteCalls calls;

    private DevTools(BrowserProcess browser, RemoteCalls calls) {
        this.browser = browser;
        this.calls = calls;
    }

    /** Opens a page in a window of this size; skips or fails the test without Chromium. */
    public static DevTools open(URI page, int width, int height) throws Exception {
        Path executable = BrowserKind.CHROMIUM.require();
        var browser = BrowserProcess.launch(BrowserKind.CHROMIUM, executable, page, List.of());
        try {
            HttpClient http = HttpClient.newHttpClient();
            URI socket = pageSocket(http, browser);
            var tools = new DevTools(browser, RemoteCalls.connect(http, socket));
            tools.call(
                    "Emulation.setDeviceMetricsOverride",
                    RemoteCalls.params()
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
                for (JsonNode target : RemoteCalls.parse(targets)) {
                    if (target.path("type").asText().equals("page")) {
                        return URI.create(target.path("webSocketDebuggerUrl").asText());
                    }
                }
            }
            Thread.sleep(100);
        }
        throw new IOException("no page to look into");
    }

    @Override
    public JsonNode evaluate(String expression) throws Exception {
        JsonNode answer =
                call(
                        "Runtime.evaluate",
                        RemoteCalls.params()
                                .put("expression", asJson(expression))
                                .put("awaitPromise", true)
                                .put("returnByValue", true));
        return RemoteCalls.parse(answer.path("result").path("value").asText("null"));
    }

    /** Runs an expression with the rights of a click. */
    public void act(String expression) throws Exception {
        call(
                "Runtime.evaluate",
                RemoteCalls.params().put("expression", expression).put("userGesture", true));
    }

    /** A PNG of what the window shows. */
    public byte[] screenshot() throws Exception {
        JsonNode answer = call("Page.captureScreenshot", RemoteCalls.params().put("format", "png"));
        return Base64.getDecoder().decode(answer.path("data").asText());
    }

    private JsonNode call(String method, ObjectNode params) throws Exception {
        return calls.call(method, params, ANSWER_SECONDS);
    }

    @Override
    public void close() {
        calls.close();
        browser.close();
    }
}
