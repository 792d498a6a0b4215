package dev.specter.examples.savetodisk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.databind.JsonNode;

import dev.specter.examples.StandInCamera;
import dev.specter.examples.StandInPage;
import dev.specter.rtp.file.MediaFrame;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.RtcStats;
import dev.specter.webrtc.WebRtc;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

class SaveToDiskIT {
    @TempDir private Path folder;

    @Test
    void theFilesHoldWhatWasSent() throws Exception {
        try (SaveToDisk example = SaveToDisk.start("127.0.0.1", 0, folder);
                StandInCamera camera = new StandInCamera();
                WebRtc webrtc = WebRtc.builder().build()) {
            StandInPage.fetch(example.address(), "/", "/save-to-disk.js");
            RtcPeerConnection pc = webrtc.newPeerConnection();
            pc.addTrack(camera.video());
            pc.addTrack(camera.audio());
            try (StandInPage page = new StandInPage(example.address(), pc)) {
                page.offer();
                awaitSent(pc, 120);
                page.command("stop");
                JsonNode saved = page.awaitEvent("saved");
                assertEquals(2, saved.size(), saved::toString);
                check(saved.get(0), ".ivf", camera.pictures(), 60);
                check(saved.get(1), ".ogg", camera.sounds(), 100);
            }
        }
    }

    /** Until both tracks have sent so many frames; the sound has more. */
    private static void awaitSent(RtcPeerConnection pc, long frames) throws Exception {
        long endNanos = System.nanoTime() + SECONDS.toNanos(60);
        while (true) {
            List<Long> sent =
                    pc.getStats().join().all(RtcStats.OutboundRtp.class).stream()
                            .map(RtcStats.OutboundRtp::framesSent)
                            .toList();
            if (sent.size() == 2 && sent.stream().allMatch(count -> count >= frames)) {
                return;
            }
            assertTrue(System.nanoTime() < endNanos, sent + " frames");
            Thread.sleep(50);
        }
    }

    private static void check(JsonNode file, String extension, List<MediaFrame> sent, int least)
            throws Exception {
        Path path = Path.of(file.get("path").asText());
        assertTrue(path.toString().endsWith(extension), path::toString);
        String codec = extension.equals(".ivf") ? "video/VP8" : "audio/opus";
        List<MediaFrame> frames;
        try (InputStream in = Files.newInputStream(path)) {
            frames = StandInCamera.read(in, codec);
        }
        assertEquals(file.get("frames").asInt(), frames.size());
        assertTrue(frames.size() >= least, frames.size() + " frames in " + path);
        Set<ByteBuffer> known = new HashSet<>();
        sent.forEach(frame -> known.add(frame.data()));
        frames.forEach(frame -> assertTrue(known.contains(frame.data()), "a strange frame"));
    }
}
