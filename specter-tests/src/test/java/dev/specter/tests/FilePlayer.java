package dev.specter.tests;

import dev.specter.rtp.file.H264AnnexBReader;
import dev.specter.rtp.file.IvfReader;
import dev.specter.rtp.file.MediaFrame;
import dev.specter.rtp.file.MediaReader;
import dev.specter.rtp.file.Playback;
import dev.specter.webrtc.MediaSample;
import dev.specter.webrtc.RtcSampleTrack;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Writes the frames of a file into a track when they are due, on a thread of its own. */
public final class FilePlayer implements AutoCloseable {
    private final RtcSampleTrack track;
    private final MediaReader reader;
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        var worker = new Thread(task, "file-player");
                        worker.setDaemon(true);
                        return worker;
                    });

    private FilePlayer(RtcSampleTrack track, MediaReader reader) {
        this.track = track;
        this.reader = reader;
    }

    /**
     * Begins to play.
     *
     * @param track takes the frames; its codec says how the file is read: H.264 Annex B, or IVF
     * @param file the file; closed by the player
     * @throws IOException if it is not such a file
     */
    public static FilePlayer start(RtcSampleTrack track, InputStream file) throws IOException {
        InputStream in = new BufferedInputStream(file);
        MediaReader reader =
                track.codec().mimeType().equalsIgnoreCase("video/H264")
                        ? new H264AnnexBReader(in)
                        : new IvfReader(in);
        var player = new FilePlayer(track, reader);
        var playback = new Playback(reader, System.nanoTime());
        player.thread.execute(() -> player.run(playback));
        return player;
    }

    /** Completes at the end of the file, or fails where it cannot be read. */
    public CompletableFuture<Void> finished() {
        return finished.copy();
    }

    @Override
    public void close() {
        thread.shutdownNow();
        finished.cancel(false);
    }

    private void run(Playback playback) {
        try {
            long nowNanos = System.nanoTime();
            for (MediaFrame f = playback.pollFrame(nowNanos);
                    f != null;
                    f = playback.pollFrame(nowNanos)) {
                track.writeSample(MediaSample.of(f.data(), Duration.ofNanos(f.durationNanos())));
            }
            if (playback.isFinished()) {
                reader.close();
                finished.complete(null);
                thread.shutdown();
                return;
            }
            long waitNanos = playback.nextTimeoutNanos() - System.nanoTime();
            var unused =
                    thread.schedule(
                            () -> run(playback), Math.max(0, waitNanos), TimeUnit.NANOSECONDS);
        } catch (IOException | RuntimeException e) {
            finished.completeExceptionally(e);
            thread.shutdown();
        }
    }
}
