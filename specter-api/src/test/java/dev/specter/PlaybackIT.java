package dev.specter;

import static dev.specter.LifeCycleTest.assertRefused;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.SpecterException.Reason;
import dev.specter.SpecterMessage.OfTrack;
import dev.specter.SpecterMessage.PlaybackError;
import dev.specter.SpecterMessage.PlaybackFinished;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Playing files, which takes real time; nobody listens. */
@Timeout(60)
class PlaybackIT {
    /** How long the files last. */
    private static final Duration ONE_SECOND = Duration.ofSeconds(1);

    private final SpecterInbox inbox = new SpecterInbox();
    private final Specter specter = Specter.init(SpecterConfig.of(), inbox);

    @TempDir Path folder;

    @AfterEach
    void close() {
        specter.close();
    }

    static Path media(String name) {
        try {
            return Path.of(PlaybackIT.class.getResource("/media/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private TrackLocalStaticSample newTrack(String mimeType) {
        return TrackLocalStaticSample.create(
                specter, RtpCodecCapability.of(mimeType), "camera", "stream");
    }

    private static void assertLasted(Duration expected, long startNanos) {
        long nanos = System.nanoTime() - startNanos;
        assertTrue(nanos >= expected.minusMillis(20).toNanos(), nanos + " ns: too fast");
        assertTrue(nanos < expected.plusSeconds(20).toNanos(), nanos + " ns: too slow");
    }

    @Test
    void playFromFileH264FinishesWhenTheFileIsOver() {
        TrackLocalStaticSample track = newTrack("video/H264");
        long start = System.nanoTime();
        track.playFromFileH264(media("second.h264"));
        assertEquals(track, inbox.receive(PlaybackFinished.class).track());
        assertLasted(ONE_SECOND, start);
    }

    @Test
    void playFromFileIvfFinishesWhenTheFileIsOver() {
        TrackLocalStaticSample track = newTrack("video/VP8");
        long start = System.nanoTime();
        track.playFromFileIvf(media("second.ivf").toString());
        assertEquals(track, inbox.receive(PlaybackFinished.class).track());
        assertLasted(ONE_SECOND, start);
    }

    @Test
    void tracksPlayAtTheSameTimeAndATrackOneFileAfterTheOther() {
        TrackLocalStaticSample one = newTrack("video");
        TrackLocalStaticSample two = newTrack("video");
        long start = System.nanoTime();
        one.playFromFileH264(media("second.h264"));
        one.playFromFileIvf(media("second.ivf"));
        two.playFromFileH264(media("second.h264").toString());
        inbox.receive(PlaybackFinished.class);
        inbox.receive(PlaybackFinished.class);
        assertLasted(ONE_SECOND, start);
        assertEquals(one, inbox.receive(PlaybackFinished.class).track());
        assertLasted(ONE_SECOND.multipliedBy(2), start);
    }

    @Test
    void playFromFileFailsForAFileOfAnotherFormat() throws IOException {
        TrackLocalStaticSample track = newTrack("video");
        track.playFromFileIvf(media("second.h264"));
        var error = inbox.receive(PlaybackError.class);
        assertEquals(track, error.track());
        assertTrue(error.reason().contains("IVF"), error.reason());

        byte[] cutOff = new byte[2000];
        System.arraycopy(Files.readAllBytes(media("second.ivf")), 0, cutOff, 0, cutOff.length);
        track.playFromFileIvf(Files.write(folder.resolve("cut-off.ivf"), cutOff));
        assertTrue(inbox.receive(PlaybackError.class).reason().contains("cut off"));
    }

    @Test
    void playFromFileFailsForAFolder() {
        TrackLocalStaticSample track = newTrack("video/H264");
        track.playFromFileH264(folder);
        assertEquals(track, inbox.receive(PlaybackError.class).track());
    }

    @Test
    void playFromFileFailsForATrackOfAnotherCodec() {
        newTrack("video/VP8").playFromFileH264(media("second.h264"));
        assertEquals(
                "the track is video/VP8, the file video/H264",
                inbox.receive(PlaybackError.class).reason());
        newTrack("audio").playFromFileIvf(media("second.ivf"));
        assertEquals(
                "the track is audio, the file video/VP8",
                inbox.receive(PlaybackError.class).reason());
    }

    @Test
    void playFromFileRefusesAFileThatIsNotThere() {
        TrackLocalStaticSample track = newTrack("video/H264");
        Path missing = folder.resolve("missing.h264");
        assertRefused(Reason.FILE_NOT_FOUND, () -> track.playFromFileH264(missing));
        assertRefused(Reason.FILE_NOT_FOUND, () -> track.playFromFileIvf(missing.toString()));
        track.close();
        assertRefused(Reason.NOT_FOUND, () -> track.playFromFileH264(missing));
    }

    @Test
    void whatPlaysOrWaitsFailsWhenTheTrackCloses() {
        TrackLocalStaticSample track = newTrack("video/H264");
        track.playFromFileH264(media("second.h264"));
        track.playFromFileH264(media("second.h264"));
        track.close();
        assertEquals("the track is closed", inbox.receive(PlaybackError.class).reason());
        assertEquals("the track is closed", inbox.receive(PlaybackError.class).reason());
        specter.close();
        assertTrue(inbox.poll(OfTrack.class).isEmpty());
    }

    @Test
    void whatPlaysFailsWhenTheSpecterCloses() {
        TrackLocalStaticSample track = newTrack("video/H264");
        track.playFromFileH264(media("second.h264"));
        specter.close();
        assertEquals(track, inbox.poll(PlaybackError.class).orElseThrow().track());
    }
}
