package dev.specter.examples;

import dev.specter.rtp.file.MediaFiles;
import dev.specter.rtp.file.MediaWriter;
import dev.specter.webrtc.RtcListenerRegistration;
import dev.specter.webrtc.RtcRemoteSample;
import dev.specter.webrtc.RtcRtpReceiver;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/**
 * A file that a remote track is written to: IVF for VP8, Annex B for H.264, Ogg for Opus. It is
 * made when the first frame comes, since only then the codec is known. Thread-safe.
 */
public final class TrackFile implements AutoCloseable {
    private final RtcRtpReceiver receiver;
    private final Path folder;
    private final String name;
    private final long longestNanos;
    private final RtcListenerRegistration registration;

    private Optional<Path> path = Optional.empty();
    private Optional<MediaWriter> writer = Optional.empty();
    private boolean ended;

    /**
     * Begins to write, at the next key frame, which is asked for.
     *
     * @param receiver receives the track
     * @param folder where the file will be
     * @param name its name; the codec's extension is added
     * @param longest what comes after this time is not written
     */
    public TrackFile(RtcRtpReceiver receiver, Path folder, String name, Duration longest) {
        this.receiver = receiver;
        this.folder = folder;
        this.name = name;
        this.longestNanos = longest.toNanos();
        this.registration = receiver.track().onSample(this::write);
        receiver.requestKeyFrame();
    }

    /** The file; empty before the first frame. */
    public synchronized Optional<Path> path() {
        return path;
    }

    /** Frames written. */
    public synchronized long frames() {
        return writer.map(MediaWriter::framesWritten).orElse(0L);
    }

    /** What the file lasts, in nanoseconds. */
    public synchronized long durationNanos() {
        return writer.map(MediaWriter::durationNanos).orElse(0L);
    }

    private synchronized void write(RtcRemoteSample sample) {
        if (ended || durationNanos() > longestNanos) {
            return;
        }
        try {
            if (writer.isEmpty()) {
                open();
            }
            writer.get().write(sample.data(), sample.rtpTimestamp(), sample.isKeyFrame());
        } catch (IOException e) {
            System.err.println(name + ": " + e);
            close();
        }
    }

    private void open() throws IOException {
        String codec = receiver.track().codec().orElseThrow().mimeType();
        String extension =
                MediaFiles.extension(codec)
                        .orElseThrow(() -> new IOException("no kind of file for " + codec));
        Path file = folder.resolve(name + "." + extension);
        writer =
                MediaFiles.writer(
                        codec,
                        FileChannel.open(
                                file,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING,
                                StandardOpenOption.WRITE));
        path = Optional.of(file);
    }

    /** Completes the file. */
    @Override
    public synchronized void close() {
        if (ended) {
            return;
        }
        ended = true;
        registration.close();
        try {
            if (writer.isPresent()) {
                writer.get().close();
            }
        } catch (IOException e) {
            System.err.println(name + ": " + e);
        }
    }
}
