package dev.specter.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.specter.rtp.file.H264AnnexBWriter;
import dev.specter.rtp.file.IvfWriter;
import dev.specter.rtp.file.MediaWriter;
import dev.specter.rtp.file.OggOpusWriter;
import dev.specter.tests.browser.BrowserKind;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcRemoteSample;
import dev.specter.webrtc.RtcRemoteTrack;
import dev.specter.webrtc.WebRtc;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A browser's camera and microphone, recorded by Java, are files that ffmpeg decodes. */
class RecordingBrowserIT {
    private static final long LENGTH_NANOS = 4_000_000_000L;
    private static final int PATIENCE_SECONDS = 40;

    @TempDir Path folder;

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({"CHROMIUM,VP8", "CHROMIUM,H264", "FIREFOX,VP8"})
    void whatTheBrowserSendsIsRecorded(BrowserKind kind, Film codec) throws Exception {
        Ffmpeg.require();
        try (WebRtc webrtc = WebRtc.builder().build()) {
            MediaCall.run(
                    webrtc,
                    kind,
                    "codec=" + codec,
                    call -> {
                        Path videoFile =
                                folder.resolve(codec == Film.VP8 ? "camera.ivf" : "camera.h264");
                        Path audioFile = folder.resolve("microphone.ogg");
                        var video = new Recording(videoFile);
                        var audio = new Recording(audioFile);
                        call.pc()
                                .onTrack(
                                        event -> {
                                            RtcRemoteTrack track = event.track();
                                            boolean isVideo = track.kind() == RtcMediaKind.VIDEO;
                                            track.onSample((isVideo ? video : audio)::take);
                                        });
                        call.order("addTransceiver", "media", "audio", "direction", "sendonly");
                        call.order("addTransceiver", "media", "video", "direction", "sendonly");
                        call.pageOffers();
                        JsonNode picture = video.judge(codec.name().toLowerCase(Locale.ROOT));
                        JsonNode sound = audio.judge("opus");
                        System.out.printf("recorded of %s: %s, %s%n", kind, picture, sound);
                    });
        }
    }

    /** A track in a file, until it is long enough. Thread-safe. */
    private static final class Recording {
        private final Path file;
        private final MediaWriter writer;
        private final CompletableFuture<Void> full = new CompletableFuture<>();
        private long startNanos;
        private long endNanos;

        Recording(Path file) throws IOException {
            this.file = file;
            FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            String name = file.toString();
            if (name.endsWith("ogg")) {
                writer = new OggOpusWriter(channel);
            } else {
                writer =
                        name.endsWith("ivf")
                                ? new IvfWriter(channel)
                                : new H264AnnexBWriter(channel);
            }
        }

        synchronized void take(RtcRemoteSample sample) {
            if (full.isDone()) {
                return;
            }
            try {
                writer.write(sample.data(), sample.rtpTimestamp(), sample.isKeyFrame());
                if (writer.framesWritten() == 1) {
                    startNanos = System.nanoTime();
                }
                endNanos = System.nanoTime();
                if (writer.durationNanos() >= LENGTH_NANOS) {
                    writer.close();
                    full.complete(null);
                }
            } catch (IOException e) {
                full.completeExceptionally(e);
            }
        }

        /** Waits for the whole recording and has it looked at. */
        JsonNode judge(String codec) throws Exception {
            full.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            JsonNode found = Ffmpeg.probe(file);
            assertEquals(codec, found.path("codec_name").asText());
            long frames = found.path("nb_read_frames").asLong();
            assertEquals(writer.framesWritten(), frames, "decoded, of those written");
            assertTrue(frames >= LENGTH_NANOS / 1_000_000_000 * 10, found.toString());
            double seconds = writer.durationNanos() / 1e9;
            if (found.path("duration").isTextual()) { // H.264 byte streams have no time
                assertEquals(seconds, found.path("duration").asDouble(), 0.1, found.toString());
            }
            assertEquals((endNanos - startNanos) / 1e9, seconds, 1.5, "as long as it took");
            assertEquals("", Ffmpeg.complaints(file));
            return found;
        }
    }
}
