package dev.specter.webrtc.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcRtpCodecCapability;
import dev.specter.webrtc.RtcRtpTransceiverDirection;
import dev.specter.webrtc.RtcSdpType;
import dev.specter.webrtc.RtcSignalingState;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Rollback: the steps below step 4.7.12 of webrtc-pc, section 4.4.1.5. */
class RollbackStepsTest {
    private final Negotiator a = Ends.end(1);
    private final Negotiator b = Ends.end(2);

    private static SenderSettings track(String id) {
        return SenderSettings.of(id, List.of("s"));
    }

    private void offer() {
        a.setLocalDescription(RtcSdpType.OFFER, "");
        b.setRemoteDescription(RtcSdpType.OFFER, a.localDescription().orElseThrow().sdp());
    }

    @Test
    void step3Dot1DisassociatesWhatTheOfferAssociated() {
        Transceiver audio = a.addTrack(RtcMediaKind.AUDIO, track("t"));
        Ends.exchange(a, b);
        Transceiver video = a.addTrack(RtcMediaKind.VIDEO, track("v"));
        a.setLocalDescription(RtcSdpType.OFFER, "");
        assertEquals(Optional.of("1"), video.mid());
        a.setLocalDescription(RtcSdpType.ROLLBACK, "");
        assertEquals(Optional.empty(), video.mid());
        assertEquals(Optional.of("0"), audio.mid());
    }

    @Test
    void steps3Dot2And3Dot4GiveTheTransportBack() {
        Transceiver audio = a.addTrack(RtcMediaKind.AUDIO, track("t"));
        Ends.exchange(a, b);
        OptionalInt before = audio.transportId();
        Transceiver video = a.addTrack(RtcMediaKind.VIDEO, track("v"));
        a.setLocalDescription(RtcSdpType.OFFER, "");
        assertTrue(video.transportId().isPresent());
        a.setLocalDescription(RtcSdpType.ROLLBACK, "");
        assertEquals(OptionalInt.empty(), video.transportId());
        assertEquals(before, audio.transportId());
    }

    @Test
    void step3Dot3TakesProposedEncodingsBack() {
        Transceiver video = a.addTrack(RtcMediaKind.VIDEO, track("v"));
        List<SendEncoding> before = video.sendEncodings();
        b.addTransceiver(
                RtcMediaKind.VIDEO, RtcRtpTransceiverDirection.RECVONLY, SenderSettings.NONE);
        a.setRemoteDescription(
                RtcSdpType.OFFER,
                b.createOffer(OfferSettings.defaults())
                        + "a=rid:1 recv\r\na=rid:2 recv\r\na=simulcast:recv 1;2\r\n");
        assertEquals(2, video.sendEncodings().size());
        a.setRemoteDescription(RtcSdpType.ROLLBACK, "");
        assertEquals(before, video.sendEncodings());
    }

    @Test
    void step3Dot5LeavesTheCodecsOfTheLastStableState() {
        Transceiver audio = a.addTrack(RtcMediaKind.AUDIO, track("t"));
        Ends.exchange(a, b);
        List<NegotiatedCodec> before = audio.receiveParameters().codecs();
        assertTrue(before.size() > 1);
        b.setCodecPreferences(
                b.transceivers().get(0), List.of(RtcRtpCodecCapability.of("audio/opus")));
        a.setRemoteDescription(RtcSdpType.OFFER, b.createOffer(OfferSettings.defaults()));
        a.setRemoteDescription(RtcSdpType.ROLLBACK, "");
        assertEquals(before, audio.receiveParameters().codecs());
    }

    @Test
    void step3Dot6TakesBackATrackOfTheOffer() {
        a.addTrack(RtcMediaKind.AUDIO, track("t"));
        offer();
        Transceiver theirs = b.transceivers().get(0);
        Outcome outcome = b.setRemoteDescription(RtcSdpType.ROLLBACK, "");
        assertEquals(List.of(theirs), outcome.mutedTracks());
        assertEquals(List.of(new Outcome.StreamChange(theirs, "s")), outcome.removedFromStreams());
        assertEquals(List.of(), outcome.trackEvents());
    }

    @Test
    void step3Dot6BringsBackATrackThatTheOfferTook() {
        Transceiver audio = a.addTrack(RtcMediaKind.AUDIO, track("t"));
        Ends.exchange(a, b);
        a.setDirection(audio, RtcRtpTransceiverDirection.INACTIVE);
        offer();
        Transceiver theirs = b.transceivers().get(0);
        assertEquals(List.of(), theirs.remoteStreamIds());
        Outcome outcome = b.setRemoteDescription(RtcSdpType.ROLLBACK, "");
        assertEquals(List.of(new Outcome.TrackEvent(theirs, List.of("s"))), outcome.trackEvents());
        assertEquals(List.of(new Outcome.StreamChange(theirs, "s")), outcome.addedToStreams());
    }

    @Test
    void step3Dot7RemovesWhatTheOfferMadeUnlessATrackWasAdded() {
        a.addTrack(RtcMediaKind.AUDIO, track("t"));
        a.addTrack(RtcMediaKind.VIDEO, track("v"));
        offer();
        Transceiver made = b.transceivers().get(0);
        Transceiver kept = b.addTrack(RtcMediaKind.VIDEO, track("w"));
        assertEquals(kept, b.transceivers().get(1));
        Outcome outcome = b.setRemoteDescription(RtcSdpType.ROLLBACK, "");
        assertEquals(List.of(made), outcome.removedTransceivers());
        assertTrue(made.isStopped());
        assertEquals(List.of(kept), b.transceivers());
    }

    @Test
    void step3Dot7KeepsWhatTheUserMade() {
        Transceiver audio =
                a.addTransceiver(
                        RtcMediaKind.AUDIO,
                        RtcRtpTransceiverDirection.RECVONLY,
                        SenderSettings.NONE);
        a.setLocalDescription(RtcSdpType.OFFER, "");
        a.setLocalDescription(RtcSdpType.ROLLBACK, "");
        assertEquals(List.of(audio), a.transceivers());
    }

    @Test
    void step4LeavesNothingPendingAndKeepsWhatIsCurrent() {
        a.addTrack(RtcMediaKind.AUDIO, track("t"));
        Ends.exchange(a, b);
        a.addTrack(RtcMediaKind.VIDEO, track("v"));
        offer();
        for (Negotiator end : List.of(a, b)) {
            var local = end.currentLocalDescription();
            var remote = end.currentRemoteDescription();
            assertTrue(local.isPresent() && remote.isPresent());
            // The side that is named does not matter.
            end.setRemoteDescription(RtcSdpType.ROLLBACK, "");
            assertEquals(RtcSignalingState.STABLE, end.signalingState());
            assertEquals(Optional.empty(), end.pendingLocalDescription());
            assertEquals(Optional.empty(), end.pendingRemoteDescription());
            assertEquals(local, end.currentLocalDescription());
            assertEquals(remote, end.currentRemoteDescription());
        }
    }
}
