package dev.specter.tests.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The harness and its pages, judged without Java in the call. */
class HarnessIT {
    @ParameterizedTest
    @EnumSource
    void bothEndsInOnePage(BrowserKind kind) throws Exception {
        BrowserPage.run(
                kind,
                "loop.html",
                page -> {
                    JsonNode verdict = page.await("verdict");
                    assertTrue(verdict.path("ok").asBoolean());
                    assertEquals(200, verdict.path("received").asInt());
                    assertTrue(verdict.path("framesDecoded").asInt() >= 30);
                    assertTrue(verdict.path("pictures").asInt() >= 10, verdict.toString());
                });
    }
}
