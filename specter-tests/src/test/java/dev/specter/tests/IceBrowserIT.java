package dev.specter.tests;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.specter.ice.MdnsMode;
import dev.specter.tests.browser.BrowserKind;
import dev.specter.tests.browser.BrowserPage;
import dev.specter.tests.netns.Coturn;
import dev.specter.webrtc.RtcConfiguration;
import dev.specter.webrtc.RtcIceConnectionState;
import dev.specter.webrtc.RtcIceServer;
import dev.specter.webrtc.RtcIceTransportPolicy;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.WebRtc;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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

    /** Whose candidates are on the TURN server only. */
    enum Relayed {
        PAGE,
        JAVA
    }

    @ParameterizedTest
    @CsvSource({"CHROMIUM,PAGE", "CHROMIUM,JAVA", "FIREFOX,PAGE", "FIREFOX,JAVA"})
    void everythingGoesThroughCoturn(BrowserKind kind, Relayed relayed) throws Exception {
        int port = freePort();
        try (Coturn server = Coturn.startOnLoopback(port);
                WebRtc webrtc = WebRtc.builder().includeLoopback(true).build()) {
            String url = "turn:127.0.0.1:" + port + "?transport=udp";
            RtcConfiguration.Builder configuration = RtcConfiguration.builder();
            String query = "ice.html?role=offerer";
            if (relayed == Relayed.PAGE) {
                query +=
                        "&user=%s&password=%s&turn=%s"
                                .formatted(
                                        Coturn.USER,
                                        Coturn.PASSWORD,
                                        URLEncoder.encode(url, StandardCharsets.UTF_8));
            } else {
                configuration
                        .iceServer(new RtcIceServer(List.of(url), Coturn.USER, Coturn.PASSWORD))
                        .iceTransportPolicy(RtcIceTransportPolicy.RELAY);
            }
            RtcPeerConnection pc = webrtc.newPeerConnection(configuration.build());
            BrowserPage.run(kind, query, page -> relay(kind, relayed, pc, page));
            assertTrue(server.log().contains("ALLOCATE processed, success"), "no allocation");
        }
    }

    private static void relay(
            BrowserKind kind, Relayed relayed, RtcPeerConnection pc, BrowserPage page)
            throws Exception {
        try (Numbers numbers = new Numbers(pc)) {
            PageSignaling.join(pc, page, PageRole.OFFERER);
            page.await("opened");
            String side = relayed == Relayed.PAGE ? "local" : "remote";
            // A peer that has not been told of the relay yet sees it as peer-reflexive.
            Predicate<JsonNode> isRelayed =
                    now -> List.of("relay", "prflx").contains(candidateType(now.path(side)));
            JsonNode report = moreNumbers(page, numbers, isRelayed);
            System.out.printf(
                    "%s: %s relayed only, its candidate is %s; %d numbers came, %d went%n",
                    kind,
                    relayed,
                    candidateType(report.path(side)),
                    numbers.received(),
                    report.path("received").asInt());
            assertTrue(isRelayed.test(report), report.toString());
        }
    }

    private static String candidateType(JsonNode candidate) {
        return candidate.path("candidateType").asText();
    }

    /** Chromium hides its addresses from pages without a camera; ours are not told to it. */
    @Test
    void namesOfChromiumAreResolved() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        try (WebRtc webrtc = WebRtc.builder().build()) {
            connectByNames(webrtc, candidate -> candidate.isEmpty(), told::add);
        }
        assertTrue(told.stream().anyMatch(c -> c.contains(".local ")), told.toString());
    }

    /** Chromium resolves our names; its candidates are not told to us. */
    @Test
    void chromiumResolvesOurNames() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        try (WebRtc webrtc = WebRtc.builder().mdns(MdnsMode.RESOLVE_AND_HIDE).build()) {
            connectByNames(webrtc, told::add, candidate -> candidate.isEmpty());
        }
        List<String> hosts = told.stream().filter(c -> c.contains(" udp ")).toList();
        assertTrue(
                !hosts.isEmpty() && hosts.stream().allMatch(c -> c.contains(".local ")),
                told.toString());
    }

    private static void connectByNames(
            WebRtc webrtc, Predicate<String> toPage, Predicate<String> fromPage) throws Exception {
        BrowserPage.run(
                BrowserKind.CHROMIUM,
                "ice.html?role=offerer&camera=ask",
                page -> {
                    RtcPeerConnection pc = webrtc.newPeerConnection();
                    try (Numbers numbers = new Numbers(pc)) {
                        PageSignaling.join(pc, page, PageRole.OFFERER, toPage, fromPage);
                        page.await("opened");
                        JsonNode report = moreNumbers(page, numbers, now -> true);
                        System.out.printf(
                                "by names: page %s, Java %s%n",
                                candidateType(report.path("local")),
                                candidateType(report.path("remote")));
                    }
                });
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
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
