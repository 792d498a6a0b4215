package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * addTrack, removeTrack, addTransceiver (webrtc-pc, section 5.1), direction, stop and
 * setCodecPreferences (section 5.4), by their steps, as far as they need no connection.
 */
@Timeout(60)
class TransceiverStepsTest extends Unconnected {
    private final CompletableFuture<Void> needed = new CompletableFuture<>();

    TransceiverStepsTest() {
        pc.onNegotiationNeeded(() -> needed.complete(null));
    }

    @Test
    void addTrackStep5RefusesAClosedConnection() {
        pc.close();
        Events.assertThrowsError(RtcErrorName.INVALID_STATE_ERROR, () -> pc.addTrack(audio("a")));
    }

    @Test
    void addTrackStep6RefusesATrackThatHasASender() {
        RtcSampleTrack track = audio("a");
        pc.addTrack(track);
        Events.assertThrowsError(RtcErrorName.INVALID_ACCESS_ERROR, () -> pc.addTrack(track));
        assertEquals(1, pc.senders().size());
    }

    @ParameterizedTest
    @CsvSource({
        "RECVONLY, SENDRECV",
        "INACTIVE, SENDONLY",
        "SENDRECV, SENDRECV",
        "SENDONLY, SENDONLY"
    })
    void addTrackSteps7And8UseASenderThatNeverSentAndTurnItsDirection(
            RtcRtpTransceiverDirection before, RtcRtpTransceiverDirection after) {
        RtcRtpTransceiver unused =
                pc.addTransceiver(RtcMediaKind.AUDIO, RtcRtpTransceiverInit.of(before));
        RtcSampleTrack track = audio("a");
        assertSame(unused.sender(), pc.addTrack(track));
        assertEquals(Optional.of(track), unused.sender().track());
        assertEquals(after, unused.direction());
    }

    @Test // what does not fit
    void addTrackStep7PassesOverTheOtherKindAndWhatStopsAndWhatHasATrack() {
        pc.addTransceiver(RtcMediaKind.VIDEO);
        RtcRtpTransceiver stopping = pc.addTransceiver(RtcMediaKind.AUDIO);
        stopping.stop();
        RtcRtpTransceiver taken = pc.addTransceiver(audio("a"));
        RtcRtpSender added = pc.addTrack(audio("b"));
        assertNotSame(stopping.sender(), added);
        assertNotSame(taken.sender(), added);
        assertSame(added, pc.transceivers().get(3).sender());
    }

    @Test // what counts is the track that the sender has now
    void addTrackSteps6And7SeeWhatReplaceTrackDid() {
        RtcRtpTransceiver one = pc.addTransceiver(RtcMediaKind.AUDIO);
        RtcSampleTrack track = audio("a");
        one.sender().replaceTrack(track).join();
        Events.assertThrowsError(RtcErrorName.INVALID_ACCESS_ERROR, () -> pc.addTrack(track));
        assertNotSame(one.sender(), pc.addTrack(audio("b")));
        one.sender().replaceTrack().join();
        assertSame(one.sender(), pc.addTrack(track));
        one.sender().replaceTrack(audio("c")).join();
        pc.addTrack(track);
        assertEquals(3, pc.senders().size());
    }

    @Test
    void addTrackSteps9And11MakeATransceiverAndNeedNegotiation() {
        RtcRtpSender sender = pc.addTrack(audio("a"), "s", "s");
        RtcRtpTransceiver made = pc.transceivers().get(0);
        assertSame(sender, made.sender());
        assertEquals(RtcRtpTransceiverDirection.SENDRECV, made.direction());
        assertEquals(Optional.empty(), made.mid());
        assertEquals(Optional.empty(), made.currentDirection());
        needed.orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Test
    void removeTrackSteps3And4RefuseAClosedConnectionAndASenderOfAnother() {
        RtcRtpSender sender = pc.addTrack(audio("a"));
        RtcPeerConnection other = webRtc.newPeerConnection();
        Events.assertThrowsError(
                RtcErrorName.INVALID_ACCESS_ERROR, () -> other.removeTrack(sender));
        other.close();
        Events.assertThrowsError(RtcErrorName.INVALID_STATE_ERROR, () -> other.removeTrack(sender));
    }

    @Test
    void removeTrackStep6LeavesTheTrackOfATransceiverThatStops() {
        RtcSampleTrack track = audio("a");
        RtcRtpSender sender = pc.addTrack(track);
        pc.transceivers().get(0).stop();
        pc.removeTrack(sender);
        assertEquals(Optional.of(track), sender.track());
    }

    @Test
    void removeTrackStep9ChangesNothingWithoutATrack() {
        RtcRtpTransceiver transceiver = pc.addTransceiver(RtcMediaKind.AUDIO);
        pc.removeTrack(transceiver.sender());
        assertEquals(RtcRtpTransceiverDirection.SENDRECV, transceiver.direction());
    }

    @ParameterizedTest
    @CsvSource({
        "SENDRECV, RECVONLY",
        "SENDONLY, INACTIVE",
        "RECVONLY, RECVONLY",
        "INACTIVE, INACTIVE"
    })
    void removeTrackSteps10To12TakeSendingOffTheDirection(
            RtcRtpTransceiverDirection before, RtcRtpTransceiverDirection after) {
        RtcRtpTransceiver transceiver =
                pc.addTransceiver(audio("a"), RtcRtpTransceiverInit.of(before));
        pc.removeTrack(transceiver.sender());
        assertEquals(Optional.empty(), transceiver.sender().track());
        assertEquals(after, transceiver.direction());
        assertEquals(List.of(transceiver.sender()), pc.senders());
        transceiver.sender().replaceTrack(audio("b")).join();
        assertEquals(after, transceiver.direction());
    }

    @Test
    void getSendersAndGetReceiversStep3LeaveOutWhatHasStopped() {
        RtcRtpTransceiver stopped = pc.addTransceiver(RtcMediaKind.AUDIO);
        RtcRtpTransceiver other = pc.addTransceiver(RtcMediaKind.VIDEO);
        assertEquals(List.of(stopped.sender(), other.sender()), pc.senders());
        assertEquals(List.of(stopped.receiver(), other.receiver()), pc.receivers());
        negotiate();
        stopped.stop();
        negotiate();
        assertEquals(List.of(other.sender()), pc.senders());
        assertEquals(List.of(other.receiver()), pc.receivers());
    }

    @Test
    void aNewConnectionHasNoTransceivers() {
        assertEquals(List.of(), pc.transceivers());
        assertEquals(List.of(), pc.senders());
        assertEquals(List.of(), pc.receivers());
    }

    @Test
    void addTransceiverStep7RefusesAClosedConnection() {
        pc.close();
        Events.assertThrowsError(
                RtcErrorName.INVALID_STATE_ERROR, () -> pc.addTransceiver(RtcMediaKind.AUDIO));
    }

    @Test // a new one each time, in order
    void addTransceiverSteps9To14MakeOneWithItsTrackDirectionAndEncodings() {
        RtcSampleTrack track = audio("a");
        RtcRtpTransceiver first =
                pc.addTransceiver(
                        track,
                        RtcRtpTransceiverInit.of(RtcRtpTransceiverDirection.SENDONLY)
                                .withSendEncodings(
                                        RtcRtpEncodingParameters.builder()
                                                .maxBitrateBps(9_000)
                                                .build()));
        RtcRtpTransceiver second = pc.addTransceiver(track);
        assertEquals(List.of(first, second), pc.transceivers());
        assertEquals(RtcRtpTransceiverDirection.SENDONLY, first.direction());
        assertEquals(RtcRtpTransceiverDirection.SENDRECV, second.direction());
        assertEquals(Optional.of(track), second.sender().track());
        assertEquals(
                9_000,
                first.sender().parameters().encodings().get(0).maxBitrateBps().orElseThrow());
        assertEquals(RtcMediaKind.AUDIO, first.receiver().track().kind());
        assertTrue(first.receiver().track().muted());
        assertEquals(List.of(), first.receiver().parameters().codecs());
        assertEquals(List.of(), first.receiver().parameters().headerExtensions());
        assertFalse(first.receiver().parameters().rtcp().reducedSize());
        needed.orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Test
    void setDirectionSteps3To7SetItUnlessItStopsOrIsStopped() {
        RtcRtpTransceiver transceiver = pc.addTransceiver(RtcMediaKind.AUDIO);
        Events.assertThrowsError(
                RtcErrorName.TYPE_ERROR,
                () -> transceiver.setDirection(RtcRtpTransceiverDirection.STOPPED));
        transceiver.setDirection(RtcRtpTransceiverDirection.RECVONLY);
        assertEquals(RtcRtpTransceiverDirection.RECVONLY, transceiver.direction());
        transceiver.stop();
        // Step 3 comes before the steps that look at the argument.
        for (RtcRtpTransceiverDirection any : RtcRtpTransceiverDirection.values()) {
            Events.assertThrowsError(
                    RtcErrorName.INVALID_STATE_ERROR, () -> transceiver.setDirection(any));
        }
    }

    @Test // stopping is not stopped yet
    void directionStep2AndCurrentDirectionStep2AreStoppedAtTheirTime() {
        RtcRtpTransceiver transceiver = pc.addTransceiver(RtcMediaKind.AUDIO);
        transceiver.stop();
        assertEquals(RtcRtpTransceiverDirection.STOPPED, transceiver.direction());
        assertEquals(Optional.empty(), transceiver.currentDirection());
        pc.close();
        assertEquals(
                Optional.of(RtcRtpTransceiverDirection.STOPPED), transceiver.currentDirection());
    }

    @Test // section 4.4.2, close: stops each transceiver
    void closeStopsEachTransceiver() {
        RtcRtpTransceiver transceiver = pc.addTransceiver(RtcMediaKind.AUDIO);
        pc.close();
        assertEquals(RtcRtpTransceiverDirection.STOPPED, transceiver.direction());
        assertEquals(
                Optional.of(RtcRtpTransceiverDirection.STOPPED), transceiver.currentDirection());
    }

    @Test
    void stopSteps3And4RefuseAClosedConnectionAndDoNothingTwice() {
        RtcRtpTransceiver transceiver = pc.addTransceiver(RtcMediaKind.AUDIO);
        transceiver.stop();
        transceiver.stop();
        assertEquals(RtcRtpTransceiverDirection.STOPPED, transceiver.direction());
        pc.close();
        Events.assertThrowsError(RtcErrorName.INVALID_STATE_ERROR, transceiver::stop);
    }

    @Test // which fires an event
    void stopSendingAndReceivingStep5EndsTheTrackOfTheReceiver() {
        RtcRtpTransceiver transceiver = pc.addTransceiver(RtcMediaKind.AUDIO);
        var ended = new CompletableFuture<Void>();
        transceiver.receiver().track().onEnded(() -> ended.complete(null));
        assertFalse(ended.isDone());
        transceiver.stop();
        ended.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private List<String> offered() {
        return pc.createOffer()
                .join()
                .sdp()
                .lines()
                .filter(l -> l.startsWith("a=rtpmap:"))
                .toList();
    }

    @Test
    void setCodecPreferencesStep3TakesNoneForTheDefault() {
        RtcRtpTransceiver transceiver = pc.addTransceiver(RtcMediaKind.AUDIO);
        List<String> before = offered();
        transceiver.setCodecPreferences(List.of(RtcRtpCodecCapability.of("audio/opus")));
        assertEquals(1, offered().size());
        transceiver.setCodecPreferences(List.of());
        assertEquals(before, offered());
    }

    @Test
    void setCodecPreferencesStep4CountsTheFirstOfTheSame() {
        RtcRtpTransceiver transceiver = pc.addTransceiver(RtcMediaKind.VIDEO);
        RtcRtpCodecCapability vp8 = RtcRtpCodecCapability.of("video/VP8");
        RtcRtpCodecCapability av1 = RtcRtpCodecCapability.of("video/AV1");
        transceiver.setCodecPreferences(List.of(av1, vp8));
        List<String> once = offered();
        assertEquals(2, once.size());
        transceiver.setCodecPreferences(List.of(av1, vp8, av1, vp8));
        assertEquals(once, offered());
    }

    @Test // unknown, and of the other kind
    void setCodecPreferencesStep7RefusesWhatIsNoCapability() {
        RtcRtpTransceiver transceiver = pc.addTransceiver(RtcMediaKind.AUDIO);
        for (String wrong : List.of("audio/nothing", "video/VP8")) {
            Events.assertThrowsError(
                    RtcErrorName.INVALID_MODIFICATION_ERROR,
                    () ->
                            transceiver.setCodecPreferences(
                                    List.of(
                                            RtcRtpCodecCapability.of("audio/opus"),
                                            RtcRtpCodecCapability.of(wrong))));
        }
    }

    @Test // each member counts
    void setCodecPreferencesStep7RefusesACapabilityThatWasChanged() {
        for (RtcMediaKind kind : RtcMediaKind.values()) {
            RtcRtpTransceiver transceiver = pc.addTransceiver(kind);
            List<RtcRtpCodecCapability> all = webRtc.receiverCapabilities(kind).codecs();
            transceiver.setCodecPreferences(all);
            var reversed = new ArrayList<>(all);
            Collections.reverse(reversed);
            transceiver.setCodecPreferences(reversed);
            RtcRtpCodecCapability one = all.get(0);
            String name = one.mimeType();
            int rate = one.clockRateHz();
            String fmtp = one.sdpFmtpLine();
            for (RtcRtpCodecCapability changed :
                    List.of(
                            new RtcRtpCodecCapability(name, rate + 1, one.channels(), fmtp),
                            new RtcRtpCodecCapability(name, rate, one.channels() + 2, fmtp),
                            new RtcRtpCodecCapability(name, rate, one.channels(), fmtp + ";x=1"))) {
                Events.assertThrowsError(
                        RtcErrorName.INVALID_MODIFICATION_ERROR,
                        () -> transceiver.setCodecPreferences(List.of(changed)));
            }
        }
    }

    @Test // setCodecPreferences has no step that looks at the connection
    void setCodecPreferencesTakesAClosedConnection() {
        RtcRtpTransceiver transceiver = pc.addTransceiver(RtcMediaKind.AUDIO);
        pc.close();
        transceiver.setCodecPreferences(List.of(RtcRtpCodecCapability.of("audio/opus")));
        Events.assertThrowsError(
                RtcErrorName.INVALID_MODIFICATION_ERROR,
                () ->
                        transceiver.setCodecPreferences(
                                List.of(RtcRtpCodecCapability.of("audio/nothing"))));
    }

    @Test
    void setCodecPreferencesStep8NeedsACodecThatCarriesMedia() {
        RtcRtpTransceiver video = pc.addTransceiver(RtcMediaKind.VIDEO);
        List<RtcRtpCodecCapability> rtx = List.of(RtcRtpCodecCapability.of("video/rtx"));
        Events.assertThrowsError(
                RtcErrorName.INVALID_MODIFICATION_ERROR, () -> video.setCodecPreferences(rtx));
    }
}
