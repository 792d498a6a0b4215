package dev.specter.examples;

import dev.specter.rtp.file.MediaFiles;
import dev.specter.rtp.file.MediaFrame;
import dev.specter.rtp.file.MediaReader;
import dev.specter.webrtc.MediaSample;
import dev.specter.webrtc.RtcRtpCodecCapability;
import dev.specter.webrtc.RtcSampleTrack;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A camera and a microphone of files, in VP8 and Opus. A request for a key frame takes the picture
 * back to the file's begin.
 */
public final class StandInCamera implements AutoCloseable {
    private final RtcSampleTrack video = newTrack("video/VP8", "camera");
    private final RtcSampleTrack audio = newTrack("audio/opus", "microphone");
    private final List<MediaFrame> pictures = read("film.ivf", "video/VP8");
    private final List<MediaFrame> sounds = read("film.ogg", "audio/opus");
    private final AtomicInteger keyFrameRequests = new AtomicInteger();
    private final AtomicInteger picture = new AtomicInteger();
    private final AtomicInteger sound = new AtomicInteger();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    /** Begins to film. */
    public StandInCamera() throws IOException {
        video.onKeyFrameRequest(
                () -> {
                    keyFrameRequests.incrementAndGet();
                    picture.set(0);
                });
        var unused = clock.scheduleAtFixedRate(this::film, 0, 33, TimeUnit.MILLISECONDS);
        unused = clock.scheduleAtFixedRate(this::listen, 0, 20, TimeUnit.MILLISECONDS);
    }

    /** The picture. */
    public RtcSampleTrack video() {
        return video;
    }

    /** The sound. */
    public RtcSampleTrack audio() {
        return audio;
    }

    /** The frames of the picture. */
    public List<MediaFrame> pictures() {
        return pictures;
    }

    /** The frames of the sound. */
    public List<MediaFrame> sounds() {
        return sounds;
    }

    /** How often a key frame was asked for. */
    public int keyFrameRequests() {
        return keyFrameRequests.get();
    }

    /** Reads a whole media file. */
    public static List<MediaFrame> read(InputStream in, String mimeType) throws IOException {
        var frames = new ArrayList<MediaFrame>();
        try (MediaReader reader =
                MediaFiles.reader(mimeType, new BufferedInputStream(in)).orElseThrow()) {
            for (var frame = reader.next(); frame.isPresent(); frame = reader.next()) {
                frames.add(frame.get());
            }
        }
        return frames;
    }

    private static List<MediaFrame> read(String name, String mimeType) throws IOException {
        return read(StandInCamera.class.getResourceAsStream("/media/" + name), mimeType);
    }

    private void film() {
        write(video, pictures.get(picture.getAndIncrement() % pictures.size()), 33);
    }

    private void listen() {
        write(audio, sounds.get(sound.getAndIncrement() % sounds.size()), 20);
    }

    private static void write(RtcSampleTrack track, MediaFrame frame, long millis) {
        track.writeSample(MediaSample.of(frame.data(), Duration.ofMillis(millis)));
    }

    private static RtcSampleTrack newTrack(String mimeType, String id) {
        return RtcSampleTrack.create(RtcRtpCodecCapability.of(mimeType), id, "own");
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
