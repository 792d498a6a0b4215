package dev.specter.examples;

import io.javalin.Javalin;
import io.javalin.config.RoutesConfig;
import io.javalin.http.staticfiles.Location;
import io.javalin.websocket.WsConfig;

import java.net.URI;
import java.util.function.Consumer;

/**
 * The web server of an example: its page, what the pages share, and a WebSocket for signaling.
 * Thread-safe.
 */
public final class WebServer implements AutoCloseable {
    private final Javalin javalin;
    private final URI address;

    private WebServer(Javalin javalin, String host) {
        this.javalin = javalin;
        this.address = URI.create("http://" + host + ":" + javalin.port() + "/");
    }

    /**
     * Starts a server.
     *
     * @param page the folder, among those of the pages, that is served
     * @param host address to listen on
     * @param port port; 0 for any free one
     * @param signaling sets the handlers of the WebSocket
     */
    public static WebServer start(
            String page, String host, int port, Consumer<WsConfig> signaling) {
        return start(page, host, port, signaling, routes -> {});
    }

    /**
     * Starts a server with routes of the example's own.
     *
     * @param page the folder, among those of the pages, that is served
     * @param host address to listen on
     * @param port port; 0 for any free one
     * @param signaling sets the handlers of the WebSocket
     * @param routes adds routes
     */
    public static WebServer start(
            String page,
            String host,
            int port,
            Consumer<WsConfig> signaling,
            Consumer<RoutesConfig> routes) {
        Javalin javalin =
                Javalin.create(
                        config -> {
                            config.startup.showJavalinBanner = false;
                            config.staticFiles.add(
                                    files -> {
                                        files.hostedPath = "/";
                                        files.directory = "/pages/" + page;
                                        files.location = Location.CLASSPATH;
                                    });
                            config.staticFiles.add(
                                    files -> {
                                        files.hostedPath = "/shared-parts";
                                        files.directory = "/pages/shared-parts";
                                        files.location = Location.CLASSPATH;
                                    });
                            config.routes.ws("/signaling", signaling);
                            routes.accept(config.routes);
                        });
        return new WebServer(javalin.start(host, port), host);
    }

    /** Where the page is. */
    public URI address() {
        return address;
    }

    @Override
    public void close() {
        javalin.stop();
    }
}
