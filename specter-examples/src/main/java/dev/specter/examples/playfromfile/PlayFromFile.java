package dev.specter.examples.playfromfile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.specter.Api;
import dev.specter.MediaEngine;
import dev.specter.PeerConnection;
import dev.specter.RtpCodecCapability;
import dev.specter.Specter;
import dev.specter.SpecterConfig;
import dev.specter.SpecterMessage;
import dev.specter.TrackLocalStaticSample;
import dev.specter.examples.WebServer;

import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsContext;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Serves the page and answers the offer of each page that is open with a video track, into which a
 * file is played once. Written against the Specter surface: calls return at once, what comes of
 * them arrives as messages. Thread-safe.
 */
public final class PlayFromFile implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Specter specter = Specter.init(SpecterConfig.of(), this::handle);
    private final Api api;
    private final Map<String, Call> calls = new ConcurrentHashMap<>();
    private final Optional<Path> file;
    private final WebServer server;

    private PlayFromFile(String host, int port, Optional<Path> file) {
        MediaEngine mediaEngine = specter.newMediaEngine();
        this.api = specter.newApi(mediaEngine, specter.newRegistry(mediaEngine));
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
        specter.close();
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

    /** All messages of all calls come here, those of one connection in the order of events. */
    private void handle(SpecterMessage message) {
        for (Call call : calls.values()) {
            if (call.isMeant(message)) {
                call.handle(message);
            }
        }
    }

    /** One page and its peer connection. */
    private final class Call implements AutoCloseable {
        private final WsContext page;
        private final PeerConnection pc = specter.newPeerConnection(api);
        private volatile Optional<TrackLocalStaticSample> film = Optional.empty();

        Call(WsContext page) {
            this.page = page;
        }

        /** One message of the page: its offer, or one of its candidates. */
        void handle(String json) throws JsonProcessingException {
            JsonNode message = JSON.readTree(json);
            if (message.has("description")) {
                answer(message.get("description"));
            } else {
                pc.addIceCandidate(message.get("candidate").toString());
            }
        }

        /** No call waits for the one before it: they take effect in the order of the calls. */
        private void answer(JsonNode offer) {
            String codec = choose(offer.path("sdp").asText());
            TrackLocalStaticSample track =
                    TrackLocalStaticSample.create(
                            specter, RtpCodecCapability.of(codec), "film", "specter");
            film = Optional.of(track);
            pc.setRemoteDescription(offer.toString());
            pc.addTrack(track);
            pc.createAnswer();
        }

        /** The codec of the file that was asked for, else H.264 where the browser can, else VP8. */
        private String choose(String offer) {
            boolean offersH264 = offer.toLowerCase(Locale.ROOT).contains(" h264/90000");
            boolean isH264 = file.map(f -> !f.toString().endsWith(".ivf")).orElse(offersH264);
            return isH264 ? "video/H264" : "video/VP8";
        }

        boolean isMeant(SpecterMessage message) {
            if (message instanceof SpecterMessage.OfTrack ofTrack) {
                return film.equals(Optional.of(ofTrack.track()));
            }
            return message instanceof SpecterMessage.OfPeerConnection ofPc && ofPc.pc().equals(pc);
        }

        void handle(SpecterMessage message) {
            if (message instanceof SpecterMessage.Answer answer) {
                page.send("{\"description\":" + answer.json() + "}");
                pc.setLocalDescription(answer.json());
            } else if (message instanceof SpecterMessage.IceCandidate candidate) {
                page.send("{\"candidate\":" + candidate.json() + "}");
            } else if (message instanceof SpecterMessage.StateChanged changed) {
                if (changed.state() == SpecterMessage.ConnectionState.State.CONNECTED) {
                    film.ifPresent(this::play);
                }
            } else if (message instanceof SpecterMessage.PlaybackFinished) {
                tell("playback-finished");
            } else if (message instanceof SpecterMessage.PlaybackError) {
                tell("playback-failed");
            }
        }

        private void play(TrackLocalStaticSample track) {
            boolean isH264 = track.rtc().codec().mimeType().equals("video/H264");
            try {
                Path path = file.isPresent() ? file.get() : unpack(isH264);
                if (isH264) {
                    track.playFromFileH264(path);
                } else {
                    track.playFromFileIvf(path);
                }
                tell("playback-started");
            } catch (IOException e) {
                tell("playback-failed");
            }
        }

        private void tell(String event) {
            page.send("{\"event\":\"" + event + "\"}");
        }

        @Override
        public void close() {
            pc.close();
            film.ifPresent(TrackLocalStaticSample::close);
        }
    }

    /** The film of the example as a file of its own, since a jar may hold it. */
    private static Path unpack(boolean isH264) throws IOException {
        String name = isH264 ? "film.h264" : "film.ivf";
        Path unpacked = Files.createTempFile("specter-", "-" + name);
        unpacked.toFile().deleteOnExit();
        try (InputStream film = PlayFromFile.class.getResourceAsStream("/media/" + name)) {
            Files.copy(film, unpacked, StandardCopyOption.REPLACE_EXISTING);
        }
        return unpacked;
    }
}
