package dev.specter.examples.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.specter.examples.TrackFile;
import dev.specter.webrtc.RtcRtpTransceiver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Writes a visitor's camera and microphone to files when asked to. Thread-safe. */
final class Recording {
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Visitor visitor;
    private final Recordings recordings;
    private final List<TrackFile> running = new ArrayList<>();

    Recording(Visitor visitor, Recordings recordings) {
        this.visitor = visitor;
        this.recordings = recordings;
    }

    /** Begins; does nothing while one runs. */
    synchronized void start() {
        if (!running.isEmpty()) {
            return;
        }
        for (RtcRtpTransceiver transceiver : visitor.own()) {
            running.add(
                    new TrackFile(
                            transceiver.receiver(),
                            recordings.folder(),
                            recordings.newName(transceiver.kind()),
                            LONGEST));
        }
    }

    /** Ends it and tells the page where the files are. */
    synchronized void stop() {
        if (running.isEmpty()) {
            return;
        }
        ObjectNode event = Visitor.newEvent();
        ArrayNode files = event.putArray("recording");
        for (TrackFile file : running) {
            file.close();
            file.path().ifPresent(path -> describe(files.addObject(), file, path));
        }
        running.clear();
        visitor.tell(event);
    }

    private void describe(ObjectNode node, TrackFile file, Path path) {
        node.put("url", recordings.offer(path))
                .put("name", path.getFileName().toString())
                .put("frames", file.frames())
                .put("seconds", file.durationNanos() / 1e9)
                .put("bytes", size(path));
    }

    private static long size(Path path) {
        try {
            return Files.size(path);
        } catch (IOException e) {
            return 0;
        }
    }
}
