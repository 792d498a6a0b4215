package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Optional;

/** Setting a configuration (webrtc-pc, sections 4.4.1.1 and 4.4.1.6), by its steps. */
class ConfigurationTest {
    private static void assertFails(RtcErrorName name, Runnable call) {
        assertEquals(name, assertThrows(RtcException.class, call::run).name());
    }

    private static RtcConfiguration of(RtcIceServer server) {
        return RtcConfiguration.builder().iceServer(server).build();
    }

    @ParameterizedTest // RFC 7064 and 7065, section 3.1
    @ValueSource(
            strings = {
                "",
                "stun",
                "stun:",
                "http://example.org",
                "stun://example.org",
                "stun:example.org/path",
                "stun:user@example.org",
                "stun:example.org?transport=udp",
                "stun:example.org#x",
                "stun:example.org:0",
                "stun:example.org:99999",
                "turn:example.org?transport=sctp",
                "turn:example.org?x=y",
                "turn:[::1"
            })
    void aUrlThatIsNotOfStunOrTurnIsASyntaxError(String url) {
        try (WebRtc webRtc = WebRtc.builder().networkFilter(address -> false).build()) {
            RtcConfiguration wrong = of(new RtcIceServer(List.of(url), "user", "password"));
            assertFails(RtcErrorName.SYNTAX_ERROR, () -> webRtc.newPeerConnection(wrong));
            RtcPeerConnection pc = webRtc.newPeerConnection();
            assertFails(RtcErrorName.SYNTAX_ERROR, () -> pc.setConfiguration(wrong));
            assertEquals(RtcConfiguration.defaults(), pc.configuration());
        }
    }

    @Test
    void aServerWithoutUrlsIsASyntaxError() {
        try (WebRtc webRtc = WebRtc.builder().networkFilter(address -> false).build()) {
            assertFails(
                    RtcErrorName.SYNTAX_ERROR,
                    () -> webRtc.newPeerConnection(of(RtcIceServer.of())));
        }
    }

    @Test
    void aTurnServerNeedsCredentials() {
        try (WebRtc webRtc = WebRtc.builder().networkFilter(address -> false).build()) {
            for (RtcIceServer wrong :
                    List.of(
                            RtcIceServer.of("turn:example.org"),
                            RtcIceServer.of("stun:example.org", "turns:example.org"),
                            new RtcIceServer(
                                    List.of("turn:example.org"),
                                    Optional.of("user"),
                                    Optional.empty()),
                            new RtcIceServer(List.of("turn:example.org"), "user", ""),
                            new RtcIceServer(List.of("turn:example.org"), "é".repeat(255), "p"))) {
                assertFails(
                        RtcErrorName.INVALID_ACCESS_ERROR,
                        () -> webRtc.newPeerConnection(of(wrong)));
            }
            webRtc.newPeerConnection(
                    of(
                            new RtcIceServer(
                                    List.of("turn:example.org?transport=tcp", "stun:[::1]:3478"),
                                    "user",
                                    "password")));
        }
    }

    @Test
    void setConfigurationStep3RefusesWhatIsFixed() {
        RtcCertificate one = RtcCertificate.generate(RtcCertificate.Algorithm.ECDSA_P256).join();
        RtcCertificate two = RtcCertificate.generate(RtcCertificate.Algorithm.ECDSA_P384).join();
        try (WebRtc webRtc = WebRtc.builder().networkFilter(address -> false).build()) {
            RtcPeerConnection pc =
                    webRtc.newPeerConnection(RtcConfiguration.builder().certificate(one).build());
            for (RtcConfiguration wrong :
                    List.of(
                            RtcConfiguration.defaults(),
                            RtcConfiguration.builder().certificate(two).build(),
                            RtcConfiguration.builder().certificate(one).certificate(two).build(),
                            RtcConfiguration.builder()
                                    .certificate(one)
                                    .bundlePolicy(RtcBundlePolicy.MAX_BUNDLE)
                                    .build())) {
                assertFails(
                        RtcErrorName.INVALID_MODIFICATION_ERROR, () -> pc.setConfiguration(wrong));
            }
            RtcConfiguration right =
                    RtcConfiguration.builder()
                            .certificate(one)
                            .iceServer("stun:example.org")
                            .iceTransportPolicy(RtcIceTransportPolicy.RELAY)
                            .iceCandidatePoolSize(2)
                            .build();
            pc.setConfiguration(right);
            assertEquals(right, pc.configuration());
        }
    }

    @Test
    void setConfigurationStep3FixesThePoolWithTheFirstLocalDescription() {
        try (WebRtc webRtc = WebRtc.builder().networkFilter(address -> false).build()) {
            RtcPeerConnection pc = webRtc.newPeerConnection();
            RtcConfiguration larger = RtcConfiguration.builder().iceCandidatePoolSize(1).build();
            pc.setConfiguration(larger);
            pc.setLocalDescription().join();
            pc.setConfiguration(larger);
            assertFails(
                    RtcErrorName.INVALID_MODIFICATION_ERROR,
                    () -> pc.setConfiguration(RtcConfiguration.defaults()));
            pc.close();
            assertFails(RtcErrorName.INVALID_STATE_ERROR, () -> pc.setConfiguration(larger));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 256})
    void aPoolOutOfRangeIsATypeError(int size) {
        assertFails(
                RtcErrorName.TYPE_ERROR,
                () -> RtcConfiguration.builder().iceCandidatePoolSize(size).build());
    }

    @Test
    void certificatesComeBackFromPem() {
        for (RtcCertificate.Algorithm algorithm : RtcCertificate.Algorithm.values()) {
            RtcCertificate made = RtcCertificate.generate(algorithm).join();
            RtcCertificate read = RtcCertificate.fromPem(made.toPem());
            assertEquals(made, read);
            assertEquals(made.fingerprints(), read.fingerprints());
            assertEquals(made.expires(), read.expires());
        }
        assertFails(RtcErrorName.SYNTAX_ERROR, () -> RtcCertificate.fromPem("nothing"));
    }
}
