package dev.specter.webrtc.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.dtls.DtlsRole;
import dev.specter.ice.IceRole;
import dev.specter.sdp.MediaDescription;
import dev.specter.sdp.SessionDescription;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcRtpTransceiverDirection;
import dev.specter.webrtc.RtcSdpType;
import dev.specter.webrtc.RtcSignalingState;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.List;

/** Every answer of the browsers is accepted by an end that offered the same m-sections. */
class BrowserAnswerTest {
    /** Those whose data section is the last, as in every first offer. */
    static List<Path> answers() {
        return BrowserSdp.files("-answer-").stream()
                .filter(f -> !f.getFileName().toString().contains("-offer-"))
                .filter(BrowserAnswerTest::dataIsLast)
                .toList();
    }

    private static boolean dataIsLast(Path file) {
        List<MediaDescription> media = Ends.parse(BrowserSdp.read(file)).media();
        for (int i = 0; i < media.size() - 1; i++) {
            if (media.get(i).type().equals("application")) {
                return false;
            }
        }
        return true;
    }

    @Test
    void thereAreAnswersOfBothBrowsers() {
        assertTrue(answers().size() > 50, "answers: " + answers().size());
    }

    @ParameterizedTest
    @MethodSource("answers")
    void isAccepted(Path file) {
        String text = BrowserSdp.read(file);
        SessionDescription answer = Ends.parse(text);
        Negotiator end = Ends.end(7);
        for (MediaDescription media : answer.media()) {
            if (media.type().equals("application")) {
                end.requireData();
            } else {
                end.addTransceiver(
                        RtcMediaKind.of(media.type()),
                        RtcRtpTransceiverDirection.SENDRECV,
                        SenderSettings.of("track" + media.mid().orElseThrow(), List.of("s")));
            }
        }
        String offer = end.createOffer(OfferSettings.defaults());
        Outcome local = end.setLocalDescription(RtcSdpType.OFFER, offer);
        local.transports().forEach(t -> assertTrue(t.gather() && t.start().isEmpty()));
        Outcome outcome = end.setRemoteDescription(RtcSdpType.ANSWER, text);
        assertEquals(RtcSignalingState.STABLE, outcome.signalingState());
        assertEquals(1, outcome.transports().size());
        assertEquals(local.transports().size() - 1, outcome.closedTransports().size());
        TransportPlan transport = outcome.transports().get(0);
        assertFalse(transport.gather(), "goes on gathering for the offer");
        assertEquals(IceRole.CONTROLLING, transport.start().orElseThrow().role());
        assertEquals(DtlsRole.SERVER, transport.dtls().orElseThrow().role());
        assertEquals(text.contains("a=candidate"), !transport.remoteCandidates().isEmpty());
        for (MediaDescription media : answer.media()) {
            end.transceivers().stream()
                    .filter(t -> t.mid().equals(media.mid()))
                    .forEach(BrowserAnswerTest::assertNegotiated);
        }
        assertEquals(text, end.currentRemoteDescription().orElseThrow().sdp());
        assertEquals(offer, end.currentLocalDescription().orElseThrow().sdp());
    }

    private static void assertNegotiated(Transceiver transceiver) {
        assertFalse(transceiver.sendParameters().codecs().isEmpty());
        assertFalse(transceiver.receiveParameters().codecs().isEmpty());
        assertFalse(transceiver.sendParameters().headerExtensions().isEmpty());
        boolean receives = transceiver.currentDirection().orElseThrow().receives();
        assertEquals(receives, transceiver.remoteTrackId().isPresent());
    }
}
