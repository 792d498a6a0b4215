package dev.specter.tests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.specter.examples.gameserver.GameServer;
import dev.specter.tests.browser.BrowserKind;
import dev.specter.tests.browser.InspectedPage;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;

/** A page plays the game-server example by itself. */
@Timeout(180)
class GameServerBrowserIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String STATE = "window.specterState";

    @ParameterizedTest
    @EnumSource
    void pageSeesUpdatesSteersScoresAndTalks(BrowserKind kind) throws Exception {
        try (GameServer game = GameServer.start("127.0.0.1", 0);
                InspectedPage page =
                        InspectedPage.open(kind, game.address().resolve("?auto=1&name=Ann"))) {
            int before =
                    page.await(STATE, s -> s.path("id").asInt() > 0, PATIENCE)
                            .path("updates")
                            .asInt();
            long startNanos = System.nanoTime();
            page.await(STATE, s -> s.path("updates").asInt() >= before + 100, PATIENCE);
            System.out.printf("100 updates in %d ms%n", (System.nanoTime() - startNanos) / 1000000);

            page.await(STATE, s -> s.path("score").asInt() > 0, PATIENCE); // its inputs count
            page.evaluate(
                    "(() => { document.querySelector('#say input').value = 'Hello, Java!';"
                            + " document.getElementById('say').requestSubmit(); })()");
            JsonNode heard =
                    page.await(STATE, s -> s.path("chat").path(0).asText().length() > 0, PATIENCE);
            assertTrue(heard.path("chat").toString().contains("Ann: Hello, Java!"), "" + heard);
            System.out.println(kind + ": " + heard);
        }
    }
}
