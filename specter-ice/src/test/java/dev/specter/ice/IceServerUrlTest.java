package dev.specter.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7064, section 3, and RFC 7065, section 3. */
class IceServerUrlTest {
    @ParameterizedTest
    @CsvSource({
        "stun:example.org, stun:example.org:3478",
        "STUN:Example.ORG:8000, stun:example.org:8000",
        "stuns:example.org, stuns:example.org:5349",
        "turn:example.org, turn:example.org:3478?transport=udp",
        "turn:192.0.2.1?transport=tcp, turn:192.0.2.1:3478?transport=tcp",
        "turns:example.org, turns:example.org:5349?transport=tcp",
        "turns:example.org?transport=udp, turns:example.org:5349?transport=udp",
        "turn:[2001:db8::1]:443?transport=TCP, turn:[2001:db8::1]:443?transport=tcp"
    })
    void fillsInDefaults(String url, String full) {
        assertEquals(full, IceServerUrl.parse(url).toString());
        assertEquals(IceServerUrl.parse(url), IceServerUrl.parse(full));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "stun:",
                "http://example.org",
                "stun:example.org?transport=udp",
                "turn:example.org?transport=sctp",
                "turn:example.org:0",
                "turn:example.org:65536",
                "turn:example.org:port",
                "turn:user@example.org",
                "turn:[1.2.3]",
                "turn:[::g]",
                "turn:2001:db8::1",
                "turn://example.org",
                "turn:example.org?transport=udp&x=y"
            })
    void refusesWhatIsNoUrlOfAServer(String url) {
        assertThrows(IllegalArgumentException.class, () -> IceServerUrl.parse(url));
    }

    @Test
    void refusesUrlsWithoutEnd() {
        assertThrows(
                IllegalArgumentException.class,
                () -> IceServerUrl.parse("stun:" + "a".repeat(2000)));
    }

    @Test
    void knowsAddressesFromNames() {
        assertTrue(IceServerUrl.parse("stun:example.org").literalAddress().isEmpty());
        assertEquals(
                "192.0.2.1",
                IceServerUrl.parse("stun:192.0.2.1").literalAddress().get().getHostAddress());
        assertEquals(
                16, IceServerUrl.parse("stun:[::1]").literalAddress().get().getAddress().length);
    }

    @Test
    void hidesTheCredential() {
        IceServer server = IceServer.of("turn:example.org", "user", "secret");
        assertFalse(server.toString().contains("secret"));
        assertTrue(server.urls().get(0).scheme().isRelay());
        assertThrows(IllegalArgumentException.class, () -> IceServer.of());
    }
}
