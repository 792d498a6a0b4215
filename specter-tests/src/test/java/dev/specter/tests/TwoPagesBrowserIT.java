package dev.specter.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;

import dev.specter.tests.browser.BrowserKind;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcRtpTrack;
import dev.specter.webrtc.RtcRtpTransceiver;
import dev.specter.webrtc.WebRtc;

import org.junit.jupiter.api.Test;

import java.util.EnumMap;
import java.util.Map;

/** Two browsers see and hear each other through Java, which forwards and does not transcode. */
class TwoPagesBrowserIT {
    private static final int FRAMES = 60;
    private static final int AUDIO_PACKETS = 60;

    @Test
    void chromiumAndFirefoxSeeEachOther() throws Exception {
        try (WebRtc webrtc = WebRtc.builder().build()) {
            MediaCall.run(
                    webrtc,
                    BrowserKind.CHROMIUM,
                    "codec=VP8&width=640&height=360",
                    one ->
                            MediaCall.run(
                                    webrtc,
                                    BrowserKind.FIREFOX,
                                    "codec=VP8&width=640&height=480",
                                    two -> meet(one, two)));
        }
    }

    private static void meet(MediaCall one, MediaCall two) throws Exception {
        Map<RtcMediaKind, RtcRtpTrack> ofOne = tracks("one");
        Map<RtcMediaKind, RtcRtpTrack> ofTwo = tracks("two");
        join(one, ofOne, ofTwo);
        join(two, ofTwo, ofOne);
        JsonNode seenByOne = awaitOther(one);
        JsonNode seenByTwo = awaitOther(two);
        assertEquals(4 / 3.0, aspectRatio(seenByOne), 0.05, "Firefox's camera: " + seenByOne);
        assertEquals(16 / 9.0, aspectRatio(seenByTwo), 0.05, "Chromium's camera: " + seenByTwo);
        System.out.printf("two pages: Chromium sees %s, Firefox sees %s%n", seenByOne, seenByTwo);
    }

    private static Map<RtcMediaKind, RtcRtpTrack> tracks(String streamId) {
        var tracks = new EnumMap<RtcMediaKind, RtcRtpTrack>(RtcMediaKind.class);
        for (RtcMediaKind kind : RtcMediaKind.values()) {
            tracks.put(kind, MediaCall.localTrack(kind, streamId));
        }
        return tracks;
    }

    /** What the page sends feeds its own tracks; it receives the other's. */
    private static void join(
            MediaCall call,
            Map<RtcMediaKind, RtcRtpTrack> own,
            Map<RtcMediaKind, RtcRtpTrack> other)
            throws Exception {
        call.pc()
                .onTrack(
                        event -> {
                            event.track().forwardTo(own.get(event.track().kind()));
                            MediaCall.send(other.get(event.track().kind()), event);
                        });
        call.order("addTrack", "media", "audio");
        call.order("addTrack", "media", "video");
        call.pageOffers();
    }

    private static JsonNode awaitOther(MediaCall call) throws Exception {
        String video = mid(call, RtcMediaKind.VIDEO);
        String audio = mid(call, RtcMediaKind.AUDIO);
        JsonNode stats =
                call.awaitStats(
                        s ->
                                count(s, video, "framesDecoded") >= FRAMES
                                        && count(s, audio, "packetsReceived") >= AUDIO_PACKETS);
        return MediaCall.inbound(stats, video);
    }

    /** Whose picture it is, whatever its size. */
    private static double aspectRatio(JsonNode seen) {
        return seen.path("frameWidth").asDouble() / seen.path("frameHeight").asInt();
    }

    private static int count(JsonNode stats, String mid, String name) {
        return MediaCall.inbound(stats, mid).path(name).asInt();
    }

    private static String mid(MediaCall call, RtcMediaKind kind) {
        return call.pc().transceivers().stream()
                .filter(t -> t.kind() == kind)
                .findFirst()
                .flatMap(RtcRtpTransceiver::mid)
                .orElseThrow();
    }
}
