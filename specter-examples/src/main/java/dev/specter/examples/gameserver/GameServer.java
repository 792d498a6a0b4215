package dev.specter.examples.gameserver;

import dev.specter.examples.PageCall;
import dev.specter.examples.WebServer;
import dev.specter.webrtc.WebRtc;

import java.net.URI;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Serves the page of the game and runs the arena in which all open pages play. Thread-safe. */
public final class GameServer implements AutoCloseable {
    private static final long TICK_NANOS = 1_000_000_000 / Arena.TICKS_PER_SECOND;

    private final WebRtc webrtc = WebRtc.builder().build();
    private final Arena arena = new Arena(new Random());
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final WebServer server;

    private GameServer(String host, int port) {
        this.server =
                WebServer.start(
                        "game-server",
                        host,
                        port,
                        socket -> PageCall.serve(socket, page -> new Player(page, webrtc, arena)));
    }

    /** Starts the game on an address and a port (0 for any free one). */
    public static GameServer start(String host, int port) {
        var game = new GameServer(host, port);
        var unused =
                game.clock.scheduleAtFixedRate(
                        game.arena::tick, TICK_NANOS, TICK_NANOS, TimeUnit.NANOSECONDS);
        return game;
    }

    /** Where the page is. */
    public URI address() {
        return server.address();
    }

    @Override
    public void close() {
        clock.shutdown();
        server.close();
        webrtc.close();
    }
}
