package dev.specter.examples.demo;

import dev.specter.rtp.file.MediaFiles;
import dev.specter.rtp.file.MediaFrame;
import dev.specter.rtp.file.MediaReader;
import dev.specter.webrtc.MediaSample;
import dev.specter.webrtc.RtcRtpCodecCapability;
import dev.specter.webrtc.RtcSampleTrack;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The test film: played over and over, in time, into a track for each codec, which all visitors
 * share. It rests while there is nobody. Thread-safe.
 */
final class Film implements AutoCloseable {
    private static final long MAX_LATE_NANOS = 500_000_000;

    private final RtcSampleTrack vp8 = newTrack("video/VP8", "film-vp8");
    private final RtcSampleTrack h264 = newTrack("video/H264", "film-h264");
    private final RtcSampleTrack opus = newTrack("audio/opus", "film-opus");
    private final List<Cue> cues = new ArrayList<>();
    private final long lengthNanos;
    private final ScheduledExecutorService projector =
            Executors.newSingleThreadScheduledExecutor(Film::newThread);

    // Confined to the projector.
    private int spectators;
    private int next;
    private long startNanos;

    /** A frame and its moment. */
    private record Cue(long atNanos, RtcSampleTrack track, MediaSample sample) {
        long endNanos() {
            return atNanos + sample.duration().toNanos();
        }
    }

    Film() {
        load(vp8);
        load(h264);
        this.lengthNanos = cues.stream().mapToLong(Cue::endNanos).max().orElseThrow();
        load(opus);
        cues.removeIf(cue -> cue.atNanos() >= lengthNanos);
        cues.sort(Comparator.comparingLong(Cue::atNanos));
    }

    /** The picture or the sound in a codec. */
    RtcSampleTrack track(RtcRtpCodecCapability codec) {
        return Stream.of(h264, opus)
                .filter(track -> track.codec().mimeType().equalsIgnoreCase(codec.mimeType()))
                .findFirst()
                .orElse(vp8);
    }

    /** Somebody watches. */
    void enter() {
        projector.execute(
                () -> {
                    if (spectators++ == 0) {
                        next = 0;
                        startNanos = System.nanoTime();
                        play();
                    }
                });
    }

    /** Somebody has gone. */
    void leave() {
        projector.execute(() -> spectators--);
    }

    @Override
    public void close() {
        projector.shutdownNow();
    }

    /** Hands out what is due, and comes back when the next frame is. */
    private void play() {
        if (spectators == 0) {
            return;
        }
        long nowNanos = System.nanoTime();
        if (nowNanos - due() > MAX_LATE_NANOS) {
            startNanos += nowNanos - due(); // no burst after a pause of the machine
        }
        while (due() - nowNanos <= 0) {
            Cue cue = cues.get(next);
            cue.track().writeSample(cue.sample());
            if (++next == cues.size()) {
                next = 0;
                startNanos += lengthNanos;
            }
        }
        var unused =
                projector.schedule(this::play, due() - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private long due() {
        return startNanos + cues.get(next).atNanos();
    }

    private void load(RtcSampleTrack track) {
        String codec = track.codec().mimeType();
        String name = "/media/film." + MediaFiles.extension(codec).orElseThrow();
        InputStream in = new BufferedInputStream(Film.class.getResourceAsStream(name));
        try (MediaReader reader = MediaFiles.reader(codec, in).orElseThrow()) {
            for (var frame = reader.next(); frame.isPresent(); frame = reader.next()) {
                cues.add(cue(frame.get(), track));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    private static Cue cue(MediaFrame frame, RtcSampleTrack track) {
        Duration duration = Duration.ofNanos(frame.durationNanos());
        return new Cue(frame.timestampNanos(), track, MediaSample.of(frame.data(), duration));
    }

    private static RtcSampleTrack newTrack(String mimeType, String id) {
        return RtcSampleTrack.create(RtcRtpCodecCapability.of(mimeType), id, "film");
    }

    private static Thread newThread(Runnable task) {
        var thread = new Thread(task, "film");
        thread.setDaemon(true);
        return thread;
    }
}
