package dev.specter.tests;

import dev.specter.examples.broadcast.Broadcast;
import dev.specter.tests.browser.DevTools;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;

/** Browsers see a browser through the broadcast example. */
@Timeout(300)
class BroadcastBrowserIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String STATE = "window.specterState";

    @Test
    void viewersSeeThePublisherAlsoWhenTheyComeLate() throws Exception {
        try (Broadcast broadcast = Broadcast.start("127.0.0.1", 0);
                DevTools early = DevTools.open(broadcast.address().resolve("?auto=1"), 900, 700);
                DevTools publisher =
                        DevTools.open(
                                broadcast.address().resolve("publish.html?auto=1"), 900, 700)) {
            publisher.await(STATE, s -> s.path("connected").asBoolean(), PATIENCE);
            early.await(STATE, s -> s.path("framesDecoded").asInt() >= 50, PATIENCE);
            try (DevTools late = DevTools.open(broadcast.address().resolve("?auto=1"), 900, 700)) {
                late.await(STATE, s -> s.path("framesDecoded").asInt() >= 50, PATIENCE);
                System.out.println("late viewer: " + late.evaluate(STATE));
            }
            System.out.println("early viewer: " + early.evaluate(STATE));
            System.out.println("publisher: " + publisher.evaluate(STATE));
        }
    }
}
