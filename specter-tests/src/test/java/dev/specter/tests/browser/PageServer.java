package dev.specter.tests.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Serves the folder {@code browser} of the class path on a loopback port and carries messages
 * between one page and the test: POST /post from the page, a long poll of GET /poll to it.
 * Thread-safe.
 */
final class PageServer implements AutoCloseable {
    private static final long POLL_SECONDS = 10;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads =
            Executors.newCachedThreadPool(
                    task -> {
                        var thread = new Thread(task, "page-server");
                        thread.setDaemon(true);
                        return thread;
                    });
    private final LinkedBlockingQueue<JsonNode> toPage = new LinkedBlockingQueue<>();
    private final Consumer<JsonNode> fromPage;

    PageServer(Consumer<JsonNode> fromPage) throws IOException {
        this.fromPage = fromPage;
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serveFile);
        server.createContext("/post", this::receive);
        server.createContext("/poll", this::deliver);
        server.start();
    }

    /** The address of a page. */
    URI page(String pathAndQuery) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + pathAndQuery);
    }

    void send(JsonNode message) {
        toPage.add(message);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (InputStream body = exchange.getRequestBody()) {
            fromPage.accept(JSON.readTree(body));
        }
        respond(exchange, 204, "text/plain", new byte[0]);
    }

    private void deliver(HttpExchange exchange) throws IOException {
        List<JsonNode> messages = new ArrayList<>();
        try {
            JsonNode first = toPage.poll(POLL_SECONDS, TimeUnit.SECONDS);
            if (first != null) {
                messages.add(first);
                toPage.drainTo(messages);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closing
        }
        respond(exchange, 200, "application/json", JSON.writeValueAsBytes(messages));
    }

    private void serveFile(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        InputStream resource =
                path.contains("..")
                        ? null
                        : PageServer.class.getResourceAsStream("/browser" + path);
        if (resource == null || path.endsWith("/")) {
            respond(exchange, 404, "text/plain", path.getBytes(StandardCharsets.UTF_8));
            return;
        }
        try (resource) {
            String type = path.endsWith(".js") ? "text/javascript" : "text/html";
            respond(exchange, 200, type + "; charset=utf-8", resource.readAllBytes());
        }
    }

    private static void respond(HttpExchange exchange, int status, String type, byte[] body)
            throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
    }
}
