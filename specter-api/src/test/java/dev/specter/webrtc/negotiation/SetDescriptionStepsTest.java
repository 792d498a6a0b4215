package dev.specter.webrtc.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.webrtc.RtcErrorDetailType;
import dev.specter.webrtc.RtcErrorName;
import dev.specter.webrtc.RtcException;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcRtpCodecCapability;
import dev.specter.webrtc.RtcRtpEncodingParameters;
import dev.specter.webrtc.RtcRtpTransceiverDirection;
import dev.specter.webrtc.RtcSdpType;
import dev.specter.webrtc.RtcSessionDescription;
import dev.specter.webrtc.RtcSignalingState;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Set a session description (webrtc-pc, section 4.4.1.5), by its steps, but for those of m-sections
 * and of rollback, which have tests of their own.
 */
class SetDescriptionStepsTest {
    private final Negotiator a = Ends.end(1);
    private final Negotiator b = Ends.end(2);

    @BeforeEach
    void bothKinds() {
        a.addTrack(RtcMediaKind.AUDIO, SenderSettings.of("t", List.of("s")));
        a.requireData();
    }

    /** An offer of the first end, set at both. */
    private String offer() {
        String offer = a.createOffer(OfferSettings.defaults());
        a.setLocalDescription(RtcSdpType.OFFER, offer);
        b.setRemoteDescription(RtcSdpType.OFFER, offer);
        return offer;
    }

    private static Optional<RtcSessionDescription> of(RtcSdpType type, String sdp) {
        return Optional.of(new RtcSessionDescription(type, sdp));
    }

    /** Local pending, local current, remote pending, remote current. */
    private static void assertDescriptions(
            Negotiator end,
            Optional<RtcSessionDescription> pendingLocal,
            Optional<RtcSessionDescription> currentLocal,
            Optional<RtcSessionDescription> pendingRemote,
            Optional<RtcSessionDescription> currentRemote) {
        assertEquals(pendingLocal, end.pendingLocalDescription());
        assertEquals(currentLocal, end.currentLocalDescription());
        assertEquals(pendingRemote, end.pendingRemoteDescription());
        assertEquals(currentRemote, end.currentRemoteDescription());
    }

    @Test
    void step2RefusesARollbackOfWhatIsStableOrProvisional() {
        Ends.assertFails(
                RtcErrorName.INVALID_STATE_ERROR,
                () -> b.setRemoteDescription(RtcSdpType.ROLLBACK, ""));
        offer();
        b.setLocalDescription(RtcSdpType.PRANSWER, "");
        a.setRemoteDescription(RtcSdpType.PRANSWER, b.localDescription().orElseThrow().sdp());
        for (Negotiator end : List.of(a, b)) {
            Ends.assertFails(
                    RtcErrorName.INVALID_STATE_ERROR,
                    () -> end.setLocalDescription(RtcSdpType.ROLLBACK, ""));
            Ends.assertFails(
                    RtcErrorName.INVALID_STATE_ERROR,
                    () -> end.setRemoteDescription(RtcSdpType.ROLLBACK, ""));
        }
        assertEquals(RtcSignalingState.HAVE_REMOTE_PRANSWER, a.signalingState());
        assertEquals(RtcSignalingState.HAVE_LOCAL_PRANSWER, b.signalingState());
    }

    @Test
    void step4Dot4ChecksAnOfferAfterAnOfferAsIfItHadBeenAnswered() {
        String first = offer();
        String less =
                first.substring(0, first.indexOf("m=application"))
                        .replace("BUNDLE 0 1", "BUNDLE 0");
        Ends.assertFails(
                RtcErrorName.INVALID_ACCESS_ERROR,
                () -> b.setRemoteDescription(RtcSdpType.OFFER, less));
        assertEquals(of(RtcSdpType.OFFER, first), b.pendingRemoteDescription());
        a.addTrack(RtcMediaKind.VIDEO, SenderSettings.of("v", List.of("s")));
        String more = offer();
        assertEquals(of(RtcSdpType.OFFER, more), b.pendingRemoteDescription());
        assertEquals(2, b.transceivers().size());
    }

    @Test
    void step4Dot6Dot2LooksAtTheTypeBeforeTheText() {
        for (RtcSdpType type : List.of(RtcSdpType.ANSWER, RtcSdpType.PRANSWER)) {
            Ends.assertFails(
                    RtcErrorName.INVALID_STATE_ERROR, () -> b.setRemoteDescription(type, "no SDP"));
        }
        offer();
        Ends.assertFails(
                RtcErrorName.INVALID_STATE_ERROR,
                () -> a.setRemoteDescription(RtcSdpType.OFFER, "no SDP"));
        Ends.assertFails(
                RtcErrorName.INVALID_STATE_ERROR,
                () -> b.setRemoteDescription(RtcSdpType.ANSWER, "no SDP"));
    }

    @Test
    void step4Dot6Dot3NamesTheLineThatIsNotSdp() {
        String offer = a.createOffer(OfferSettings.defaults());
        String wrong = offer.replace("a=mid:0", "a=mid:0 0");
        RtcException e =
                Ends.assertFails(
                        RtcErrorName.OPERATION_ERROR,
                        () -> b.setRemoteDescription(RtcSdpType.OFFER, wrong));
        assertEquals(RtcErrorDetailType.SDP_SYNTAX_ERROR, e.errorDetail().orElseThrow().type());
        int line = wrong.lines().toList().indexOf("a=mid:0 0") + 1;
        assertEquals(OptionalInt.of(line), e.sdpLineNumber());
        assertEquals(RtcSignalingState.STABLE, b.signalingState());
    }

    @Test // of an m-section that is bundled it goes without saying (RFC 9143, section 9.3)
    void step4Dot6Dot4NeedsRtcpMuxOfAnAnswer() {
        Negotiator alone = Ends.end(3);
        alone.addTrack(RtcMediaKind.AUDIO, SenderSettings.of("t", List.of("s")));
        String offer = alone.createOffer(OfferSettings.defaults());
        alone.setLocalDescription(RtcSdpType.OFFER, offer);
        b.setRemoteDescription(RtcSdpType.OFFER, offer);
        String answer = b.createAnswer(OfferSettings.defaults()).replaceAll("a=group:.*\r\n", "");
        String without = answer.replace("a=rtcp-mux\r\n", "");
        Ends.assertFails(
                RtcErrorName.INVALID_ACCESS_ERROR,
                () -> alone.setRemoteDescription(RtcSdpType.ANSWER, without));
        alone.setRemoteDescription(RtcSdpType.ANSWER, answer);
        assertEquals(RtcSignalingState.STABLE, alone.signalingState());
    }

    @Test
    void step4Dot6Dot6RefusesContentThatIsInvalidAndChangesNothing() {
        String offer = offer();
        String answer = b.createAnswer(OfferSettings.defaults());
        for (String wrong :
                List.of(
                        answer.replace("a=setup:active", "a=setup:actpass"),
                        answer.replaceAll("a=fingerprint:.*\r\n", ""),
                        answer.replaceAll("a=ice-ufrag:.*\r\n", ""),
                        answer.replace("m=audio", "m=video"))) {
            assertNotEquals(answer, wrong);
            Ends.assertFails(
                    RtcErrorName.INVALID_ACCESS_ERROR,
                    () -> a.setRemoteDescription(RtcSdpType.ANSWER, wrong));
            assertEquals(RtcSignalingState.HAVE_LOCAL_OFFER, a.signalingState());
            assertDescriptions(
                    a,
                    of(RtcSdpType.OFFER, offer),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    @Test
    void step4Dot7Dot4KeepsTheStateOfTheLastStableOneThroughSeveralOffers() {
        Transceiver audio = a.transceivers().get(0);
        offer();
        a.addTrack(RtcMediaKind.VIDEO, SenderSettings.of("v", List.of("s")));
        offer();
        assertEquals(RtcSignalingState.HAVE_LOCAL_OFFER, a.signalingState());
        a.setLocalDescription(RtcSdpType.ROLLBACK, "");
        assertEquals(OptionalInt.empty(), audio.transportId());
        assertEquals(Optional.empty(), audio.mid());
    }

    @Test
    void step4Dot7Dot5MakesALocalOfferPending() {
        String offer = offer();
        assertEquals(RtcSignalingState.HAVE_LOCAL_OFFER, a.signalingState());
        assertDescriptions(
                a,
                of(RtcSdpType.OFFER, offer),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void step4Dot7Dot5MakesALocalAnswerAndItsOfferCurrent() {
        String offer = offer();
        String answer = b.createAnswer(OfferSettings.defaults());
        b.setLocalDescription(RtcSdpType.ANSWER, answer);
        assertEquals(RtcSignalingState.STABLE, b.signalingState());
        assertDescriptions(
                b,
                Optional.empty(),
                of(RtcSdpType.ANSWER, answer),
                Optional.empty(),
                of(RtcSdpType.OFFER, offer));
    }

    @Test
    void step4Dot7Dot5MakesALocalProvisionalAnswerPending() {
        String offer = offer();
        String answer = b.createAnswer(OfferSettings.defaults());
        b.setLocalDescription(RtcSdpType.PRANSWER, answer);
        assertEquals(RtcSignalingState.HAVE_LOCAL_PRANSWER, b.signalingState());
        assertDescriptions(
                b,
                of(RtcSdpType.PRANSWER, answer),
                Optional.empty(),
                of(RtcSdpType.OFFER, offer),
                Optional.empty());
    }

    @Test
    void step4Dot7Dot6MakesARemoteOfferPending() {
        String offer = offer();
        assertEquals(RtcSignalingState.HAVE_REMOTE_OFFER, b.signalingState());
        assertDescriptions(
                b,
                Optional.empty(),
                Optional.empty(),
                of(RtcSdpType.OFFER, offer),
                Optional.empty());
    }

    @Test
    void step4Dot7Dot6MakesARemoteAnswerAndItsOfferCurrent() {
        String offer = offer();
        String answer = b.createAnswer(OfferSettings.defaults());
        a.setRemoteDescription(RtcSdpType.ANSWER, answer);
        assertEquals(RtcSignalingState.STABLE, a.signalingState());
        assertDescriptions(
                a,
                Optional.empty(),
                of(RtcSdpType.OFFER, offer),
                Optional.empty(),
                of(RtcSdpType.ANSWER, answer));
    }

    @Test
    void step4Dot7Dot6MakesARemoteProvisionalAnswerPending() {
        String offer = offer();
        String answer = b.createAnswer(OfferSettings.defaults());
        a.setRemoteDescription(RtcSdpType.PRANSWER, answer);
        assertEquals(RtcSignalingState.HAVE_REMOTE_PRANSWER, a.signalingState());
        assertDescriptions(
                a,
                of(RtcSdpType.OFFER, offer),
                Optional.empty(),
                of(RtcSdpType.PRANSWER, answer),
                Optional.empty());
    }

    @Test
    void steps4Dot7Dot5And6ForgetWhatWasCreatedWithAnAnswer() {
        String created = b.createOffer(OfferSettings.defaults());
        String offer = offer();
        String answer = b.createAnswer(OfferSettings.defaults());
        b.setLocalDescription(RtcSdpType.ANSWER, answer);
        a.setRemoteDescription(RtcSdpType.ANSWER, answer);
        Ends.assertFails(
                RtcErrorName.INVALID_MODIFICATION_ERROR,
                () -> b.setLocalDescription(RtcSdpType.OFFER, created));
        Ends.assertFails(
                RtcErrorName.INVALID_MODIFICATION_ERROR,
                () -> b.setLocalDescription(RtcSdpType.ANSWER, answer));
        Ends.assertFails(
                RtcErrorName.INVALID_MODIFICATION_ERROR,
                () -> a.setLocalDescription(RtcSdpType.OFFER, offer));
    }

    @Test
    void steps4Dot7Dot5And6KeepTheCredentialsToReplaceWhileTheyAreInForce() {
        Ends.exchange(a, b);
        a.restartIce();
        b.addTrack(RtcMediaKind.VIDEO, SenderSettings.of("v", List.of("s")));
        Ends.exchange(b, a); // an answer has the credentials that it had
        assertTrue(a.isNegotiationNeeded());
        Ends.exchange(a, b);
        assertFalse(a.isNegotiationNeeded());
    }

    @Test
    void step4Dot7Dot8ClosesTheAssociationThatAnAnswerRejects() {
        Ends.exchange(a, b);
        offer();
        String answer = b.createAnswer(OfferSettings.defaults());
        Outcome kept = a.setRemoteDescription(RtcSdpType.PRANSWER, answer);
        assertTrue(kept.data().isPresent());
        Outcome outcome =
                a.setRemoteDescription(
                        RtcSdpType.ANSWER,
                        answer.replaceAll("m=application \\d+", "m=application 0")
                                .replace("BUNDLE 0 1", "BUNDLE 0"));
        assertTrue(outcome.dataClosed());
        assertEquals(Optional.empty(), outcome.data());
    }

    private long answered(RtcSdpType type, long maxMessageSizeBytes) {
        String answer =
                b.createAnswer(OfferSettings.defaults())
                        .replaceAll(
                                "a=max-message-size:\\d+",
                                "a=max-message-size:" + maxMessageSizeBytes);
        Outcome outcome = a.setRemoteDescription(type, answer);
        return outcome.data().orElseThrow().remoteMaxMessageSizeBytes();
    }

    @Test
    void step4Dot7Dot10Dot1TakesTheLargestMessageOfEachAnswer() {
        offer();
        assertEquals(3_000, answered(RtcSdpType.PRANSWER, 3_000));
        assertEquals(4_000, answered(RtcSdpType.ANSWER, 4_000));
    }

    @Test
    void step4Dot7Dot13RemovesWhatHasStoppedWithTheFinalAnswerOnly() {
        Transceiver audio = a.transceivers().get(0);
        Ends.exchange(a, b);
        Transceiver theirs = b.transceivers().get(0);
        a.stop(audio);
        offer();
        assertEquals(List.of(theirs), b.transceivers());
        b.setLocalDescription(RtcSdpType.PRANSWER, "");
        String answer = b.localDescription().orElseThrow().sdp();
        a.setRemoteDescription(RtcSdpType.PRANSWER, answer);
        assertEquals(List.of(theirs), b.transceivers());
        assertEquals(List.of(audio), a.transceivers());
        assertEquals(
                List.of(theirs),
                b.setLocalDescription(RtcSdpType.ANSWER, answer).removedTransceivers());
        assertEquals(
                List.of(audio),
                a.setRemoteDescription(RtcSdpType.ANSWER, answer).removedTransceivers());
        assertEquals(List.of(), a.transceivers());
        assertEquals(List.of(), b.transceivers());
    }

    @Test
    void step4Dot7Dot14Dot1ClosesATransportThatNobodyUsesAnyMore() {
        Negotiator alone = Ends.end(3);
        Transceiver audio =
                alone.addTrack(RtcMediaKind.AUDIO, SenderSettings.of("t", List.of("s")));
        Ends.exchange(alone, b);
        int transport = audio.transportId().orElseThrow();
        alone.stop(audio);
        Ends.Exchange exchange = Ends.exchange(alone, b);
        assertEquals(List.of(), exchange.localOffer().closedTransports());
        assertEquals(List.of(transport), exchange.remoteAnswer().closedTransports());
    }

    @Test
    void step4Dot7Dot14Dot2TakesACodecThatIsNotNegotiatedOffItsEncoding() {
        RtcRtpCodecCapability vp9 = RtcRtpCodecCapability.of("video/VP9");
        RtcRtpCodecCapability vp8 = RtcRtpCodecCapability.of("video/VP8");
        Transceiver video =
                a.addTransceiver(
                        RtcMediaKind.VIDEO,
                        RtcRtpTransceiverDirection.SENDRECV,
                        SenderSettings.of("v", List.of("s")),
                        List.of(RtcRtpEncodingParameters.builder().codec(vp9).build()));
        Ends.exchange(a, b);
        assertEquals(Optional.of(vp9), video.sendEncodings().get(0).parameters().codec());
        b.setCodecPreferences(b.transceivers().get(1), List.of(vp8));
        Ends.exchange(a, b);
        assertEquals(Optional.empty(), video.sendEncodings().get(0).parameters().codec());
    }

    @Test
    void step4Dot7Dot14Dot3LeavesNothingNeededBesidesWhatCameMeanwhile() {
        offer();
        a.addTrack(RtcMediaKind.VIDEO, SenderSettings.of("v", List.of("s")));
        b.setLocalDescription(RtcSdpType.ANSWER, "");
        a.setRemoteDescription(RtcSdpType.ANSWER, b.localDescription().orElseThrow().sdp());
        assertFalse(b.isNegotiationNeeded());
        assertTrue(a.isNegotiationNeeded());
    }

    @Test
    void step4Dot7Dot15IsForAStateThatChanged() {
        String offer = a.createOffer(OfferSettings.defaults());
        assertTrue(a.setLocalDescription(RtcSdpType.OFFER, offer).signalingStateChanged());
        assertFalse(a.setLocalDescription(RtcSdpType.OFFER, offer).signalingStateChanged());
        assertTrue(b.setRemoteDescription(RtcSdpType.OFFER, offer).signalingStateChanged());
        assertFalse(b.setRemoteDescription(RtcSdpType.OFFER, offer).signalingStateChanged());
    }
}
