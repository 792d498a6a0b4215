package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Set a configuration and validate an ICE server URL (webrtc-pc, section 4.4.1.6), the methods
 * setConfiguration and getConfiguration (section 4.4.2), by their steps.
 */
@Timeout(60)
class SetConfigurationStepsTest {
    private final WebRtc webRtc = WebRtc.builder().build();
    private final RtcCertificate certificate = generate();
    private final RtcPeerConnection pc =
            webRtc.newPeerConnection(RtcConfiguration.builder().certificate(certificate).build());

    @AfterEach
    void close() {
        webRtc.close();
    }

    private static RtcCertificate generate() {
        return RtcCertificate.generate(RtcCertificate.Algorithm.ECDSA_P256).join();
    }

    private void assertRefused(RtcErrorName name, RtcConfiguration configuration) {
        RtcConfiguration before = pc.configuration();
        assertNotEquals(before, configuration);
        Events.assertThrowsError(name, () -> pc.setConfiguration(configuration));
        assertEquals(before, pc.configuration());
    }

    private void assertRefused(RtcErrorName name, RtcIceServer server) {
        assertRefused(name, pc.configuration().toBuilder().iceServer(server).build());
    }

    private void assertTaken(RtcConfiguration configuration) {
        pc.setConfiguration(configuration);
        assertEquals(configuration, pc.configuration());
    }

    @Test
    void getConfigurationReturnsWhatWasSetLast() {
        assertEquals(List.of(certificate), pc.configuration().certificates());
        assertTaken(pc.configuration().toBuilder().iceServer("stun:example.org").build());
    }

    @Test
    void setConfigurationStep2RefusesAClosedConnection() {
        pc.close();
        Events.assertThrowsError(
                RtcErrorName.INVALID_STATE_ERROR, () -> pc.setConfiguration(pc.configuration()));
    }

    @Test
    void step3Dot1RefusesAnotherNumberOfCertificates() {
        assertRefused(RtcErrorName.INVALID_MODIFICATION_ERROR, RtcConfiguration.defaults());
        assertRefused(
                RtcErrorName.INVALID_MODIFICATION_ERROR,
                pc.configuration().toBuilder().certificate(generate()).build());
    }

    @Test
    void step3Dot3RefusesAnotherCertificate() {
        assertRefused(
                RtcErrorName.INVALID_MODIFICATION_ERROR,
                RtcConfiguration.builder().certificate(generate()).build());
    }

    @Test
    void step3Dot4RefusesAnotherBundlePolicy() {
        assertRefused(
                RtcErrorName.INVALID_MODIFICATION_ERROR,
                pc.configuration().toBuilder().bundlePolicy(RtcBundlePolicy.MAX_BUNDLE).build());
    }

    @Test
    void step3Dot6RefusesAnotherPoolOnceSetLocalDescriptionWasCalled() {
        assertTaken(pc.configuration().toBuilder().iceCandidatePoolSize(0).build());
        Events.assertFails(
                RtcErrorName.INVALID_STATE_ERROR,
                pc.setLocalDescription(new RtcSessionDescription(RtcSdpType.ROLLBACK, "")));
        assertRefused(
                RtcErrorName.INVALID_MODIFICATION_ERROR,
                pc.configuration().toBuilder().iceCandidatePoolSize(1).build());
    }

    @Test // there is no such number
    void step5TruncatesNoList() {
        List<RtcIceServer> many =
                IntStream.range(0, 1_000)
                        .mapToObj(i -> RtcIceServer.of("stun:s" + i + ".example.org"))
                        .toList();
        assertTaken(pc.configuration().toBuilder().iceServers(many).build());
    }

    @Test
    void step6Dot3RefusesAServerWithoutAUrl() {
        assertRefused(RtcErrorName.SYNTAX_ERROR, RtcIceServer.of());
    }

    @Test
    void step6Dot4LooksAtEachUrlOfEachServer() {
        assertRefused(
                RtcErrorName.SYNTAX_ERROR,
                RtcIceServer.of("stun:example.org", "http://example.org"));
        assertRefused(
                RtcErrorName.SYNTAX_ERROR,
                pc.configuration().toBuilder()
                        .iceServer("stun:example.org")
                        .iceServer("stun:")
                        .build());
    }

    @Test
    void steps7To10StoreWhatMayChange() {
        assertTaken(
                pc.configuration().toBuilder()
                        .iceTransportPolicy(RtcIceTransportPolicy.RELAY)
                        .iceServer(RtcIceServer.of("stun:a.example.org", "stuns:b.example.org"))
                        .build());
        assertTaken(RtcConfiguration.builder().certificate(certificate).build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "stun",
                "http://example.org",
                "data:example.org",
                "stun://example.org",
                "turn://example.org",
                "stun:example.org/path",
                "turn:user@example.org",
                "stun:example.org#x",
                "stuns:example.org?transport=tcp"
            })
    void validateStep2RefusesWhatIsNotSuchAUrl(String url) {
        assertRefused(RtcErrorName.SYNTAX_ERROR, new RtcIceServer(List.of(url), "user", "p"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"stun", "stuns", "turn", "turns"})
    void validateStep3FindsEachSchemeImplemented(String scheme) {
        RtcIceServer server = new RtcIceServer(List.of(scheme + ":example.org"), "user", "p");
        assertTaken(pc.configuration().toBuilder().iceServer(server).build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"stun:", "stun:example.org:99999", "turn:[::1", "turn:example.org:x"})
    void validateSteps4And5RefuseWhatIsNoHostWithAPort(String url) {
        assertRefused(RtcErrorName.SYNTAX_ERROR, new RtcIceServer(List.of(url), "user", "p"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"transport=sctp", "transport=", "x=y", "transport=udp&x=y"})
    void validateStep6KnowsTwoTransports(String query) {
        for (String scheme : List.of("turn", "turns")) {
            assertRefused(
                    RtcErrorName.SYNTAX_ERROR,
                    new RtcIceServer(List.of(scheme + ":example.org?" + query), "user", "p"));
            for (String transport : List.of("udp", "tcp")) {
                String url = scheme + ":example.org?transport=" + transport;
                assertTaken(
                        RtcConfiguration.builder()
                                .certificate(certificate)
                                .iceServer(new RtcIceServer(List.of(url), "user", "p"))
                                .build());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"turn:example.org", "turns:example.org"})
    void validateStep7NeedsUserNameAndCredentialOfARelay(String url) {
        for (RtcIceServer wrong :
                List.of(
                        RtcIceServer.of(url),
                        new RtcIceServer(List.of(url), Optional.of("user"), Optional.empty()),
                        new RtcIceServer(List.of(url), Optional.empty(), Optional.of("p")),
                        new RtcIceServer(List.of(url), "user", ""),
                        new RtcIceServer(List.of(url), "u".repeat(509), "p"))) {
            assertRefused(RtcErrorName.INVALID_ACCESS_ERROR, wrong);
        }
        assertRefused(RtcErrorName.SYNTAX_ERROR, RtcIceServer.of(url + "?transport=sctp"));
        RtcIceServer right = new RtcIceServer(List.of(url), "u".repeat(508), "p");
        assertTaken(pc.configuration().toBuilder().iceServer(right).build());
    }
}
