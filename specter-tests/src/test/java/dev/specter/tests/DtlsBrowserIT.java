package dev.specter.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.specter.srtp.SrtpProfile;
import dev.specter.tests.browser.BrowserKind;
import dev.specter.webrtc.RtcDtlsRole;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcStats;
import dev.specter.webrtc.WebRtc;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Optional;

/** DTLS in both roles and every SRTP profile that the browsers have; media decrypted both ways. */
class DtlsBrowserIT {
    private static final int PACKETS = 50;

    @ParameterizedTest(name = "{0}, we are the {1}, {2}")
    @CsvSource({
        "CHROMIUM, CLIENT, AEAD_AES_128_GCM",
        "CHROMIUM, SERVER, AEAD_AES_128_GCM",
        "CHROMIUM, CLIENT, AEAD_AES_256_GCM",
        "CHROMIUM, SERVER, AEAD_AES_256_GCM",
        "CHROMIUM, CLIENT, AES_CM_128_HMAC_SHA1_80",
        "CHROMIUM, SERVER, AES_CM_128_HMAC_SHA1_80",
        "FIREFOX, CLIENT, AEAD_AES_128_GCM",
        "FIREFOX, SERVER, AEAD_AES_128_GCM",
        "FIREFOX, CLIENT, AEAD_AES_256_GCM",
        "FIREFOX, SERVER, AEAD_AES_256_GCM",
        "FIREFOX, CLIENT, AES_CM_128_HMAC_SHA1_80",
        "FIREFOX, SERVER, AES_CM_128_HMAC_SHA1_80",
        "FIREFOX, CLIENT, AES_CM_128_HMAC_SHA1_32",
        "FIREFOX, SERVER, AES_CM_128_HMAC_SHA1_32",
    })
    void mediaGoesBothWays(BrowserKind kind, RtcDtlsRole role, SrtpProfile profile)
            throws Exception {
        WebRtc.Builder options = WebRtc.builder().dtlsRole(role).srtpProfiles(List.of(profile));
        try (WebRtc webrtc = options.build()) {
            MediaCall.run(
                    webrtc,
                    kind,
                    "codec=VP8",
                    call -> {
                        call.mirror();
                        call.order("addTrack", "media", "audio");
                        call.pageOffers();
                        assertReflected(call, kind, role, profile);
                    });
        }
    }

    @ParameterizedTest(name = "{0} answers")
    @CsvSource({"CHROMIUM", "FIREFOX"})
    void aPageThatAnswersIsTheClient(BrowserKind kind) throws Exception {
        try (WebRtc webrtc = WebRtc.builder().build()) {
            MediaCall.run(
                    webrtc,
                    kind,
                    "codec=VP8",
                    call -> {
                        call.mirror();
                        call.order("addTrack", "media", "audio");
                        call.pc().addTransceiver(RtcMediaKind.AUDIO);
                        call.javaOffers();
                        assertReflected(
                                call, kind, RtcDtlsRole.SERVER, SrtpProfile.AEAD_AES_128_GCM);
                    });
        }
    }

    private static void assertReflected(
            MediaCall call, BrowserKind kind, RtcDtlsRole role, SrtpProfile profile)
            throws Exception {
        JsonNode stats =
                call.awaitStats(
                        s -> {
                            JsonNode inbound = s.path("inbound").path(midOf(call));
                            return inbound.path("packetsReceived").asInt() >= PACKETS;
                        });
        List<RtcStats.Transport> transports =
                call.pc().getStats().get().all(RtcStats.Transport.class);
        assertEquals(1, transports.size());
        RtcStats.Transport transport = transports.get(0);
        assertEquals(role.toString(), transport.dtlsRole());
        assertEquals(Optional.of(profile.toString()), transport.srtpCipher());
        assertEquals("connected", transport.dtlsState());
        long received =
                call.pc().getStats().get().all(RtcStats.InboundRtp.class).get(0).packetsReceived();
        assertTrue(received >= PACKETS, received + " packets");
        System.out.printf(
                "%s, we are %s: %s %s %s, %d packets in, %s back%n",
                kind,
                transport.dtlsRole(),
                transport.tlsVersion().orElseThrow(),
                transport.dtlsCipher().orElseThrow(),
                transport.srtpCipher().orElseThrow(),
                received,
                stats.path("inbound").path(midOf(call)).path("packetsReceived"));
    }

    private static String midOf(MediaCall call) {
        return call.pc().transceivers().get(0).mid().orElse("");
    }
}
