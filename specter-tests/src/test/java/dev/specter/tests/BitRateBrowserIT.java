package dev.specter.tests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.specter.tests.browser.BrowserKind;
import dev.specter.webrtc.WebRtc;

import org.junit.jupiter.api.Test;

import java.util.Locale;

/**
 * Chromium sends a sharper picture once it knows, from Java's feedback, what the path can carry. It
 * stays near 300 kbit/s where the feedback is wrong.
 */
class BitRateBrowserIT {
    private static final int WANTED_BPS = 1_000_000;
    private static final int SECONDS = 20;

    /** How many in a row must be above the rate, so that a burst is not enough. */
    private static final int GOOD_SECONDS = 3;

    private static final int WARM_FRAMES = 20;

    /** Chromium probes in the first half second only: a machine that stalls then may try again. */
    private static final int ATTEMPTS = 3;

    @Test
    void chromiumsBitRateClimbs() throws Exception {
        try (WebRtc webrtc = WebRtc.builder().build()) {
            warmUp(webrtc);
            boolean climbed = false;
            for (int attempt = 1; attempt <= ATTEMPTS && !climbed; attempt++) {
                climbed = climbs(webrtc);
            }
            assertTrue(climbed, "not above 1 Mbit/s");
        }
    }

    /**
     * The first packets of a process wait for classes to be loaded, and to Chromium that looks like
     * a path which its first probes have filled.
     */
    private static void warmUp(WebRtc webrtc) throws Exception {
        MediaCall.run(
                webrtc,
                BrowserKind.CHROMIUM,
                "codec=VP8&width=320&height=240",
                call -> {
                    call.pc().onTrack(event -> event.track().onRtp(packet -> {}));
                    call.order("addTransceiver", "media", "video", "direction", "sendonly");
                    call.pageOffers();
                    call.awaitStats(stats -> sent(stats, "framesEncoded") > WARM_FRAMES);
                });
    }

    private static boolean climbs(WebRtc webrtc) throws Exception {
        var climbed = new boolean[1];
        MediaCall.run(
                webrtc,
                BrowserKind.CHROMIUM,
                "codec=VP8&width=1280&height=720&scene=noise",
                call -> {
                    call.pc().onTrack(event -> event.track().onRtp(packet -> {}));
                    call.order("addTransceiver", "media", "video", "direction", "sendonly");
                    call.pageOffers();
                    climbed[0] = watch(call);
                });
        return climbed[0];
    }

    private static boolean watch(MediaCall call) throws Exception {
        JsonNode last = call.awaitStats(stats -> sent(stats, "packetsSent") > 0);
        long startMillis = last.path("at").asLong();
        var rates = new StringBuilder();
        int goodSeconds = 0;
        for (int second = 1; second <= SECONDS && goodSeconds < GOOD_SECONDS; second++) {
            long dueMillis = startMillis + second * 1000L;
            JsonNode now = call.awaitStats(stats -> stats.path("at").asLong() >= dueMillis);
            long millis = now.path("at").asLong() - last.path("at").asLong();
            long bps = (sent(now, "bytesSent") - sent(last, "bytesSent")) * 8_000 / millis;
            long availableBps = now.path("availableOutgoingBitrate").asLong();
            rates.append(String.format(Locale.ROOT, " %.2f (%.2f)", bps / 1e6, availableBps / 1e6));
            goodSeconds = bps > WANTED_BPS && availableBps > WANTED_BPS ? goodSeconds + 1 : 0;
            last = now;
        }
        System.out.printf(
                "Chromium sends, Mbit/s each second (and believes it could):%s; %s; %s%n",
                rates, MediaCall.outbound(last, "0"), last.path("remoteInbound"));
        return goodSeconds == GOOD_SECONDS;
    }

    private static long sent(JsonNode stats, String name) {
        return MediaCall.outbound(stats, "0").path(name).asLong();
    }
}
