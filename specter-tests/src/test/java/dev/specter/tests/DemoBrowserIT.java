package dev.specter.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.specter.examples.demo.Demo;
import dev.specter.tests.browser.DevTools;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A visitor uses the demo; its picture is the README's. */
@Timeout(300)
class DemoBrowserIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String STATE = "window.specterState";

    @Test
    void oneVisitorSeesFilmMirrorChatAndNumbersAndIsRecorded() throws Exception {
        try (Demo demo = Demo.start("127.0.0.1", 0);
                DevTools page = DevTools.open(auto(demo), 1280, 1130)) {
            page.await(STATE, s -> s.path("connected").asBoolean(), PATIENCE);
            page.await(frames("film"), n -> n.asInt() >= 100, PATIENCE);
            page.await(frames("mirror"), n -> n.asInt() >= 100, PATIENCE);

            page.await(STATE, s -> s.path("chatEcho").asText().contains("visitor 1"), PATIENCE);
            page.act(
                    "document.getElementById('chat-text').value = 'Hello, Java!';"
                            + "document.getElementById('chat-form').requestSubmit()");
            page.await(STATE, s -> s.path("chatEcho").asText().contains("Hello, Java!"), PATIENCE);

            page.act("document.getElementById('record').click()");
            page.await(STATE, s -> s.path("recording").asBoolean(), PATIENCE);
            Thread.sleep(3_000);
            page.act("document.getElementById('record').click()");
            JsonNode recorded =
                    page.await(STATE, s -> !s.path("recordingUrl").asText().isEmpty(), PATIENCE);
            JsonNode bytes =
                    page.evaluate(
                            "fetch("
                                    + recorded.path("recordingUrl")
                                    + ").then(r => r.arrayBuffer()).then(b => b.byteLength)");
            assertTrue(bytes.asInt() > 10_000, recorded + ": " + bytes + " bytes");

            Thread.sleep(2_000); // for the plots
            Path picture = Path.of("target", "demo.png");
            Files.write(picture, page.screenshot());
            assertTrue(Files.size(picture) > 50_000, "an empty picture");
            System.out.println(page.evaluate(STATE));
            System.out.println("screenshot: " + picture);
        }
    }

    @Test
    void twoVisitorsSeeEachOther() throws Exception {
        try (Demo demo = Demo.start("127.0.0.1", 0);
                DevTools one = DevTools.open(auto(demo), 390, 844);
                DevTools two = DevTools.open(auto(demo), 1280, 900)) {
            for (DevTools page : new DevTools[] {one, two}) {
                page.await(STATE, s -> s.path("peers").asInt() == 1, PATIENCE);
                page.await(
                        "[...document.querySelectorAll('.visitor video')]"
                                + ".map(v => v.getVideoPlaybackQuality().totalVideoFrames)",
                        counts -> counts.path(0).asInt() >= 30,
                        PATIENCE);
            }
            Files.write(Path.of("target", "demo-phone.png"), one.screenshot());
            one.act("document.getElementById('hangup').click()");
            JsonNode left = two.await(STATE, s -> s.path("peers").asInt() == 0, PATIENCE);
            assertEquals(1, left.path("visitors").asInt(), left.toString());
        }
    }

    private static URI auto(Demo demo) {
        return demo.address().resolve("?auto=1");
    }

    private static String frames(String video) {
        return "document.getElementById('"
                + video
                + "').getVideoPlaybackQuality().totalVideoFrames";
    }
}
