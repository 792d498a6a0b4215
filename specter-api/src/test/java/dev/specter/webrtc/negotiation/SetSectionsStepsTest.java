package dev.specter.webrtc.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.ice.IceRole;
import dev.specter.sdp.SdpLimits;
import dev.specter.webrtc.RtcBundlePolicy;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcRtpCodecCapability;
import dev.specter.webrtc.RtcRtpTransceiverDirection;
import dev.specter.webrtc.RtcSdpType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a description does with each of its m-sections (webrtc-pc, section 4.4.1.5): "local" are the
 * steps below step 4.7.11.1, "remote" those below step 4.7.11.2.
 */
class SetSectionsStepsTest {
    private final Negotiator a = Ends.end(1);
    private final Negotiator b = Ends.end(2);

    private static SenderSettings track(String id) {
        return SenderSettings.of(id, List.of("s"));
    }

    private static Transceiver add(Negotiator end, RtcRtpTransceiverDirection direction) {
        return end.addTransceiver(RtcMediaKind.AUDIO, direction, track("t"));
    }

    /** What a server that wants to receive offers. */
    private static String offerToReceive(String simulcast, String... rids) {
        Negotiator server = Ends.end(9);
        server.addTransceiver(
                RtcMediaKind.VIDEO, RtcRtpTransceiverDirection.RECVONLY, SenderSettings.NONE);
        var text = new StringBuilder(server.createOffer(OfferSettings.defaults()));
        Stream.of(rids).forEach(r -> text.append("a=rid:").append(r).append(" recv\r\n"));
        return text.append("a=simulcast:recv ").append(simulcast).append("\r\n").toString();
    }

    private Outcome offer() {
        a.setLocalDescription(RtcSdpType.OFFER, "");
        return b.setRemoteDescription(RtcSdpType.OFFER, a.localDescription().orElseThrow().sdp());
    }

    @Test
    void localStep1AssociatesATransceiverWithItsSectionAndANewTransport() {
        Transceiver audio = a.addTrack(RtcMediaKind.AUDIO, track("t"));
        Transceiver video = a.addTrack(RtcMediaKind.VIDEO, track("v"));
        String offer = a.createOffer(OfferSettings.defaults());
        assertEquals(Optional.empty(), audio.mid(), "creating it associates nothing");
        a.setLocalDescription(RtcSdpType.OFFER, offer);
        assertEquals(Optional.of("0"), audio.mid());
        assertEquals(Optional.of("1"), video.mid());
        assertNotEquals(audio.transportId().orElseThrow(), video.transportId().orElseThrow());
    }

    @Test
    void localStep1Dot4TakesTheTransportThatThereIs() {
        Negotiator bundled = Ends.end(3, o -> o.withBundlePolicy(RtcBundlePolicy.MAX_BUNDLE));
        Transceiver audio = bundled.addTrack(RtcMediaKind.AUDIO, track("t"));
        Transceiver video = bundled.addTrack(RtcMediaKind.VIDEO, track("v"));
        bundled.setLocalDescription(RtcSdpType.OFFER, "");
        assertEquals(audio.transportId().orElseThrow(), video.transportId().orElseThrow());
    }

    @Test
    void localStep3PassesOverATransceiverThatHasStopped() {
        Transceiver audio = a.addTrack(RtcMediaKind.AUDIO, track("t"));
        Ends.exchange(a, b);
        Transceiver theirs = b.transceivers().get(0);
        a.stop(audio);
        offer();
        assertTrue(theirs.isStopped());
        Outcome outcome = b.setLocalDescription(RtcSdpType.ANSWER, "");
        assertEquals(List.of(), outcome.mutedTracks());
        assertEquals(List.of(), theirs.remoteStreamIds());
        assertEquals(Optional.of(RtcRtpTransceiverDirection.STOPPED), theirs.currentDirection());
    }

    @ParameterizedTest
    @CsvSource({"SENDRECV, true", "RECVONLY, true", "SENDONLY, false", "INACTIVE, false"})
    void localSteps4And5MakeItReceptiveAsTheDescriptionSays(
            RtcRtpTransceiverDirection direction, boolean receptive) {
        Transceiver audio = add(a, direction);
        assertFalse(audio.isReceptive());
        a.setLocalDescription(RtcSdpType.OFFER, "");
        assertEquals(receptive, audio.isReceptive());
    }

    @Test // the peer may send any of them before its answer is here
    void localStep6IsPreparedForAllCodecsOfAnOffer() {
        Transceiver audio = add(a, RtcRtpTransceiverDirection.SENDRECV);
        assertEquals(List.of(), audio.receiveParameters().codecs());
        a.setLocalDescription(RtcSdpType.OFFER, "");
        List<NegotiatedCodec> offered = audio.receiveParameters().codecs();
        MediaSection section =
                Description.parse(
                                RtcSdpType.OFFER,
                                a.localDescription().orElseThrow().sdp(),
                                SdpLimits.DEFAULTS)
                        .sections()
                        .get(0);
        assertEquals(
                section.codecs().stream().map(SdpCodec::payloadType).toList(),
                offered.stream().map(NegotiatedCodec::payloadType).toList());
        assertFalse(audio.receiveParameters().headerExtensions().isEmpty());
        assertTrue(audio.receiveParameters().reducedSizeRtcp());
    }

    @Test
    void localStep6IsPreparedForNothingWhereTheDescriptionDoesNotReceive() {
        Transceiver audio = add(a, RtcRtpTransceiverDirection.SENDRECV);
        Ends.exchange(a, b);
        List<NegotiatedCodec> agreed = audio.receiveParameters().codecs();
        assertFalse(agreed.isEmpty());
        for (var direction :
                List.of(RtcRtpTransceiverDirection.SENDONLY, RtcRtpTransceiverDirection.INACTIVE)) {
            a.setDirection(audio, direction);
            a.setLocalDescription(RtcSdpType.OFFER, "");
            assertEquals(List.of(), audio.receiveParameters().codecs(), "offered " + direction);
            a.setLocalDescription(RtcSdpType.ROLLBACK, "");
            assertEquals(agreed, audio.receiveParameters().codecs());
        }
        Transceiver theirs = b.transceivers().get(0);
        b.setDirection(theirs, RtcRtpTransceiverDirection.SENDONLY);
        a.setDirection(audio, RtcRtpTransceiverDirection.SENDRECV);
        Ends.exchange(a, b);
        assertEquals(List.of(), theirs.receiveParameters().codecs(), "answered sendonly");
        assertEquals(agreed, audio.receiveParameters().codecs());
    }

    @Test
    void localStep6KeepsWhatWasAgreedForACodecThatIsOfferedAgain() {
        Transceiver audio = add(a, RtcRtpTransceiverDirection.SENDRECV);
        a.setLocalDescription(RtcSdpType.OFFER, "");
        List<NegotiatedCodec> offered = audio.receiveParameters().codecs();
        a.setLocalDescription(RtcSdpType.ROLLBACK, "");
        String offer = a.createOffer(OfferSettings.defaults());
        b.setRemoteDescription(RtcSdpType.OFFER, offer);
        b.setCodecPreferences(
                b.transceivers().get(0), List.of(RtcRtpCodecCapability.of("audio/opus")));
        a.setLocalDescription(RtcSdpType.OFFER, offer);
        a.setRemoteDescription(RtcSdpType.ANSWER, b.createAnswer(OfferSettings.defaults()));
        List<NegotiatedCodec> agreed = audio.receiveParameters().codecs();
        assertEquals(1, agreed.size());
        a.setLocalDescription(RtcSdpType.OFFER, "");
        assertTrue(audio.receiveParameters().codecs().containsAll(agreed));
        assertEquals(offered.size(), audio.receiveParameters().codecs().size());
    }

    @Test
    void localStep7Dot1KeepsTheFirstEncodingWhereAllLayersAreMissing() {
        Transceiver video = Ends.addLayers(a, "1", "2");
        Ends.exchange(a, b);
        b.setDirection(b.transceivers().get(0), RtcRtpTransceiverDirection.RECVONLY);
        String offer = b.createOffer(OfferSettings.defaults());
        a.setRemoteDescription(RtcSdpType.OFFER, offer + "a=rid:x recv\r\na=simulcast:recv x\r\n");
        a.setLocalDescription(RtcSdpType.ANSWER, "");
        assertEquals(List.of("1"), Ends.rids(video));
    }

    @Test
    void localStep7Dot1RemovesTheEncodingsWhoseLayersAreMissing() {
        Transceiver video = Ends.addLayers(a, "1", "2", "3");
        Ends.exchange(a, b);
        b.setDirection(b.transceivers().get(0), RtcRtpTransceiverDirection.RECVONLY);
        String offer = b.createOffer(OfferSettings.defaults());
        a.setRemoteDescription(
                RtcSdpType.OFFER,
                offer + "a=rid:1 recv\r\na=rid:3 recv\r\na=simulcast:recv 1;3\r\n");
        assertEquals(List.of("1", "2", "3"), Ends.rids(video), "not before it is answered");
        a.setLocalDescription(RtcSdpType.ANSWER, "");
        assertEquals(List.of("1", "3"), Ends.rids(video));
    }

    @Test
    void localStep7Dot2SetsTheCodecsToSend() {
        add(a, RtcRtpTransceiverDirection.SENDRECV);
        offer();
        Transceiver theirs = b.transceivers().get(0);
        assertEquals(List.of(), theirs.sendParameters().codecs());
        b.setLocalDescription(RtcSdpType.ANSWER, "");
        assertFalse(theirs.sendParameters().codecs().isEmpty());
    }

    @Test
    void localStep7Dot3RemovesATrackThatTheAnswerDoesNotReceive() {
        add(a, RtcRtpTransceiverDirection.SENDRECV);
        Ends.exchange(a, b);
        Transceiver theirs = b.transceivers().get(0);
        b.setDirection(theirs, RtcRtpTransceiverDirection.SENDONLY);
        offer();
        Outcome outcome = b.setLocalDescription(RtcSdpType.ANSWER, "");
        assertEquals(List.of(theirs), outcome.mutedTracks());
        assertEquals(List.of(new Outcome.StreamChange(theirs, "s")), outcome.removedFromStreams());
        assertEquals(List.of(), theirs.remoteStreamIds());
    }

    @Test
    void localStep7Dot4SetsTheCurrentDirectionWithAnAnswerOnly() {
        Transceiver audio = add(a, RtcRtpTransceiverDirection.SENDRECV);
        offer();
        assertEquals(Optional.empty(), audio.currentDirection());
        Transceiver theirs = b.transceivers().get(0);
        b.setDirection(theirs, RtcRtpTransceiverDirection.RECVONLY);
        b.setLocalDescription(RtcSdpType.PRANSWER, "");
        assertEquals(Optional.of(RtcRtpTransceiverDirection.RECVONLY), theirs.currentDirection());
    }

    @Test
    void remoteSteps1To3TakeTheFirstOfAlternativesAndEachNameOnce() {
        Transceiver video = a.addTrack(RtcMediaKind.VIDEO, track("v"));
        a.setRemoteDescription(RtcSdpType.OFFER, offerToReceive("3,1;2;2;3", "1", "2", "3"));
        assertEquals(List.of("3", "2"), Ends.rids(video));
    }

    @Test
    void remoteStep4HalvesFromTheLastToTheFirst() {
        Transceiver video = a.addTrack(RtcMediaKind.VIDEO, track("v"));
        a.setRemoteDescription(RtcSdpType.OFFER, offerToReceive("x;y;z", "x", "y", "z"));
        assertEquals(
                List.of(4.0, 2.0, 1.0),
                video.sendEncodings().stream()
                        .map(e -> e.parameters().scaleResolutionDownBy().getAsDouble())
                        .toList());
    }

    @Test
    void remoteStep5FindsATransceiverOfAddTrack() {
        Transceiver ours = b.addTrack(RtcMediaKind.AUDIO, track("u"));
        add(a, RtcRtpTransceiverDirection.SENDRECV);
        assertEquals(List.of(), offer().addedTransceivers());
        assertEquals(List.of(ours), b.transceivers());
        assertEquals(Optional.of("0"), ours.mid());
    }

    @Test
    void remoteStep6LeavesEncodingsThatHaveTheirNames() {
        Transceiver video = Ends.addLayers(a, "1", "2");
        Ends.exchange(a, b);
        b.setDirection(b.transceivers().get(0), RtcRtpTransceiverDirection.RECVONLY);
        String offer = b.createOffer(OfferSettings.defaults());
        a.setRemoteDescription(
                RtcSdpType.OFFER,
                offer + "a=rid:8 recv\r\na=rid:9 recv\r\na=simulcast:recv 8;9\r\n");
        assertEquals(List.of("1", "2"), Ends.rids(video));
    }

    @Test
    void remoteStep7MakesATransceiverThatReceivesWithTheProposedEncodings() {
        Outcome outcome = a.setRemoteDescription(RtcSdpType.OFFER, offerToReceive("p;q", "p", "q"));
        Transceiver made = outcome.addedTransceivers().get(0);
        assertEquals(List.of(made), a.transceivers());
        assertEquals(RtcRtpTransceiverDirection.RECVONLY, made.direction());
        assertEquals(RtcMediaKind.VIDEO, made.kind());
        assertEquals(List.of("p", "q"), Ends.rids(made));
    }

    @Test
    void remoteStep8Dot1KeepsTheFirstEncodingWhereThereIsNoSimulcast() {
        Transceiver video = Ends.addLayers(a, "1", "2", "3");
        offer();
        String answer =
                b.createAnswer(OfferSettings.defaults()).replaceAll("a=(rid|simulcast):.*\r\n", "");
        a.setRemoteDescription(RtcSdpType.ANSWER, answer);
        assertEquals(List.of("1"), Ends.rids(video));
    }

    @Test
    void remoteStep8Dot2RemovesTheEncodingsWhoseLayersAreMissing() {
        Transceiver video = Ends.addLayers(a, "1", "2", "3");
        offer();
        String answer =
                b.createAnswer(OfferSettings.defaults())
                        .replace("a=rid:2 recv\r\n", "")
                        .replace("recv 1;2;3", "recv 1;3");
        a.setRemoteDescription(RtcSdpType.PRANSWER, answer);
        assertEquals(List.of("1", "3"), Ends.rids(video));
    }

    @Test
    void remoteStep9AssociatesWithTheMidOfThePeer() {
        add(a, RtcRtpTransceiverDirection.SENDRECV);
        String offer =
                a.createOffer(OfferSettings.defaults())
                        .replace("a=mid:0", "a=mid:voice")
                        .replace("BUNDLE 0", "BUNDLE voice");
        b.setRemoteDescription(RtcSdpType.OFFER, offer);
        assertEquals(Optional.of("voice"), b.transceivers().get(0).mid());
    }

    @ParameterizedTest
    @CsvSource({
        "SENDRECV, SENDRECV",
        "SENDONLY, RECVONLY",
        "RECVONLY, SENDONLY",
        "INACTIVE, INACTIVE"
    })
    void remoteSteps10And14Dot2TurnTheDirectionRound(
            RtcRtpTransceiverDirection answered, RtcRtpTransceiverDirection current) {
        Transceiver audio = add(a, RtcRtpTransceiverDirection.SENDRECV);
        offer();
        b.setDirection(b.transceivers().get(0), answered);
        a.setRemoteDescription(RtcSdpType.ANSWER, b.createAnswer(OfferSettings.defaults()));
        assertEquals(Optional.of(current), audio.currentDirection());
        assertEquals(RtcRtpTransceiverDirection.SENDRECV, audio.direction());
    }

    @Test
    void remoteSteps11And12AnnounceATrackWithItsStreams() {
        a.addTrack(RtcMediaKind.AUDIO, SenderSettings.of("t", List.of("s", "r")));
        Outcome outcome = offer();
        Transceiver theirs = b.transceivers().get(0);
        assertEquals(
                List.of(new Outcome.TrackEvent(theirs, List.of("s", "r"))), outcome.trackEvents());
        assertEquals(
                List.of(
                        new Outcome.StreamChange(theirs, "s"),
                        new Outcome.StreamChange(theirs, "r")),
                outcome.addedToStreams());
    }

    @Test
    void remoteSteps11And12TakeATrackBackThatIsNotSentAnyMore() {
        Transceiver audio = add(a, RtcRtpTransceiverDirection.SENDRECV);
        Ends.exchange(a, b);
        a.setDirection(audio, RtcRtpTransceiverDirection.RECVONLY);
        Outcome outcome = offer();
        Transceiver theirs = b.transceivers().get(0);
        assertEquals(List.of(), outcome.trackEvents());
        assertEquals(List.of(theirs), outcome.mutedTracks());
        assertEquals(List.of(new Outcome.StreamChange(theirs, "s")), outcome.removedFromStreams());
    }

    @Test
    void remoteSteps13And14Dot1SetTheCodecsWithAnAnswer() {
        Transceiver audio = add(a, RtcRtpTransceiverDirection.SENDRECV);
        offer();
        assertEquals(List.of(), audio.sendParameters().codecs());
        a.setRemoteDescription(RtcSdpType.ANSWER, b.createAnswer(OfferSettings.defaults()));
        assertFalse(audio.sendParameters().codecs().isEmpty());
        assertFalse(audio.receiveParameters().codecs().isEmpty());
    }

    @Test
    void remoteSteps14Dot3To14Dot5SetTheTransportThatTheSectionsShare() {
        Transceiver audio = a.addTrack(RtcMediaKind.AUDIO, track("t"));
        Transceiver video = a.addTrack(RtcMediaKind.VIDEO, track("v"));
        offer();
        assertNotEquals(audio.transportId(), video.transportId());
        a.setRemoteDescription(RtcSdpType.ANSWER, b.createAnswer(OfferSettings.defaults()));
        assertEquals(audio.transportId(), video.transportId());
    }

    @Test
    void remoteStep14Dot6LetsTheOffererControl() {
        add(a, RtcRtpTransceiverDirection.SENDRECV);
        Ends.Exchange exchange = Ends.exchange(a, b);
        assertEquals(
                IceRole.CONTROLLING,
                exchange.remoteAnswer().transports().get(0).start().orElseThrow().role());
        assertEquals(
                IceRole.CONTROLLED,
                exchange.localAnswer().transports().get(0).start().orElseThrow().role());
    }

    @Test
    void remoteStep14Dot6ControlsALitePeer() {
        add(a, RtcRtpTransceiverDirection.SENDRECV);
        String offer = a.createOffer(OfferSettings.defaults());
        b.setRemoteDescription(
                RtcSdpType.OFFER, offer.replace("t=0 0\r\n", "t=0 0\r\na=ice-lite\r\n"));
        Outcome outcome = b.setLocalDescription(RtcSdpType.ANSWER, "");
        assertEquals(IceRole.CONTROLLING, outcome.transports().get(0).start().orElseThrow().role());
    }

    @Test
    void remoteStep15StopsWhatIsRejected() {
        Transceiver audio = a.addTrack(RtcMediaKind.AUDIO, track("t"));
        Transceiver video = a.addTrack(RtcMediaKind.VIDEO, track("v"));
        offer();
        b.stop(b.transceivers().get(1));
        Outcome outcome =
                a.setRemoteDescription(RtcSdpType.ANSWER, b.createAnswer(OfferSettings.defaults()));
        assertEquals(List.of(video), outcome.stoppedTransceivers());
        assertTrue(video.isStopped());
        assertFalse(audio.isStopped());
    }
}
