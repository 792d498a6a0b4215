package dev.specter;

import dev.specter.rtp.file.MediaFrame;
import dev.specter.rtp.file.MediaReader;
import dev.specter.rtp.file.Playback;
import dev.specter.webrtc.MediaSample;
import dev.specter.webrtc.RtcRtpCodecCapability;
import dev.specter.webrtc.RtcSampleTrack;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Future;

/**
 * The files that one track plays, one after the other, each in its own time. Confined to the
 * playback thread, but for {@link #play} and {@link #close}.
 */
final class Playlist {
    private static final Logger LOG = LoggerFactory.getLogger(Playlist.class);

    private record Item(Path path, Tracks.Format format) {}

    private final TrackLocalStaticSample handle;
    private final RtcSampleTrack track;
    private final PlaybackThread thread;
    private final Outbox outbox;

    // Guarded by this: what comes before the close in the thread's queue is decided here.
    private boolean closed;

    private final Queue<Item> waiting = new ArrayDeque<>();
    private MediaReader reader;
    private Playback playback;
    private Future<?> timer;

    Playlist(
            TrackLocalStaticSample handle,
            RtcSampleTrack track,
            PlaybackThread thread,
            Outbox outbox) {
        this.handle = handle;
        this.track = track;
        this.thread = thread;
        this.outbox = outbox;
    }

    /** Plays a file when those before it have ended; false if the track is closed. */
    synchronized boolean play(Path path, Tracks.Format format) {
        if (closed) {
            return false;
        }
        thread.execute(
                () -> {
                    waiting.add(new Item(path, format));
                    if (reader == null) {
                        next();
                    }
                });
        return true;
    }

    /** Ends what plays and what waits. */
    synchronized void close() {
        if (!closed) {
            closed = true;
            thread.execute(this::stop);
        }
    }

    private void stop() {
        if (timer != null) {
            timer.cancel(false);
        }
        boolean playing = reader != null;
        closeReader();
        for (int i = waiting.size() + (playing ? 1 : 0); i > 0; i--) {
            outbox.post(new SpecterMessage.PlaybackError(handle, "the track is closed"));
        }
        waiting.clear();
    }

    /** Begins the next file that can be opened. */
    private void next() {
        while (reader == null && !waiting.isEmpty()) {
            Item item = waiting.remove();
            try {
                reader = item.format().open(Files.newInputStream(item.path()));
                requireCodec(reader.mimeType());
                playback = new Playback(reader, thread.nowNanos());
                step();
            } catch (IOException | RuntimeException e) {
                fail(e);
            }
        }
    }

    private void requireCodec(String fileCodec) throws IOException {
        RtcRtpCodecCapability codec = track.codec();
        boolean fits =
                codec.encodingName().isEmpty()
                        ? fileCodec.startsWith(codec.kind().toString() + "/")
                        : codec.mimeType().equalsIgnoreCase(fileCodec);
        if (!fits) {
            throw new IOException("the track is " + codec.mimeType() + ", the file " + fileCodec);
        }
    }

    private void wake() {
        try {
            step();
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
        next();
    }

    private void step() throws IOException {
        long nowNanos = thread.nowNanos();
        for (MediaFrame frame = playback.pollFrame(nowNanos);
                frame != null;
                frame = playback.pollFrame(nowNanos)) {
            track.writeSample(
                    MediaSample.of(frame.data(), Duration.ofNanos(frame.durationNanos())));
        }
        if (playback.isFinished()) {
            closeReader();
            outbox.post(new SpecterMessage.PlaybackFinished(handle));
        } else {
            timer = thread.executeAt(playback.nextTimeoutNanos(), this::wake);
        }
    }

    private void fail(Exception e) {
        closeReader();
        outbox.post(new SpecterMessage.PlaybackError(handle, Connection.reason(e)));
    }

    private void closeReader() {
        if (reader == null) {
            return;
        }
        try {
            reader.close();
        } catch (IOException e) {
            LOG.debug("closing a media file failed", e);
        }
        reader = null;
        playback = null;
    }
}
