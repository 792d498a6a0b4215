package dev.specter.tests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.examples.nettyecho.NettyEcho;
import dev.specter.tests.browser.BrowserKind;
import dev.specter.tests.browser.InspectedPage;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.URI;
import java.time.Duration;

/** A page is the client of a Netty server. */
@Timeout(180)
class NettyEchoBrowserIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String STATE = "window.specterState";

    @ParameterizedTest
    @EnumSource
    void whatThePageSendsComesBack(BrowserKind kind) throws Exception {
        try (NettyEcho server = NettyEcho.start("127.0.0.1", 0)) {
            int port = server.address().getPort();
            URI address = URI.create("http://127.0.0.1:" + port + "/");
            try (InspectedPage page = InspectedPage.open(kind, address)) {
                for (int round = 0; round < 2; round++) {
                    page.await(STATE, s -> s.path("ready").asBoolean(), PATIENCE);
                    page.evaluate(
                            "(() => { document.querySelector('#echo input').value = "
                                    + (5 + round)
                                    + "; document.getElementById('echo').requestSubmit(); })()");
                    String expected = 5 + round + "000000 bytes there and back";
                    String line =
                            page.await(
                                            STATE,
                                            s -> s.path("result").asText().startsWith(expected),
                                            PATIENCE)
                                    .path("result")
                                    .asText();
                    System.out.println(kind + ": " + line);
                    assertTrue(line.endsWith(" 0 wrong"), line);
                }
            }
        }
    }
}
