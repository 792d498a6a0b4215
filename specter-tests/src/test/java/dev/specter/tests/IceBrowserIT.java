package dev.specter.tests;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.specter.tests.browser.BrowserKind;
import dev.specter.tests.browser.BrowserPage;
import dev.specter.webrtc.RtcIceConnectionState;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.WebRtc;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** What ICE does in a call with a browser, with data flowing both ways. */
class IceBrowserIT {
    private static final int MORE_NUMBERS = 50;

    @ParameterizedTest
    @EnumSource
    void iceRestartsFromEitherSideWithoutLosingData(BrowserKind kind) throws Exception {
        try (WebRtc webrtc = WebRtc.builder().build()) {
            BrowserPage.run(
                    kind,
                    "ice.html?role=offerer",
                    page -> {
                        RtcPeerConnection pc = webrtc.newPeerConnection();
                        List<RtcIceConnectionState> states = new CopyOnWriteArrayList<>();
                        pc.onIceConnectionStateChange(states::add);
                        try (Numbers numbers = new Numbers(pc)) {
                            PageSignaling signaling =
                                    PageSignaling.join(pc, page, PageRole.OFFERER);
                            page.await("opened");
                            JsonNode first = moreNumbers(page, numbers, report -> true);

                            pc.restartIce();
                            signaling.offer();
                            JsonNode second = moreNumbers(page, numbers, hasNewUfrag(first));

                            page.send(BrowserPage.message("restart"));
                            JsonNode third = moreNumbers(page, numbers, hasNewUfrag(second));

                            assertNotEquals(first.path("ufrag"), third.path("ufrag"));
                            assertFalse(third.path("states").toString().contains("failed"));
                            assertFalse(states.contains(RtcIceConnectionState.FAILED));
                            System.out.printf(
                                    "%s: two ICE restarts, %d numbers came, %d went; page %s%n",
                                    kind,
                                    numbers.received(),
                                    third.path("received").asInt(),
                                    third.path("states"));
                        }
                    });
        }
    }

    private static Predicate<JsonNode> hasNewUfrag(JsonNode report) {
        return later -> !later.path("ufrag").equals(report.path("ufrag"));
    }

    /** Waits until the page is as wanted and, after that, more numbers have come both ways. */
    private static JsonNode moreNumbers(
            BrowserPage page, Numbers numbers, Predicate<JsonNode> wanted) throws Exception {
        JsonNode report = reportOnce(page, wanted);
        int came = numbers.received();
        int went = report.path("received").asInt();
        return reportOnce(
                page,
                now ->
                        now.path("received").asInt() > went + MORE_NUMBERS
                                && numbers.received() > came + MORE_NUMBERS);
    }

    private static JsonNode reportOnce(BrowserPage page, Predicate<JsonNode> wanted)
            throws Exception {
        long deadlineNanos = System.nanoTime() + BrowserPage.PATIENCE.toNanos();
        while (true) {
            page.send(BrowserPage.message("report"));
            JsonNode report = page.await("report");
            if (wanted.test(report)) {
                return report;
            }
            assertTrue(System.nanoTime() < deadlineNanos, report.toString());
            Thread.sleep(50);
        }
    }
}
