package dev.specter.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.specter.tests.browser.BrowserKind;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcRtpTransceiver;
import dev.specter.webrtc.RtcStats;
import dev.specter.webrtc.WebRtc;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** A browser sees and hears itself through Java. */
class MirrorBrowserIT {
    private static final int FRAMES = 100;
    private static final int AUDIO_PACKETS = 100;

    @ParameterizedTest(name = "{0} as {1}, {2}")
    @CsvSource({
        "CHROMIUM,OFFERER,VP8",
        "CHROMIUM,ANSWERER,VP8",
        "CHROMIUM,OFFERER,H264",
        "FIREFOX,OFFERER,VP8",
        "FIREFOX,ANSWERER,VP8"
    })
    void theBrowserDecodesItsOwnReflection(BrowserKind kind, PageRole pageRole, String codec)
            throws Exception {
        try (WebRtc webrtc = WebRtc.builder().build()) {
            MediaCall.run(
                    webrtc,
                    kind,
                    "codec=" + codec,
                    call -> {
                        call.mirror();
                        call.order("addTrack", "media", "audio");
                        call.order("addTrack", "media", "video");
                        if (pageRole == PageRole.ANSWERER) {
                            call.pc().addTransceiver(RtcMediaKind.AUDIO);
                            call.pc().addTransceiver(RtcMediaKind.VIDEO);
                        }
                        call.offer(pageRole);
                        String audio = midOf(call, RtcMediaKind.AUDIO);
                        String video = midOf(call, RtcMediaKind.VIDEO);
                        JsonNode stats =
                                call.awaitStats(
                                        s ->
                                                frames(s, video) >= FRAMES
                                                        && audioPackets(s, audio) >= AUDIO_PACKETS);
                        JsonNode heard = MediaCall.inbound(stats, audio);
                        assertTrue(heard.path("totalAudioEnergy").asDouble() > 0, "silence");
                        assertEquals(
                                "video/" + codec,
                                MediaCall.inbound(stats, video).path("codec").asText());
                        assertCame(call, stats);
                        System.out.printf(
                                "mirror of %s as %s: %s%n", kind, pageRole, stats.path("inbound"));
                    });
        }
    }

    /** Hardly any packet of those that the page had sent is missing, once they are there. */
    private static void assertCame(MediaCall call, JsonNode stats) throws Exception {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        List<RtcStats.InboundRtp> ours = List.of();
        boolean areThere = false;
        while (!areThere) {
            assertTrue(System.nanoTime() < endNanos, ours + " of " + stats);
            ours = call.pc().getStats().get().all(RtcStats.InboundRtp.class);
            areThere =
                    ours.stream()
                            .allMatch(s -> s.packetsReceived() + s.packetsLost() >= sent(stats, s));
        }
        assertEquals(2, ours.size(), "streams: " + ours);
        for (RtcStats.InboundRtp stream : ours) {
            assertTrue(stream.packetsLost() <= 20, ours + " of " + stats);
        }
    }

    private static long sent(JsonNode stats, RtcStats.InboundRtp stream) {
        return MediaCall.outbound(stats, stream.mid().orElseThrow()).path("packetsSent").asLong();
    }

    private static int frames(JsonNode stats, String mid) {
        return MediaCall.inbound(stats, mid).path("framesDecoded").asInt();
    }

    private static int audioPackets(JsonNode stats, String mid) {
        return MediaCall.inbound(stats, mid).path("packetsReceived").asInt();
    }

    private static String midOf(MediaCall call, RtcMediaKind kind) {
        return call.pc().transceivers().stream()
                .filter(t -> t.kind() == kind)
                .findFirst()
                .flatMap(RtcRtpTransceiver::mid)
                .orElseThrow();
    }
}
