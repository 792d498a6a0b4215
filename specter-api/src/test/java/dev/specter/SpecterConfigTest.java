package dev.specter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.webrtc.RtcIceServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

class SpecterConfigTest {
    @Test
    void hasOnePublicStunServerByDefault() {
        assertEquals(
                List.of("stun:stun.l.google.com:19302"), SpecterConfig.defaults().iceServers());
    }

    @Test
    void hasNoServerWhenNoneIsNamed() {
        assertEquals(List.of(), SpecterConfig.of().iceServers());
    }

    @Test
    void keepsServersInOrder() {
        var config = SpecterConfig.of("stun:a.example").withIceServer("turn:b.example:1");
        assertEquals(List.of("stun:a.example", "turn:b.example:1"), config.iceServers());
        assertEquals(config, new SpecterConfig(List.of("stun:a.example", "turn:b.example:1")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stun:stun.example.org:3478",
                "STUN:stun.example.org",
                "stuns:192.0.2.1:5349",
                "turn:turn.example.org:3478?transport=udp",
                "turns:[2001:db8::1]:443?transport=tcp",
                "turn:localhost:65535"
            })
    void takesUrlsOfStunAndTurn(String url) {
        assertEquals(List.of(url), SpecterConfig.of(url).iceServers());
    }

    // RFC 7064, section 3.1; RFC 7065, section 3.1
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "stun.example.org:3478",
                "http://stun.example.org",
                "stun://stun.example.org",
                "stun:",
                "stun::3478",
                "stun:stun.example.org:",
                "stun:stun.example.org:0",
                "stun:stun.example.org:65536",
                "stun:stun.example.org:port",
                "stun:stun.example.org?transport=udp",
                "turn:turn.example.org?transport=",
                "turn:turn example.org",
                "turn:[2001:db8::1"
            })
    void refusesMalformedUrls(String url) {
        var error = assertThrows(SpecterException.class, () -> SpecterConfig.of(url));
        assertEquals(SpecterException.Reason.INVALID_CONFIGURATION, error.reason());
        var server = RtcIceServer.of(url);
        error =
                assertThrows(
                        SpecterException.class, () -> SpecterConfig.of().withIceServer(server));
        assertEquals(SpecterException.Reason.INVALID_CONFIGURATION, error.reason());
    }

    @Test
    void refusesAServerWithoutUrl() {
        var server = RtcIceServer.of();
        var error =
                assertThrows(
                        SpecterException.class, () -> SpecterConfig.of().withIceServer(server));
        assertEquals(SpecterException.Reason.INVALID_CONFIGURATION, error.reason());
    }

    @Test
    void hidesCredentials() {
        var config =
                SpecterConfig.of()
                        .withIceServer(
                                new RtcIceServer(
                                        List.of("turn:turn.example.org"), "user", "secret"));
        assertEquals("user", config.rtcIceServers().get(0).username().orElseThrow());
        assertFalse(config.toString().contains("secret"), config.toString());
    }

    @Test
    void sendsAllMessagesUnlessTheyAreSwitchedOff() {
        var all = SpecterConfig.of();
        assertEquals(EnumSet.allOf(ExtraMessage.class), all.extraMessages());
        assertEquals(Set.of(), all.classic().extraMessages());
        assertFalse(
                all.withExtraMessage(ExtraMessage.STATE_CHANGED, false)
                        .extraMessages()
                        .contains(ExtraMessage.STATE_CHANGED));
        assertTrue(
                all.classic()
                        .withExtraMessage(ExtraMessage.TRACK_ADDED, true)
                        .extraMessages()
                        .contains(ExtraMessage.TRACK_ADDED));
    }

    @Test
    void isWhatTheSpecterTells() {
        var config = SpecterConfig.of("stun:stun.example.com:3478");
        try (var specter = Specter.init(config)) {
            assertEquals(config, specter.config());
        }
        try (var specter = Specter.init()) {
            assertEquals(SpecterConfig.defaults(), specter.config());
        }
    }
}
