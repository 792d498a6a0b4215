package dev.specter.tests.netns;

import dev.specter.tests.FilePlayer;
import dev.specter.tests.Film;
import dev.specter.webrtc.RtcSampleTrack;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Plays the film into a track over and over, until the process ends. */
final class FilmLoop {
    private FilmLoop() {}

    /** A track for it. */
    static RtcSampleTrack track() {
        return RtcSampleTrack.create(Film.VP8.codec(), "film", "specter");
    }

    static void start(RtcSampleTrack track) {
        try {
            FilePlayer player = FilePlayer.start(track, Film.VP8.open());
            var unused = player.finished().thenRun(() -> start(track));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
