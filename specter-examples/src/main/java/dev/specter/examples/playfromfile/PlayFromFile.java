package dev.specter.examples.playfromfile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.specter.examples.WebServer;
import dev.specter.webrtc.RtcIceCandidateInit;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.RtcPeerConnectionState;
import dev.specter.webrtc.RtcRtpCodecCapability;
import dev.specter.webrtc.RtcSampleTrack;
import dev.specter.webrtc.RtcSessionDescription;
import dev.specter.webrtc.WebRtc;

import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsContext;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Serves the page and answers the offer of each page that is open with a video track, into which a
 * file is played once. Thread-safe.
 */
public final class PlayFromFile implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final WebRtc webrtc = WebRtc.builder().build();
    private final Map<String, Call> calls = new ConcurrentHashMap<>();
    private final Optional<Path> file;
    private final WebServer server;

    private PlayFromFile(String host, int port, Optional<Path> file) {
        this.file = file;
        this.server = WebServer.start("play-from-file", host, port, this::signaling);
    }

    /**
     * Starts the example.
     *
     * @param host address to listen on
     * @param port port; 0 for any free one
     * @param file what to play; without it a film of the example's own, in the page's best codec
     */
    public static PlayFromFile start(String host, int port, Optional<Path> file) {
        return new PlayFromFile(host, port, file);
    }

    /** Where the page is. */
    public URI address() {
        return server.address();
    }

    @Override
    public void close() {
        server.close();
        webrtc.close();
    }

    private void signaling(WsConfig socket) {
        socket.onConnect(
                page -> {
                    page.enableAutomaticPings();
                    page.session.setIdleTimeout(Duration.ofMinutes(5));
                    calls.put(page.sessionId(), new Call(page));
                });
        socket.onMessage(message -> calls.get(message.sessionId()).handle(message.message()));
        socket.onClose(page -> calls.remove(page.sessionId()).close());
    }

    /** One page and its peer connection. */
    private final class Call implements AutoCloseable {
        private final WsContext page;
        private final RtcPeerConnection pc = webrtc.newPeerConnection();
        private volatile Optional<FilePlayer> player = Optional.empty();

        Call(WsContext page) {
            this.page = page;
            pc.onIceCandidate(c -> page.send("{\"candidate\":" + c.toInit().toJson() + "}"));
        }

        /** One message of the page: its offer, or one of its candidates. */
        void handle(String json) throws JsonProcessingException {
            JsonNode message = JSON.readTree(json);
            CompletableFuture<?> done =
                    message.has("description")
                            ? answer(message.get("description").toString())
                            : pc.addIceCandidate(
                                    RtcIceCandidateInit.fromJson(
                                            message.get("candidate").toString()));
            done.exceptionally(
                    error -> {
                        System.err.println(json + ": " + error);
                        return null;
                    });
        }

        private CompletableFuture<?> answer(String json) {
            RtcSessionDescription offer = RtcSessionDescription.fromJson(json);
            RtcSampleTrack film =
                    RtcSampleTrack.create(
                            RtcRtpCodecCapability.of(choose(offer.sdp())), "film", "specter");
            pc.onConnectionStateChange(
                    state -> {
                        if (state == RtcPeerConnectionState.CONNECTED) {
                            play(film);
                        }
                    });
            return pc.setRemoteDescription(offer)
                    .thenCompose(
                            done -> {
                                pc.addTrack(film);
                                return pc.createAnswer();
                            })
                    .thenCompose(
                            answer -> {
                                page.send("{\"description\":" + answer.toJson() + "}");
                                return pc.setLocalDescription(answer);
                            });
        }

        /** The codec of the file that was asked for, else H.264 where the browser can, else VP8. */
        private String choose(String offer) {
            boolean offersH264 = offer.toLowerCase(Locale.ROOT).contains(" h264/90000");
            boolean isH264 = file.map(f -> !f.toString().endsWith(".ivf")).orElse(offersH264);
            return isH264 ? "video/H264" : "video/VP8";
        }

        private void play(RtcSampleTrack film) {
            if (player.isPresent()) {
                return; // connected again, after a disruption
            }
            try {
                FilePlayer started = FilePlayer.start(film, open(film));
                player = Optional.of(started);
                page.send(event("playback-started"));
                var unused =
                        started.finished()
                                .whenComplete(
                                        (done, error) ->
                                                page.send(
                                                        event(
                                                                error == null
                                                                        ? "playback-finished"
                                                                        : "playback-failed")));
            } catch (IOException e) {
                page.send(event("playback-failed"));
            }
        }

        private static String event(String name) {
            return "{\"event\":\"" + name + "\"}";
        }

        private InputStream open(RtcSampleTrack film) throws IOException {
            if (file.isPresent()) {
                return Files.newInputStream(file.get());
            }
            boolean isH264 = film.codec().mimeType().equals("video/H264");
            return PlayFromFile.class.getResourceAsStream(
                    isH264 ? "/media/film.h264" : "/media/film.ivf");
        }

        @Override
        public void close() {
            player.ifPresent(FilePlayer::close);
            pc.close();
        }
    }
}
