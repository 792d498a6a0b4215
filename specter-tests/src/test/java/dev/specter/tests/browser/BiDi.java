package dev.specter.tests.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A page in a Firefox. Speaks WebDriver BiDi. Not thread-safe. */
final class BiDi extends InspectedPage {
    private static final long ANSWER_SECONDS = 20;

    private final BrowserProcess browser;
    private final RemoteCalls calls;
    private String context = "";

    private BiDi(BrowserProcess browser, RemoteCalls calls) {
        this.browser = browser;
        this.calls = calls;
    }

    static BiDi open(URI page) throws Exception {
        Path executable = BrowserKind.FIREFOX.require();
        var browser = BrowserProcess.launch(BrowserKind.FIREFOX, executable, page, List.of());
        try {
            URI address = address(browser);
            var bidi = new BiDi(browser, RemoteCalls.connect(HttpClient.newHttpClient(), address));
            ObjectNode session = RemoteCalls.params();
            session.putObject("capabilities");
            bidi.call("session.new", session);
            bidi.context = bidi.find(page);
            return bidi;
        } catch (Exception | Error e) {
            System.out.println(browser.output());
            browser.close();
            throw e;
        }
    }

    /** From the file that Firefox writes into its profile. */
    private static URI address(BrowserProcess browser) throws Exception {
        Path file = browser.profile().resolve("WebDriverBiDiServer.json");
        for (int attempt = 0; attempt < 300; attempt++) {
            if (Files.exists(file) && Files.size(file) > 0) {
                JsonNode server = RemoteCalls.parse(Files.readString(file));
                return URI.create("ws://127.0.0.1:" + server.path("ws_port").asInt() + "/session");
            }
            Thread.sleep(100);
        }
        throw new IOException("Firefox does not let itself be looked into");
    }

    private String find(URI page) throws Exception {
        for (int attempt = 0; attempt < 300; attempt++) {
            JsonNode tree = call("browsingContext.getTree", RemoteCalls.params());
            for (JsonNode tab : tree.path("contexts")) {
                if (tab.path("url").asText().equals(page.toString())) {
                    return tab.path("context").asText();
                }
            }
            Thread.sleep(100);
        }
        throw new IOException("no page to look into");
    }

    @Override
    public JsonNode evaluate(String expression) throws Exception {
        ObjectNode params =
                RemoteCalls.params()
                        .put("expression", asJson(expression))
                        .put("awaitPromise", true)
                        .put("userActivation", true);
        params.putObject("target").put("context", context);
        JsonNode answer = call("script.evaluate", params);
        return RemoteCalls.parse(answer.path("result").path("value").asText("null"));
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
