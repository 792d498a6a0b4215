package dev.specter.tests.browser;

import com.fasterxml.jackson.databind.JsonNode;

import java.net.URI;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * A page in a browser of its own that a test looks into: for pages that were not made for the
 * harness, such as those of the examples. Not thread-safe.
 */
public abstract class InspectedPage implements AutoCloseable {
    InspectedPage() {}

    /** Opens a page; skips or fails the test without the browser. */
    public static InspectedPage open(BrowserKind kind, URI page) throws Exception {
        return switch (kind) {
            case CHROMIUM -> DevTools.open(page, 900, 700);
            case FIREFOX -> BiDi.open(page);
        };
    }

    /** What an expression gives in the page, or its promise; it must be JSON. */
    public abstract JsonNode evaluate(String expression) throws Exception;

    /** Asks for an expression until it is as wanted. */
    public final JsonNode await(String expression, Predicate<JsonNode> wanted, Duration patience)
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

    /** An expression for the text of another one's value. */
    static String asJson(String expression) {
        return "Promise.resolve(" + expression + ").then(JSON.stringify)";
    }

    @Override
    public abstract void close();
}
