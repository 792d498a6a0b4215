package dev.specter.webrtc.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.sdp.MediaDescription;
import dev.specter.sdp.SessionDescription;
import dev.specter.sdp.attribute.DirectionAttribute;
import dev.specter.sdp.attribute.Group;
import dev.specter.sdp.attribute.RtpMap;
import dev.specter.sdp.attribute.SctpPort;
import dev.specter.sdp.attribute.Setup;
import dev.specter.webrtc.RtcSdpType;
import dev.specter.webrtc.RtcSignalingState;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Every offer that the browsers wrote is answered. */
class BrowserOfferTest {
    static List<Path> offers() {
        return BrowserSdp.files("-offer-");
    }

    @Test
    void thereAreOffersOfBothBrowsers() {
        assertTrue(offers().size() > 80, "offers: " + offers().size());
    }

    @ParameterizedTest
    @MethodSource("offers")
    void isAnswered(Path file) {
        String offerText = BrowserSdp.read(file);
        SessionDescription offer = Ends.parse(offerText);
        Negotiator end = Ends.end(1);
        Outcome remote = end.setRemoteDescription(RtcSdpType.OFFER, offerText);
        assertEquals(RtcSignalingState.HAVE_REMOTE_OFFER, remote.signalingState());
        assertEquals(offerText, end.pendingRemoteDescription().orElseThrow().sdp());
        String answerText = end.createAnswer(OfferSettings.defaults());
        Ends.assertReadsBack(answerText);
        SessionDescription answer = Ends.parse(answerText);
        assertEquals(offer.media().size(), answer.media().size());
        for (int i = 0; i < offer.media().size(); i++) {
            assertAnswers(offer.media().get(i), answer.media().get(i));
        }
        Outcome outcome = end.setLocalDescription(RtcSdpType.ANSWER, answerText);
        assertEquals(RtcSignalingState.STABLE, outcome.signalingState());
        assertEquals(1, outcome.transports().size(), "one BUNDLE group, one transport");
        TransportPlan transport = outcome.transports().get(0);
        assertTrue(transport.gather());
        assertTrue(transport.start().isPresent());
        assertTrue(transport.dtls().isPresent());
        assertEquals(offerText.contains("a=candidate"), !transport.remoteCandidates().isEmpty());
        assertEquals(offerText.matches("(?s).*m=application [1-9].*"), outcome.data().isPresent());
    }

    private static void assertAnswers(MediaDescription offer, MediaDescription answer) {
        assertEquals(offer.type(), answer.type());
        assertEquals(offer.protocol(), answer.protocol());
        assertEquals(offer.mid(), answer.mid());
        boolean bundleOnly = offer.attributes().has(dev.specter.sdp.attribute.BundleOnly.class);
        if (offer.port() == 0 && !bundleOnly) {
            assertEquals(0, answer.port());
            return;
        }
        assertEquals(9, answer.port());
        assertEquals(
                Setup.Role.ACTIVE, answer.attributes().first(Setup.class).orElseThrow().role());
        if (offer.type().equals("application")) {
            assertEquals(5000, answer.attributes().first(SctpPort.class).orElseThrow().port());
            return;
        }
        // RFC 3264, section 6: the payload types are the offer's, in its order.
        assertTrue(offer.formats().containsAll(answer.formats()));
        var inOfferOrder = offer.formats().stream().filter(answer.formats()::contains).toList();
        assertEquals(
                inOfferOrder.stream().filter(f -> isMedia(offer, f)).toList(),
                answer.formats().stream().filter(f -> isMedia(offer, f)).toList());
        // Nothing is sent without a track.
        var direction = answer.attributes().first(DirectionAttribute.class).orElseThrow();
        assertFalse(Directions.fromSdp(direction.direction()).sends());
    }

    private static boolean isMedia(MediaDescription media, String format) {
        return media.attributes().all(RtpMap.class).stream()
                .filter(m -> Integer.toString(m.payloadType()).equals(format))
                .noneMatch(m -> m.encodingName().equals("rtx"));
    }

    @ParameterizedTest
    @MethodSource("offers")
    void everyAcceptedSectionIsInTheBundle(Path file) {
        Negotiator end = Ends.end(1);
        end.setRemoteDescription(RtcSdpType.OFFER, BrowserSdp.read(file));
        SessionDescription answer = Ends.parse(end.createAnswer(OfferSettings.defaults()));
        List<String> accepted =
                answer.media().stream()
                        .filter(m -> m.port() != 0)
                        .flatMap(m -> m.mid().stream())
                        .toList();
        assertEquals(
                Optional.of(accepted), answer.attributes().first(Group.class).map(Group::mids));
    }

    @Test
    void renegotiatesThroughEveryStepThatChromiumWentThrough() {
        Negotiator end = Ends.end(1);
        for (int step = 0; step <= 4; step++) {
            Path file = BrowserSdp.files("chromium156-offer-reneg-" + step).get(0);
            end.setRemoteDescription(RtcSdpType.OFFER, BrowserSdp.read(file));
            end.setLocalDescription(RtcSdpType.ANSWER, "");
            long videos =
                    end.transceivers().stream()
                            .filter(t -> t.toString().startsWith("video"))
                            .count();
            assertEquals(step == 0 || step == 3 ? 0 : 1, videos, "step " + step);
        }
    }

    @Test
    void renegotiatesThroughEveryStepThatFirefoxWentThrough() {
        Negotiator end = Ends.end(1);
        for (int step = 0; step <= 4; step++) {
            Path file = BrowserSdp.files("firefox153-offer-reneg-" + step).get(0);
            end.setRemoteDescription(RtcSdpType.OFFER, BrowserSdp.read(file));
            Outcome outcome = end.setLocalDescription(RtcSdpType.ANSWER, "");
            assertEquals(1, outcome.transports().size());
            assertTrue(outcome.closedTransports().isEmpty());
        }
    }

    @Test
    void anIceRestartOfTheBrowserStartsANewGeneration() {
        for (String browser : List.of("chromium156", "firefox153")) {
            Negotiator end = Ends.end(1);
            Outcome first =
                    answer(end, browser + "-offer-icerestart-0-before-audio-video-data.sdp");
            Outcome second = answer(end, browser + "-offer-icerestart-1-after.sdp");
            TransportPlan before = first.transports().get(0);
            TransportPlan after = second.transports().get(0);
            assertEquals(before.id(), after.id());
            assertFalse(before.localParameters().equals(after.localParameters()));
            assertTrue(after.gather());
            assertTrue(after.start().isPresent());
            assertTrue(after.dtls().isEmpty(), "DTLS goes on");
        }
    }

    private static Outcome answer(Negotiator end, String name) {
        end.setRemoteDescription(RtcSdpType.OFFER, BrowserSdp.read(name));
        return end.setLocalDescription(RtcSdpType.ANSWER, "");
    }
}
