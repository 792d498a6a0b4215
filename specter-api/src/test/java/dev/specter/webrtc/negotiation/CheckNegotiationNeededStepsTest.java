package dev.specter.webrtc.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcRtpTransceiverDirection;
import dev.specter.webrtc.RtcSdpType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** Check if negotiation is needed (webrtc-pc, section 4.7.3), by its steps. */
class CheckNegotiationNeededStepsTest {
    private final Negotiator a = Ends.end(1);
    private final Negotiator b = Ends.end(2);

    private static SenderSettings track(String... streams) {
        return SenderSettings.of("t", List.of(streams));
    }

    /** What both ends agree on: audio of the first, which the second may have answered. */
    private Transceiver audio(RtcRtpTransceiverDirection direction) {
        Transceiver audio = a.addTransceiver(RtcMediaKind.AUDIO, direction, track("s"));
        Ends.exchange(a, b);
        return audio;
    }

    @Test
    void step2NeedsItForAnIceRestart() {
        audio(RtcRtpTransceiverDirection.SENDRECV);
        a.restartIce();
        assertTrue(a.isNegotiationNeeded());
        assertFalse(b.isNegotiationNeeded());
    }

    @Test
    void step4NeedsItForTheFirstDataOnly() {
        a.requireData();
        assertTrue(a.isNegotiationNeeded());
        Ends.exchange(a, b);
        a.requireData();
        b.requireData();
        assertFalse(a.isNegotiationNeeded());
        assertFalse(b.isNegotiationNeeded(), "whoever offered it");
    }

    @Test
    void step5Dot1NeedsItForATransceiverThatStops() {
        Transceiver audio = audio(RtcRtpTransceiverDirection.SENDRECV);
        a.stop(audio);
        assertTrue(a.isNegotiationNeeded());
        Ends.exchange(a, b);
        assertFalse(a.isNegotiationNeeded());
        assertFalse(b.isNegotiationNeeded());
    }

    @Test
    void step5Dot2NeedsItForATransceiverWithoutASection() {
        a.addTransceiver(
                RtcMediaKind.AUDIO, RtcRtpTransceiverDirection.INACTIVE, SenderSettings.NONE);
        assertTrue(a.isNegotiationNeeded());
        Ends.exchange(a, b);
        assertFalse(a.isNegotiationNeeded());
    }

    @Test
    void step5Dot3Dot1NeedsItForOtherStreamsOfWhatSends() {
        Transceiver audio = audio(RtcRtpTransceiverDirection.SENDRECV);
        a.setSender(audio, track("s", "r"));
        assertTrue(a.isNegotiationNeeded(), "one more");
        a.setSender(audio, track("r"));
        assertTrue(a.isNegotiationNeeded(), "another");
        a.setSender(audio, track());
        assertTrue(a.isNegotiationNeeded(), "none");
        a.setSender(audio, track("s"));
        assertFalse(a.isNegotiationNeeded(), "the same");
    }

    @Test
    void step5Dot3Dot1PassesOverWhatDoesNotSend() {
        Transceiver audio = audio(RtcRtpTransceiverDirection.RECVONLY);
        a.setSender(audio, track("r"));
        assertFalse(a.isNegotiationNeeded());
    }

    @ParameterizedTest // the offer said sendrecv, the answer of this direction
    @CsvSource({
        "SENDRECV, SENDONLY, true",
        "SENDRECV, RECVONLY, true",
        "SENDRECV, INACTIVE, true",
        "SENDRECV, SENDRECV, false",
        "RECVONLY, SENDRECV, false",
        "RECVONLY, SENDONLY, false",
        "RECVONLY, RECVONLY, true",
        "SENDONLY, RECVONLY, false",
        "INACTIVE, INACTIVE, false"
    })
    void step5Dot3Dot2ComparesWithBothDescriptionsAfterAnOfferOfOurs(
            RtcRtpTransceiverDirection answered,
            RtcRtpTransceiverDirection wanted,
            boolean isNeeded) {
        Transceiver audio = audio(RtcRtpTransceiverDirection.SENDRECV);
        b.setDirection(b.transceivers().get(0), answered);
        Ends.exchange(a, b);
        a.setDirection(audio, wanted);
        assertEquals(isNeeded, a.isNegotiationNeeded());
    }

    @ParameterizedTest // the peer offered this direction, and sendrecv was answered if it could be
    @CsvSource({
        "SENDRECV, SENDRECV, false",
        "SENDRECV, RECVONLY, true",
        "SENDRECV, INACTIVE, true",
        "SENDONLY, RECVONLY, false",
        "SENDONLY, SENDRECV, false",
        "SENDONLY, SENDONLY, true",
        "INACTIVE, SENDRECV, false"
    })
    void step5Dot3Dot3ComparesWithWhatTheOfferAllowsAfterAnAnswerOfOurs(
            RtcRtpTransceiverDirection offered,
            RtcRtpTransceiverDirection wanted,
            boolean isNeeded) {
        Transceiver theirs = b.addTransceiver(RtcMediaKind.AUDIO, offered, track("s"));
        Transceiver audio = a.addTrack(RtcMediaKind.AUDIO, track("s"));
        if (!offered.receives()) {
            // What addTrack made takes only a section that receives.
            b.setDirection(theirs, RtcRtpTransceiverDirection.SENDRECV);
            Ends.exchange(b, a);
            b.setDirection(theirs, offered);
        }
        Ends.exchange(b, a);
        assertEquals(List.of(audio), a.transceivers());
        a.setDirection(audio, wanted);
        assertEquals(isNeeded, a.isNegotiationNeeded());
    }

    @Test
    void step5Dot4NeedsItForWhatStoppedInAnOfferThatWasTakenBack() {
        Transceiver audio = audio(RtcRtpTransceiverDirection.SENDRECV);
        a.stop(audio);
        b.setRemoteDescription(RtcSdpType.OFFER, a.createOffer(OfferSettings.defaults()));
        b.setRemoteDescription(RtcSdpType.ROLLBACK, "");
        assertTrue(b.transceivers().get(0).isStopped());
        assertTrue(b.isNegotiationNeeded());
        Ends.exchange(b, a);
        assertFalse(b.isNegotiationNeeded(), "rejected by now");
        assertEquals(List.of(), b.transceivers());
    }

    @Test
    void step6NeedsItForNothingElse() {
        assertFalse(a.isNegotiationNeeded(), "of a new connection");
        Transceiver audio = audio(RtcRtpTransceiverDirection.SENDRECV);
        a.setDirection(audio, RtcRtpTransceiverDirection.INACTIVE);
        a.setDirection(audio, RtcRtpTransceiverDirection.SENDRECV);
        a.setCodecPreferences(audio, List.of());
        assertFalse(a.isNegotiationNeeded());
    }
}
