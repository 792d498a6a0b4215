package dev.specter.examples.savetodisk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.specter.examples.Codecs;
import dev.specter.examples.PageCall;
import dev.specter.examples.TrackFile;
import dev.specter.examples.WebServer;
import dev.specter.webrtc.RtcRtpTransceiver;
import dev.specter.webrtc.RtcSessionDescription;
import dev.specter.webrtc.WebRtc;

import io.javalin.websocket.WsContext;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Serves the page and writes its camera and microphone to files, from the first key frame until the
 * page stops or goes. Thread-safe.
 */
public final class SaveToDisk implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofHours(12);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    private final WebRtc webrtc = WebRtc.builder().build();
    private final AtomicInteger calls = new AtomicInteger();
    private final Path folder;
    private final WebServer server;

    private SaveToDisk(String host, int port, Path folder) {
        this.folder = folder;
        this.server =
                WebServer.start(
                        "save-to-disk", host, port, socket -> PageCall.serve(socket, Call::new));
    }

    /**
     * Starts the example.
     *
     * @param host address to listen on
     * @param port port; 0 for any free one
     * @param folder where the files shall be; made if need be
     */
    public static SaveToDisk start(String host, int port, Path folder) throws IOException {
        return new SaveToDisk(host, port, Files.createDirectories(folder));
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

    /** The call of one page. */
    private final class Call extends PageCall {
        private final String name =
                LocalDateTime.now(ZoneId.systemDefault()).format(TIME)
                        + "-"
                        + calls.incrementAndGet()
                        + "-";
        private final List<TrackFile> files = new CopyOnWriteArrayList<>();

        Call(WsContext page) {
            super(page, webrtc.newPeerConnection());
        }

        @Override
        protected void onOffer(RtcSessionDescription offer) {
            for (RtcRtpTransceiver transceiver : pc().transceivers()) {
                Codecs.use(webrtc, transceiver, Codecs.choose(offer, transceiver));
                files.add(
                        new TrackFile(
                                transceiver.receiver(),
                                folder,
                                name + transceiver.kind(),
                                LONGEST));
            }
        }

        @Override
        protected void onCommand(JsonNode command) {
            if (command.asText().equals("stop")) {
                files.forEach(TrackFile::close);
                tell(describe());
            }
        }

        private ObjectNode describe() {
            ObjectNode event = newEvent();
            ArrayNode saved = event.putArray("saved");
            for (TrackFile file : files) {
                if (file.path().isPresent()) {
                    saved.addObject()
                            .put("path", file.path().get().toString())
                            .put("frames", file.frames())
                            .put("seconds", file.durationNanos() / 1e9);
                }
            }
            return event;
        }

        @Override
        public void close() {
            files.forEach(TrackFile::close);
            super.close();
        }
    }
}
