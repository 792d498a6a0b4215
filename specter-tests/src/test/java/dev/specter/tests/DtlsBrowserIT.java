package dev.specter.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import dev.specter.srtp.SrtpProfile;
import dev.specter.tests.browser.BrowserKind;
import dev.specter.webrtc.RtcDtlsRole;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.RtcStats;
import dev.specter.webrtc.WebRtc;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Optional;

/** DTLS in both roles and every SRTP profile that the browsers have; media decrypted both ways. */
class DtlsBrowserIT {
    private static final int PACKETS = 50;
    private static final String MID = "0"; // the page has one transceiver

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

    // Firefox 153 keeps to its association and does not answer the new ClientHello.
    @Test // RFC 8842, section 3.1: another fingerprint, with an ICE restart
    void anotherEndTakesTheCallOver() throws Exception {
        try (WebRtc webrtc = WebRtc.builder().build()) {
            MediaCall.run(
                    webrtc,
                    BrowserKind.CHROMIUM,
                    "codec=VP8",
                    call -> {
                        call.mirror();
                        call.order("addTrack", "media", "audio");
                        call.pageOffers();
                        int before = awaitPackets(call, PACKETS);
                        call.pc().close();
                        try (RtcPeerConnection other = webrtc.newPeerConnection()) {
                            MediaCall.mirror(other);
                            call.handOver(other);
                            call.order("restartIce");
                            call.pageOffers();
                            awaitPackets(other);
                            System.out.printf(
                                    "%d packets back from one end, then %d%n",
                                    before, awaitPackets(call, PACKETS));
                        }
                    });
        }
    }

    private static int awaitPackets(MediaCall call, int packets) throws Exception {
        JsonNode stats =
                call.awaitStats(
                        s -> {
                            JsonNode inbound = s.path("inbound").path(MID);
                            return inbound.path("packetsReceived").asInt() >= packets;
                        });
        return stats.path("inbound").path(MID).path("packetsReceived").asInt();
    }

    private static void awaitPackets(RtcPeerConnection pc) throws Exception {
        for (int i = 0; i < 200; i++) {
            List<RtcStats.InboundRtp> in = pc.getStats().get().all(RtcStats.InboundRtp.class);
            if (!in.isEmpty() && in.get(0).packetsReceived() >= PACKETS) {
                return;
            }
            Thread.sleep(100);
        }
        throw new AssertionError(
                "the other end gets no media: "
                        + pc.getStats().get().all(RtcStats.Transport.class));
    }

    private static void assertReflected(
            MediaCall call, BrowserKind kind, RtcDtlsRole role, SrtpProfile profile)
            throws Exception {
        int back = awaitPackets(call, PACKETS);
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
                "%s, we are %s: %s %s %s, %d packets in, %d back%n",
                kind,
                transport.dtlsRole(),
                transport.tlsVersion().orElseThrow(),
                transport.dtlsCipher().orElseThrow(),
                transport.srtpCipher().orElseThrow(),
                received,
                back);
    }
}
