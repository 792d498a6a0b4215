package dev.specter.tests.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.opentest4j.TestAbortedException;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One page in one headless browser, and the messages exchanged with it. Messages are objects with a
 * {@code kind}; three kinds are the harness's: {@code console} is kept for the report of a failure,
 * {@code verdict} with {@code ok: false} fails whoever awaits anything, and what {@link #onMessage}
 * took is not awaited. Thread-safe.
 */
public final class BrowserPage implements AutoCloseable {
    /** What a test may wait for one message, where it does not say otherwise. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CONSOLE_LINES = 200;
    private static final int REPORTED_MESSAGES = 20;

    /** A test's body. */
    public interface Body {
        /** Runs it. */
        void run(BrowserPage page) throws Exception;
    }

    private final BrowserKind kind;
    private final PageServer server;
    private final BrowserProcess browser;
    private final List<String> console = new ArrayList<>();
    private final List<JsonNode> inbox = new ArrayList<>();
    private String listenedKind = "";
    private Consumer<JsonNode> listener = message -> {};
    private Optional<JsonNode> badVerdict = Optional.empty();

    private BrowserPage(BrowserKind kind, Path executable, String page, List<String> settings)
            throws IOException {
        this.kind = kind;
        this.server = new PageServer(this::receive);
        try {
            this.browser = BrowserProcess.launch(kind, executable, server.page(page), settings);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /**
     * Opens a page of the folder {@code browser} and runs the body with it. Skips or fails without
     * the browser, as {@link BrowserKind#require} says; a failure carries the page's console.
     *
     * @param page file name and query
     */
    public static void run(BrowserKind kind, String page, Body body) throws Exception {
        run(kind, page, List.of(), body);
    }

    /**
     * The same in a browser that is set up otherwise.
     *
     * @param page file name and query
     * @param settings flags of Chromium, or lines of Firefox's {@code user.js}
     */
    public static void run(BrowserKind kind, String page, List<String> settings, Body body)
            throws Exception {
        Path executable = kind.require();
        try (BrowserPage opened = new BrowserPage(kind, executable, page, settings)) {
            try {
                body.run(opened);
            } catch (TestAbortedException e) {
                throw e;
            } catch (Exception | AssertionError e) {
                throw new AssertionError(e.getMessage() + "\n" + opened.report(), e);
            }
        }
    }

    /** A new message for {@link #send}. */
    public static ObjectNode message(String kind) {
        return JSON.createObjectNode().put("kind", kind);
    }

    /** Sends a message to the page. */
    public void send(JsonNode message) {
        server.send(message);
    }

    /** Gives all messages of that kind, the earlier ones first, to the listener, one at a time. */
    public synchronized void onMessage(String kind, Consumer<JsonNode> listener) {
        this.listenedKind = kind;
        this.listener = listener;
        List<JsonNode> early = inbox.stream().filter(m -> isOf(kind, m)).toList();
        inbox.removeAll(early);
        early.forEach(listener);
    }

    /** The next message of that kind. */
    public JsonNode await(String kind) throws InterruptedException {
        return await(kind, m -> true, PATIENCE);
    }

    /** The next message of that kind that fits; those of the kind that do not fit are dropped. */
    public synchronized JsonNode await(
            String kind, Predicate<JsonNode> condition, Duration patience)
            throws InterruptedException {
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        Optional<JsonNode> last = Optional.empty();
        while (true) {
            for (int i = 0; i < inbox.size(); ) {
                if (!isOf(kind, inbox.get(i))) {
                    i++;
                    continue;
                }
                JsonNode message = inbox.remove(i);
                if (condition.test(message)) {
                    return message;
                }
                last = Optional.of(message);
            }
            if (badVerdict.isPresent()) {
                throw new AssertionError("the page says: " + badVerdict.get());
            }
            long leftMillis = (deadlineNanos - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0) {
                throw new AssertionError(
                        "no such message of kind " + kind + " in " + patience + "; last: " + last);
            }
            wait(Math.min(leftMillis, 1_000));
        }
    }

    /** Fails whoever awaits a message, now or later. */
    public synchronized void fail(String why) {
        badVerdict = Optional.of(message("verdict").put("ok", false).put("why", why));
        notifyAll();
    }

    /** What is known about the page: its console, what it sent, what the browser printed. */
    public synchronized String report() {
        var lines = new ArrayList<String>();
        lines.add("--- " + kind + (browser.isAlive() ? "" : " (ended)") + ", console of the page");
        lines.addAll(console);
        badVerdict.ifPresent(v -> lines.add("verdict: " + v));
        lines.add("--- last messages nobody took");
        inbox.stream()
                .skip(Math.max(0, inbox.size() - REPORTED_MESSAGES))
                .forEach(m -> lines.add(m.toString()));
        lines.add("--- output of the browser");
        lines.add(browser.output());
        return String.join("\n", lines);
    }

    @Override
    public void close() {
        try {
            browser.close();
        } finally {
            server.close();
        }
    }

    private synchronized void receive(JsonNode message) {
        if (isOf("console", message)) {
            if (console.size() < CONSOLE_LINES) {
                console.add(message.path("level").asText() + ": " + message.path("text").asText());
            }
        } else if (isOf("verdict", message) && !message.path("ok").asBoolean()) {
            badVerdict = Optional.of(message);
        } else if (isOf(listenedKind, message)) {
            listener.accept(message);
        } else {
            inbox.add(message);
        }
        notifyAll();
    }

    private static boolean isOf(String kind, JsonNode message) {
        return message.path("kind").asText().equals(kind);
    }
}
