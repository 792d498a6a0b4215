package dev.specter.webrtc.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.webrtc.RtcErrorDetailType;
import dev.specter.webrtc.RtcErrorName;
import dev.specter.webrtc.RtcException;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcRtpCodecCapability;
import dev.specter.webrtc.RtcRtpTransceiverDirection;
import dev.specter.webrtc.RtcSdpType;
import dev.specter.webrtc.RtcSignalingState;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The signaling state, its transitions and its errors by name. */
class SignalingTest {
    private final Negotiator a = Ends.end(1);
    private final Negotiator b = Ends.end(2);

    @ParameterizedTest // RFC 9429, section 3.2
    @CsvSource({
        "STABLE, LOCAL, OFFER, HAVE_LOCAL_OFFER",
        "STABLE, REMOTE, OFFER, HAVE_REMOTE_OFFER",
        "STABLE, LOCAL, ANSWER,",
        "STABLE, REMOTE, ANSWER,",
        "STABLE, LOCAL, PRANSWER,",
        "STABLE, REMOTE, PRANSWER,",
        "STABLE, LOCAL, ROLLBACK,",
        "STABLE, REMOTE, ROLLBACK,",
        "HAVE_LOCAL_OFFER, LOCAL, OFFER, HAVE_LOCAL_OFFER",
        "HAVE_LOCAL_OFFER, REMOTE, OFFER,",
        "HAVE_LOCAL_OFFER, LOCAL, ANSWER,",
        "HAVE_LOCAL_OFFER, REMOTE, ANSWER, STABLE",
        "HAVE_LOCAL_OFFER, REMOTE, PRANSWER, HAVE_REMOTE_PRANSWER",
        "HAVE_LOCAL_OFFER, LOCAL, PRANSWER,",
        "HAVE_LOCAL_OFFER, LOCAL, ROLLBACK, STABLE",
        "HAVE_LOCAL_OFFER, REMOTE, ROLLBACK, STABLE",
        "HAVE_REMOTE_OFFER, REMOTE, OFFER, HAVE_REMOTE_OFFER",
        "HAVE_REMOTE_OFFER, LOCAL, OFFER,",
        "HAVE_REMOTE_OFFER, LOCAL, ANSWER, STABLE",
        "HAVE_REMOTE_OFFER, REMOTE, ANSWER,",
        "HAVE_REMOTE_OFFER, LOCAL, PRANSWER, HAVE_LOCAL_PRANSWER",
        "HAVE_REMOTE_OFFER, LOCAL, ROLLBACK, STABLE",
        "HAVE_LOCAL_PRANSWER, LOCAL, PRANSWER, HAVE_LOCAL_PRANSWER",
        "HAVE_LOCAL_PRANSWER, LOCAL, ANSWER, STABLE",
        "HAVE_LOCAL_PRANSWER, REMOTE, ANSWER,",
        "HAVE_LOCAL_PRANSWER, REMOTE, OFFER,",
        "HAVE_REMOTE_PRANSWER, REMOTE, PRANSWER, HAVE_REMOTE_PRANSWER",
        "HAVE_REMOTE_PRANSWER, REMOTE, ANSWER, STABLE",
        "HAVE_REMOTE_PRANSWER, LOCAL, OFFER,",
        "HAVE_REMOTE_PRANSWER, REMOTE, OFFER,",
        "HAVE_LOCAL_PRANSWER, LOCAL, ROLLBACK,",
        "HAVE_LOCAL_PRANSWER, REMOTE, ROLLBACK,",
        "HAVE_REMOTE_PRANSWER, LOCAL, ROLLBACK,",
        "HAVE_REMOTE_PRANSWER, REMOTE, ROLLBACK,",
        "CLOSED, LOCAL, OFFER,",
        "CLOSED, LOCAL, ROLLBACK,",
    })
    void transition(
            RtcSignalingState from,
            SignalingStateMachine.Side side,
            RtcSdpType type,
            RtcSignalingState to) {
        assertEquals(Optional.ofNullable(to), SignalingStateMachine.next(from, side, type));
    }

    @Test // webrtc-pc, section 4.4.1.5, set a session description, step 2
    void aProvisionalAnswerIsNotRolledBack() {
        a.addTrack(RtcMediaKind.AUDIO, SenderSettings.of("t", List.of("s")));
        a.setLocalDescription(RtcSdpType.OFFER, "");
        String offer = a.localDescription().orElseThrow().sdp();
        b.setRemoteDescription(RtcSdpType.OFFER, offer);
        b.setLocalDescription(RtcSdpType.PRANSWER, "");
        a.setRemoteDescription(RtcSdpType.PRANSWER, b.localDescription().orElseThrow().sdp());
        for (Negotiator one : List.of(a, b)) {
            RtcSignalingState before = one.signalingState();
            Ends.assertFails(
                    RtcErrorName.INVALID_STATE_ERROR,
                    () -> one.setLocalDescription(RtcSdpType.ROLLBACK, ""));
            Ends.assertFails(
                    RtcErrorName.INVALID_STATE_ERROR,
                    () -> one.setRemoteDescription(RtcSdpType.OFFER, offer));
            assertEquals(before, one.signalingState());
        }
        b.setLocalDescription(RtcSdpType.ANSWER, "");
        a.setRemoteDescription(RtcSdpType.ANSWER, b.localDescription().orElseThrow().sdp());
        assertEquals(RtcSignalingState.STABLE, a.signalingState());
    }

    @Test // webrtc-pc, section 4.6.2: the sdp member of a rollback is unused
    void whatARollbackSaysIsIgnored() {
        a.requireData();
        a.setLocalDescription(RtcSdpType.OFFER, "");
        a.setLocalDescription(RtcSdpType.ROLLBACK, "!<not SDP>;");
        assertEquals(RtcSignalingState.STABLE, a.signalingState());
    }

    @Test
    void descriptionsInTheWrongStateAreInvalidStateErrors() {
        a.requireData();
        Ends.assertFails(
                RtcErrorName.INVALID_STATE_ERROR, () -> a.createAnswer(OfferSettings.defaults()));
        Ends.assertFails(
                RtcErrorName.INVALID_STATE_ERROR,
                () -> a.setLocalDescription(RtcSdpType.ANSWER, ""));
        Ends.assertFails(
                RtcErrorName.INVALID_STATE_ERROR,
                () -> a.setRemoteDescription(RtcSdpType.ANSWER, "v=0\r\n"));
        Ends.assertFails(
                RtcErrorName.INVALID_STATE_ERROR,
                () -> a.setLocalDescription(RtcSdpType.ROLLBACK, ""));
        String offer = a.createOffer(OfferSettings.defaults());
        Ends.assertFails(
                RtcErrorName.INVALID_STATE_ERROR,
                () -> a.setRemoteDescription(RtcSdpType.ANSWER, offer));
        b.setRemoteDescription(RtcSdpType.OFFER, offer);
        Ends.assertFails(
                RtcErrorName.INVALID_STATE_ERROR, () -> b.createOffer(OfferSettings.defaults()));
        Ends.assertFails(
                RtcErrorName.INVALID_STATE_ERROR,
                () -> b.setLocalDescription(RtcSdpType.OFFER, ""));
        assertEquals(RtcSignalingState.HAVE_REMOTE_OFFER, b.signalingState());
    }

    @Test // webrtc-pc, section 4.4.2, setLocalDescription
    void onlyTheDescriptionCreatedLastMayBeSet() {
        a.requireData();
        String first = a.createOffer(OfferSettings.defaults());
        Ends.assertFails(
                RtcErrorName.INVALID_MODIFICATION_ERROR,
                () -> a.setLocalDescription(RtcSdpType.OFFER, first.replace("5000", "5001")));
        a.addTrack(RtcMediaKind.AUDIO, SenderSettings.of("t", List.of()));
        String second = a.createOffer(OfferSettings.defaults());
        Ends.assertFails(
                RtcErrorName.INVALID_MODIFICATION_ERROR,
                () -> a.setLocalDescription(RtcSdpType.OFFER, first));
        a.setLocalDescription(RtcSdpType.OFFER, second);
        b.setRemoteDescription(RtcSdpType.OFFER, second);
        String answer = b.createAnswer(OfferSettings.defaults());
        Ends.assertFails(
                RtcErrorName.INVALID_MODIFICATION_ERROR,
                () -> b.setLocalDescription(RtcSdpType.ANSWER, answer + "a=x\r\n"));
        b.setLocalDescription(RtcSdpType.ANSWER, answer);
    }

    @Test
    void unparsableSdpNamesItsLineAndChangesNothing() {
        a.requireData();
        String offer = a.createOffer(OfferSettings.defaults()).replace("a=mid:0", "a=mid:0 0");
        RtcException e =
                Ends.assertFails(
                        RtcErrorName.OPERATION_ERROR,
                        () -> b.setRemoteDescription(RtcSdpType.OFFER, offer));
        int line = offer.substring(0, offer.indexOf("a=mid:0 0")).split("\r\n").length + 1;
        assertEquals(OptionalInt.of(line), e.sdpLineNumber());
        assertEquals(RtcErrorDetailType.SDP_SYNTAX_ERROR, e.errorDetail().orElseThrow().type());
        assertEquals("SdpInvalidSyntax: a=mid:0 0", e.getMessage());
        assertEquals(RtcSignalingState.STABLE, b.signalingState());
        assertTrue(b.remoteDescription().isEmpty());
        assertTrue(b.transceivers().isEmpty());
    }

    @Test
    void aFailedAnswerLeavesTheOfferInPlace() {
        a.addTrack(RtcMediaKind.AUDIO, SenderSettings.of("t", List.of()));
        String offer = a.createOffer(OfferSettings.defaults());
        a.setLocalDescription(RtcSdpType.OFFER, offer);
        b.setRemoteDescription(RtcSdpType.OFFER, offer);
        String answer = b.createAnswer(OfferSettings.defaults());
        for (String bad :
                List.of(
                        answer.replace("a=setup:active", "a=setup:actpass"),
                        answer.replaceAll("a=ice-pwd:.*\r\n", ""),
                        answer.replaceAll("a=fingerprint:.*\r\n", ""),
                        answer.replace("m=audio", "m=video"),
                        answer.replace("a=mid:0", "a=mid:9").replace("BUNDLE 0", "BUNDLE 9"),
                        answer.replace("BUNDLE 0", "BUNDLE 0 1"),
                        answer.substring(0, answer.indexOf("m=")))) {
            Ends.assertFails(
                    RtcErrorName.INVALID_ACCESS_ERROR,
                    () -> a.setRemoteDescription(RtcSdpType.ANSWER, bad));
            assertEquals(RtcSignalingState.HAVE_LOCAL_OFFER, a.signalingState());
            assertTrue(a.transceivers().get(0).currentDirection().isEmpty());
        }
        a.setRemoteDescription(RtcSdpType.ANSWER, answer);
        assertEquals(RtcSignalingState.STABLE, a.signalingState());
    }

    @Test // RFC 9429, section 5.8
    void offersThatContradictThemselvesAreInvalidAccessErrors() {
        a.addTrack(RtcMediaKind.AUDIO, SenderSettings.of("t", List.of()));
        a.requireData();
        String offer = a.createOffer(OfferSettings.defaults());
        for (String bad :
                List.of(
                        offer.replace("a=mid:1", "a=mid:0"),
                        offer.replace("BUNDLE 0 1", "BUNDLE 0 1 2"),
                        offer.replaceAll("a=ice-ufrag:.*\r\n", ""))) {
            Ends.assertFails(
                    RtcErrorName.INVALID_ACCESS_ERROR,
                    () -> b.setRemoteDescription(RtcSdpType.OFFER, bad));
        }
        Ends.exchange(a, b);
        a.requireData();
        String later = a.createOffer(OfferSettings.defaults());
        Ends.assertFails(
                RtcErrorName.INVALID_ACCESS_ERROR,
                () ->
                        b.setRemoteDescription(
                                RtcSdpType.OFFER,
                                later.substring(0, later.indexOf("m=application"))
                                        .replace("BUNDLE 0 1", "BUNDLE 0")));
    }

    @Test
    void provisionalAnswersStartTheTransport() {
        a.addTrack(RtcMediaKind.AUDIO, SenderSettings.of("t", List.of("s")));
        String offer = a.createOffer(OfferSettings.defaults());
        a.setLocalDescription(RtcSdpType.OFFER, offer);
        b.setRemoteDescription(RtcSdpType.OFFER, offer);
        String pranswer = b.createAnswer(OfferSettings.defaults());
        Outcome local = b.setLocalDescription(RtcSdpType.PRANSWER, pranswer);
        Outcome remote = a.setRemoteDescription(RtcSdpType.PRANSWER, pranswer);
        assertEquals(RtcSignalingState.HAVE_LOCAL_PRANSWER, b.signalingState());
        assertEquals(RtcSignalingState.HAVE_REMOTE_PRANSWER, a.signalingState());
        assertTrue(local.transports().get(0).start().isPresent());
        assertTrue(remote.transports().get(0).start().isPresent());
        assertEquals(pranswer, b.pendingLocalDescription().orElseThrow().sdp());
        assertEquals(RtcSdpType.PRANSWER, b.pendingLocalDescription().orElseThrow().type());
        assertTrue(b.currentLocalDescription().isEmpty());

        String answer = b.createAnswer(OfferSettings.defaults());
        Outcome last = b.setLocalDescription(RtcSdpType.ANSWER, answer);
        assertTrue(last.transports().get(0).start().isEmpty(), "it runs already");
        Outcome end = a.setRemoteDescription(RtcSdpType.ANSWER, answer);
        assertTrue(end.transports().get(0).start().isEmpty());
        assertTrue(end.transports().get(0).dtls().isEmpty());
        assertEquals(RtcSignalingState.STABLE, a.signalingState());
        assertFalse(a.isNegotiationNeeded());
    }

    @Test
    void rollbackOfAnOfferOfOurs() {
        Transceiver audio = a.addTrack(RtcMediaKind.AUDIO, SenderSettings.of("t", List.of("s")));
        Outcome offered = a.setLocalDescription(RtcSdpType.OFFER, "");
        assertEquals(Optional.of("0"), audio.mid());
        Outcome outcome = a.setLocalDescription(RtcSdpType.ROLLBACK, "");
        assertEquals(RtcSignalingState.STABLE, outcome.signalingState());
        assertTrue(outcome.signalingStateChanged());
        assertEquals(List.of(offered.transports().get(0).id()), outcome.closedTransports());
        assertTrue(audio.mid().isEmpty());
        assertEquals(List.of(audio), a.transceivers());
        assertTrue(a.localDescription().isEmpty());
        assertTrue(a.isNegotiationNeeded());
        NegotiationPairTest.assertConsistent(a, b, Ends.exchange(a, b));
    }

    @Test
    void rollbackOfAnOfferOfThePeer() {
        a.addTrack(RtcMediaKind.AUDIO, SenderSettings.of("t", List.of("s")));
        a.addTrack(RtcMediaKind.VIDEO, SenderSettings.of("v", List.of("s")));
        a.setLocalDescription(RtcSdpType.OFFER, "");
        Outcome applied =
                b.setRemoteDescription(RtcSdpType.OFFER, a.localDescription().orElseThrow().sdp());
        assertEquals(2, applied.trackEvents().size());
        // A track that was put on a transceiver of the offer keeps it (RFC 9429, section 4.1.10.2).
        Transceiver kept = b.addTrack(RtcMediaKind.VIDEO, SenderSettings.of("w", List.of()));
        assertEquals(Optional.of("1"), kept.mid());
        Outcome outcome = b.setRemoteDescription(RtcSdpType.ROLLBACK, "");
        assertEquals(2, outcome.mutedTracks().size());
        assertEquals(2, outcome.removedFromStreams().size());
        assertEquals(1, outcome.removedTransceivers().size());
        assertEquals(List.of(kept), b.transceivers());
        assertTrue(kept.mid().isEmpty());
        assertTrue(b.remoteDescription().isEmpty());
        a.setLocalDescription(RtcSdpType.ROLLBACK, "");
        NegotiationPairTest.assertConsistent(a, b, Ends.exchange(a, b));
    }

    @Test // webrtc-pc, section 5.4: what has stopped has stopped for good
    void whatAnOfferStoppedStaysStoppedWhenItIsTakenBack() {
        Transceiver audio = a.addTrack(RtcMediaKind.AUDIO, SenderSettings.of("t", List.of("s")));
        Ends.exchange(a, b);
        Transceiver theirs = b.transceivers().get(0);
        a.stop(audio);
        String offer = a.createOffer(OfferSettings.defaults());
        a.setLocalDescription(RtcSdpType.OFFER, offer);
        b.setRemoteDescription(RtcSdpType.OFFER, offer);
        assertTrue(theirs.isStopped());
        Outcome outcome = b.setRemoteDescription(RtcSdpType.ROLLBACK, "");
        assertTrue(theirs.isStopped());
        assertEquals(List.of(), outcome.trackEvents());
        assertEquals(List.of(), outcome.addedToStreams());
        assertEquals(List.of(theirs), b.transceivers());
        a.setLocalDescription(RtcSdpType.ROLLBACK, "");
        Ends.exchange(b, a);
        assertEquals(List.of(), b.transceivers());
        assertEquals(List.of(), a.transceivers());
    }

    @Test // webrtc-pc, section 10.7: perfect negotiation, the polite end
    void anOfferThatMeetsOursRollsOursBack() {
        a.addTrack(RtcMediaKind.AUDIO, SenderSettings.of("t", List.of("s")));
        b.addTrack(RtcMediaKind.AUDIO, SenderSettings.of("u", List.of("r")));
        b.requireData();
        a.setLocalDescription(RtcSdpType.OFFER, "");
        b.setLocalDescription(RtcSdpType.OFFER, "");
        Outcome rollback = b.rollBackBefore(RtcSdpType.OFFER).orElseThrow();
        assertEquals(RtcSignalingState.STABLE, rollback.signalingState());
        Outcome outcome =
                b.setRemoteDescription(RtcSdpType.OFFER, a.localDescription().orElseThrow().sdp());
        assertEquals(RtcSignalingState.HAVE_REMOTE_OFFER, outcome.signalingState());
        assertTrue(outcome.signalingStateChanged());
        assertEquals(1, b.transceivers().size(), "the tracks share a transceiver");
        b.setLocalDescription(RtcSdpType.ANSWER, "");
        a.setRemoteDescription(RtcSdpType.ANSWER, b.localDescription().orElseThrow().sdp());
        assertEquals(
                Optional.of(RtcRtpTransceiverDirection.SENDRECV),
                a.transceivers().get(0).currentDirection());
        assertTrue(b.isNegotiationNeeded(), "data is still to be offered");
        NegotiationPairTest.assertConsistent(b, a, Ends.exchange(b, a));
    }

    @Test
    void onlyAnOfferThatMeetsOursNeedsARollback() {
        assertTrue(a.rollBackBefore(RtcSdpType.OFFER).isEmpty());
        a.addTrack(RtcMediaKind.AUDIO, SenderSettings.of("t", List.of("s")));
        a.setLocalDescription(RtcSdpType.OFFER, "");
        assertTrue(a.rollBackBefore(RtcSdpType.ANSWER).isEmpty());
        Ends.assertFails(
                RtcErrorName.INVALID_STATE_ERROR,
                () -> a.setRemoteDescription(RtcSdpType.OFFER, "v=0"));
        assertEquals(RtcSignalingState.HAVE_LOCAL_OFFER, a.signalingState());
    }

    @Test
    void nothingWorksAfterClose() {
        Transceiver audio = a.addTrack(RtcMediaKind.AUDIO, SenderSettings.of("t", List.of()));
        a.close();
        assertEquals(RtcSignalingState.CLOSED, a.signalingState());
        assertTrue(audio.isStopped());
        assertFalse(a.isNegotiationNeeded());
        Ends.assertFails(
                RtcErrorName.INVALID_STATE_ERROR, () -> a.createOffer(OfferSettings.defaults()));
        Ends.assertFails(
                RtcErrorName.INVALID_STATE_ERROR,
                () -> a.addTrack(RtcMediaKind.AUDIO, SenderSettings.of("u", List.of())));
        Ends.assertFails(RtcErrorName.INVALID_STATE_ERROR, a::requireData);
        Ends.assertFails(
                RtcErrorName.INVALID_STATE_ERROR,
                () -> a.setRemoteDescription(RtcSdpType.OFFER, "v=0"));
    }

    @Test
    void tracksAndTransceiversHaveTheirErrors() {
        Transceiver audio = a.addTrack(RtcMediaKind.AUDIO, SenderSettings.of("t", List.of()));
        Ends.assertFails(
                RtcErrorName.INVALID_ACCESS_ERROR,
                () -> a.addTrack(RtcMediaKind.AUDIO, SenderSettings.of("t", List.of())));
        Ends.assertFails(RtcErrorName.INVALID_ACCESS_ERROR, () -> b.removeTrack(audio));
        Ends.assertFails(
                RtcErrorName.TYPE_ERROR,
                () ->
                        a.addTransceiver(
                                RtcMediaKind.AUDIO,
                                RtcRtpTransceiverDirection.STOPPED,
                                SenderSettings.NONE));
        Ends.assertFails(
                RtcErrorName.INVALID_MODIFICATION_ERROR,
                () ->
                        a.setCodecPreferences(
                                audio, List.of(RtcRtpCodecCapability.of("audio/nothing"))));
        Ends.assertFails(
                RtcErrorName.INVALID_MODIFICATION_ERROR,
                () -> a.setCodecPreferences(audio, List.of(RtcRtpCodecCapability.of("video/VP8"))));
        a.stop(audio);
        Ends.assertFails(
                RtcErrorName.INVALID_STATE_ERROR,
                () -> a.setDirection(audio, RtcRtpTransceiverDirection.RECVONLY));
    }

    @Test // webrtc-pc, section 5.1, addTrack
    void addTrackUsesATransceiverThatNeverSent() {
        Transceiver receiver =
                a.addTransceiver(
                        RtcMediaKind.VIDEO,
                        RtcRtpTransceiverDirection.RECVONLY,
                        SenderSettings.NONE);
        Transceiver used = a.addTrack(RtcMediaKind.VIDEO, SenderSettings.of("t", List.of("s")));
        assertEquals(receiver, used);
        assertEquals(RtcRtpTransceiverDirection.SENDRECV, used.direction());
        a.removeTrack(used);
        assertEquals(RtcRtpTransceiverDirection.RECVONLY, used.direction());
        assertEquals(used, a.addTrack(RtcMediaKind.VIDEO, SenderSettings.of("u", List.of("s"))));
    }

    @Test // webrtc-pc, section 4.7.3
    void streamsAndDirectionsThatChangeNeedNegotiation() {
        Transceiver audio = a.addTrack(RtcMediaKind.AUDIO, SenderSettings.of("t", List.of("s")));
        Ends.exchange(a, b);
        assertFalse(a.isNegotiationNeeded());
        assertFalse(b.isNegotiationNeeded());
        a.setSender(audio, SenderSettings.of("t", List.of("s", "s2")));
        assertTrue(a.isNegotiationNeeded());
        Ends.Exchange exchange = Ends.exchange(a, b);
        assertEquals(
                List.of(new Outcome.StreamChange(b.transceivers().get(0), "s2")),
                exchange.remoteOffer().addedToStreams());
        a.setDirection(audio, RtcRtpTransceiverDirection.INACTIVE);
        assertTrue(a.isNegotiationNeeded());
        a.setDirection(audio, RtcRtpTransceiverDirection.SENDRECV);
        assertFalse(a.isNegotiationNeeded());
        b.setDirection(b.transceivers().get(0), RtcRtpTransceiverDirection.SENDRECV);
        assertTrue(b.isNegotiationNeeded());
    }
}
