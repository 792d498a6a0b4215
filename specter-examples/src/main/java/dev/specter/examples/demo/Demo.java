package dev.specter.examples.demo;

import dev.specter.examples.PageCall;
import dev.specter.examples.WebServer;
import dev.specter.webrtc.WebRtc;

import java.net.URI;

/**
 * Serves the demo: a film from Java, the visitor's own picture and sound by way of Java, other
 * visitors, a chat, recordings and numbers. Thread-safe.
 */
public final class Demo implements AutoCloseable {
    private final WebRtc webrtc = WebRtc.builder().build();
    private final Film film = new Film();
    private final Recordings recordings = new Recordings();
    private final Room room = new Room(film);
    private final WebServer server;

    private Demo(String host, int port) {
        this.server =
                WebServer.start(
                        "demo",
                        host,
                        port,
                        socket ->
                                PageCall.serve(
                                        socket,
                                        page -> new Visitor(page, webrtc, room, recordings)),
                        routes -> routes.get(Recordings.ROUTE, recordings::serve));
    }

    /** Starts the demo on an address and a port (0 for any free one). */
    public static Demo start(String host, int port) {
        return new Demo(host, port);
    }

    /** Where the page is. */
    public URI address() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
        webrtc.close();
        film.close();
        recordings.close();
    }
}
