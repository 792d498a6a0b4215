package dev.specter.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.databind.JsonNode;

import dev.specter.tests.browser.BrowserKind;
import dev.specter.tests.browser.BrowserPage;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.RtcPeerConnectionState;
import dev.specter.webrtc.RtcRtpTransceiverDirection;
import dev.specter.webrtc.RtcRtpTransceiverInit;
import dev.specter.webrtc.RtcSampleTrack;
import dev.specter.webrtc.WebRtc;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A browser decodes and shows video that Java sends. */
class VideoBrowserIT {
    private static final int FRAMES = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    /** What a test does once the call is connected. */
    private interface Scene {
        void play(BrowserPage page, RtcSampleTrack track) throws Exception;
    }

    @ParameterizedTest(name = "{2} to {0} as {1}")
    @CsvSource({
        "CHROMIUM,OFFERER,VP8",
        "CHROMIUM,ANSWERER,VP8",
        "CHROMIUM,OFFERER,H264",
        "CHROMIUM,ANSWERER,H264",
        "FIREFOX,OFFERER,VP8",
        "FIREFOX,ANSWERER,VP8",
        "FIREFOX,OFFERER,H264",
        "FIREFOX,ANSWERER,H264"
    })
    void theBrowserShowsTheFilm(BrowserKind kind, PageRole pageRole, Film film) throws Exception {
        call(
                kind,
                pageRole,
                film,
                (page, track) -> {
                    try (FilePlayer player = FilePlayer.start(track, film.open())) {
                        JsonNode seen = awaitFrames(page);
                        assertEquals("video/" + film, seen.path("codec").asText());
                        assertTrue(seen.path("width").asInt() > 0, seen.toString());
                        assertTrue(seen.path("pictures").asInt() > 20, "it moves: " + seen);
                        player.finished().get(60, SECONDS);
                        System.out.println(film + " to " + kind + " as " + pageRole + ": " + seen);
                    }
                });
    }

    @ParameterizedTest(name = "{1} to {0}")
    @CsvSource({"CHROMIUM,VP8", "CHROMIUM,H264", "FIREFOX,VP8"})
    void aKeyFrameComesWhenTheBrowserAsksForOne(BrowserKind kind, Film film) throws Exception {
        call(
                kind,
                PageRole.OFFERER,
                film,
                (page, track) -> {
                    try (Camera camera = new Camera(track, film.frames())) {
                        camera.start();
                        JsonNode seen = awaitFrames(page);
                        assertTrue(camera.keyFrameRequests() > 0, "nothing shows without one");
                        assertTrue(seen.path("pliCount").asInt() > 0, seen.toString());
                        System.out.println(
                                film
                                        + " to "
                                        + kind
                                        + ": "
                                        + camera.keyFrameRequests()
                                        + " key frame requests; "
                                        + seen);
                    }
                });
    }

    private static void call(BrowserKind kind, PageRole pageRole, Film film, Scene scene)
            throws Exception {
        try (WebRtc webrtc = WebRtc.builder().build()) {
            BrowserPage.run(
                    kind,
                    "video.html?role=" + pageRole + "&codec=" + film,
                    page -> {
                        Assumptions.assumeTrue(
                                page.await("capable").path("capable").asBoolean(),
                                kind + " does not offer " + film);
                        RtcSampleTrack track =
                                RtcSampleTrack.create(film.codec(), "film", "specter");
                        RtcPeerConnection pc = webrtc.newPeerConnection();
                        connect(pc, page, pageRole, track);
                        scene.play(page, track);
                        page.send(BrowserPage.message("end"));
                        page.await("ended");
                    });
        }
    }

    private static void connect(
            RtcPeerConnection pc, BrowserPage page, PageRole pageRole, RtcSampleTrack track)
            throws Exception {
        var connected = new CompletableFuture<Void>();
        pc.onConnectionStateChange(
                state -> {
                    if (state == RtcPeerConnectionState.CONNECTED) {
                        connected.complete(null);
                    }
                });
        if (pageRole == PageRole.OFFERER) {
            pc.addTrack(track, "specter");
        } else {
            pc.addTransceiver(track, RtcRtpTransceiverInit.of(RtcRtpTransceiverDirection.SENDONLY));
        }
        PageSignaling.join(pc, page, pageRole);
        assertEquals("video", page.await("track").path("media").asText());
        connected.get(20, SECONDS);
    }

    private static JsonNode awaitFrames(BrowserPage page) throws InterruptedException {
        return page.await(
                "video", report -> report.path("framesDecoded").asInt() >= FRAMES, PATIENCE);
    }
}
