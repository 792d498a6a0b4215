package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.Optional;
import java.util.OptionalInt;

class JsonTest {
    @Test
    void writesDescriptionsWithTypeAndSdpOnly() {
        var offer = RtcSessionDescription.offer("v=0\r\n");
        assertEquals("{\"type\":\"offer\",\"sdp\":\"v=0\\r\\n\"}", offer.toJson());
        assertEquals(offer, RtcSessionDescription.fromJson(offer.toJson()));
    }

    @Test
    void refusesWhatIsNoDescription() {
        for (String bad :
                new String[] {"", "[]", "{", "{\"sdp\":\"v=0\"}", "{\"type\":\"guess\"}"}) {
            var error =
                    assertThrows(
                            RtcException.class, () -> RtcSessionDescription.fromJson(bad), bad);
            assertEquals(RtcErrorName.TYPE_ERROR, error.name());
        }
    }

    @Test
    void writesCandidatesInBothSpellingsAndReadsEither() {
        var init =
                new RtcIceCandidateInit(
                        "candidate:1 1 udp 1 192.0.2.1 9 typ host",
                        Optional.of("0"),
                        OptionalInt.of(0),
                        Optional.of("abcd"));
        String json = init.toJson();
        for (String name :
                new String[] {
                    "sdpMid", "sdpMLineIndex", "usernameFragment",
                    "sdp_mid", "sdp_mline_index", "username_fragment"
                }) {
            assertTrue(json.contains("\"" + name + "\""), json);
        }
        assertEquals(init, RtcIceCandidateInit.fromJson(json));
        assertEquals(
                init,
                RtcIceCandidateInit.fromJson(
                        "{\"candidate\":\"candidate:1 1 udp 1 192.0.2.1 9 typ host\","
                                + "\"sdp_mid\":\"0\",\"sdp_mline_index\":0,"
                                + "\"username_fragment\":\"abcd\"}"));
    }

    @Test
    void readsAbsentAndNullMembersAsEmpty() {
        var init = RtcIceCandidateInit.fromJson("{\"candidate\":\"\",\"sdpMid\":null}");
        assertEquals("", init.candidate());
        assertTrue(init.sdpMid().isEmpty() && init.sdpMLineIndex().isEmpty());
    }

    @Test
    void refusesAnIndexOutOfRange() {
        assertThrows(
                RtcException.class,
                () -> RtcIceCandidateInit.fromJson("{\"candidate\":\"\",\"sdpMLineIndex\":65536}"));
    }

    @Test
    void hidesCredentials() {
        var server = new RtcIceServer(java.util.List.of("turn:t.example"), "me", "secret");
        assertTrue(!server.toString().contains("secret"), server.toString());
    }
}
