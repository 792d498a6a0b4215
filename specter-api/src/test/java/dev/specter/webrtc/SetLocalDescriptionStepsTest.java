package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** setLocalDescription (webrtc-pc, section 4.4.2), by its steps, with nothing to gather for. */
@Timeout(60)
class SetLocalDescriptionStepsTest extends Unconnected {
    private static RtcSessionDescription as(RtcSdpType type, RtcSessionDescription description) {
        return new RtcSessionDescription(type, description.sdp());
    }

    private void assertLocal(RtcSdpType type, RtcSignalingState state) {
        assertEquals(type, pc.localDescription().orElseThrow().type());
        assertEquals(state, pc.signalingState());
    }

    @Test // section 4.4.1.5, set a session description
    void setStep4Dot2GathersNothingThatIsProhibited() {
        var gathered = new CompletableFuture<Void>();
        pc.onIceCandidate(candidate -> events.add(candidate.candidate()));
        pc.onEndOfIceCandidates(() -> gathered.complete(null));
        pc.createDataChannel("x");
        pc.setLocalDescription().join();
        gathered.orTimeout(20, TimeUnit.SECONDS).join();
        assertEquals(List.of(""), events.rest(pc));
    }

    @Test
    void step4ChainsItself() {
        pc.close();
        Events.assertFails(RtcErrorName.INVALID_STATE_ERROR, pc.setLocalDescription());
    }

    @Test
    void step4Dot1OffersInStableAndHaveLocalOffer() {
        pc.setLocalDescription().join();
        assertLocal(RtcSdpType.OFFER, RtcSignalingState.HAVE_LOCAL_OFFER);
        pc.setLocalDescription().join();
        assertLocal(RtcSdpType.OFFER, RtcSignalingState.HAVE_LOCAL_OFFER);
    }

    @Test // an offer, which is not allowed there
    void step4Dot1OffersInHaveRemotePranswer() {
        pc.setLocalDescription().join();
        peer.setRemoteDescription(pc.localDescription().orElseThrow()).join();
        RtcSessionDescription answer = peer.createAnswer().join();
        pc.setRemoteDescription(as(RtcSdpType.PRANSWER, answer)).join();
        Events.assertFails(RtcErrorName.INVALID_STATE_ERROR, pc.setLocalDescription());
        assertLocal(RtcSdpType.OFFER, RtcSignalingState.HAVE_REMOTE_PRANSWER);
    }

    @Test
    void step4Dot1AnswersInHaveRemoteOfferAndHaveLocalPranswer() {
        RtcSessionDescription offer = peer.createOffer().join();
        pc.setRemoteDescription(offer).join();
        pc.setLocalDescription().join();
        assertLocal(RtcSdpType.ANSWER, RtcSignalingState.STABLE);
        pc.setRemoteDescription(offer).join();
        pc.setLocalDescription(new RtcSessionDescription(RtcSdpType.PRANSWER, "")).join();
        assertLocal(RtcSdpType.PRANSWER, RtcSignalingState.HAVE_LOCAL_PRANSWER);
        pc.setLocalDescription().join();
        assertLocal(RtcSdpType.ANSWER, RtcSignalingState.STABLE);
    }

    @Test // whatever the state
    void step4Dot2RefusesAnotherOfferThanTheOneCreatedLast() {
        RtcSessionDescription first = pc.createOffer().join();
        pc.addTransceiver(RtcMediaKind.AUDIO);
        RtcSessionDescription last = pc.createOffer().join();
        assertNotEquals(first, last);
        Events.assertFails(RtcErrorName.INVALID_MODIFICATION_ERROR, pc.setLocalDescription(first));
        peer.setRemoteDescription(last).join();
        Events.assertFails(RtcErrorName.INVALID_MODIFICATION_ERROR, peer.setLocalDescription(last));
    }

    @Test // whatever the state
    void step4Dot3RefusesAnotherAnswerThanTheOneCreatedLast() {
        peer.setRemoteDescription(pc.createOffer().join()).join();
        RtcSessionDescription answer = peer.createAnswer().join();
        var changed = RtcSessionDescription.answer(answer.sdp() + "a=x\r\n");
        for (RtcSdpType type : List.of(RtcSdpType.ANSWER, RtcSdpType.PRANSWER)) {
            Events.assertFails(
                    RtcErrorName.INVALID_MODIFICATION_ERROR,
                    peer.setLocalDescription(as(type, changed)));
            Events.assertFails(
                    RtcErrorName.INVALID_MODIFICATION_ERROR,
                    pc.setLocalDescription(as(type, answer)));
        }
        peer.setLocalDescription(answer).join();
    }

    @Test
    void step4Dot4CreatesAnOfferThatSaysHowThingsAre() {
        pc.setLocalDescription(RtcSessionDescription.offer("")).join();
        String before = pc.localDescription().orElseThrow().sdp();
        pc.addTransceiver(RtcMediaKind.AUDIO);
        pc.setLocalDescription(RtcSessionDescription.offer("")).join();
        String now = pc.localDescription().orElseThrow().sdp();
        assertEquals(0, before.split("\r\nm=").length - 1);
        assertEquals(1, now.split("\r\nm=").length - 1);
    }

    @Test
    void step4Dot5CreatesTheAnswerItIsToSetAsWhatItWasGivenAs() {
        pc.setRemoteDescription(peer.createOffer().join()).join();
        pc.setLocalDescription(new RtcSessionDescription(RtcSdpType.PRANSWER, "")).join();
        assertLocal(RtcSdpType.PRANSWER, RtcSignalingState.HAVE_LOCAL_PRANSWER);
        pc.setLocalDescription(RtcSessionDescription.answer("")).join();
        assertLocal(RtcSdpType.ANSWER, RtcSignalingState.STABLE);
    }

    @Test
    void step4Dot6SetsWhatWasCreated() {
        RtcSessionDescription offer = pc.createOffer().join();
        pc.setLocalDescription(offer).join();
        assertEquals(offer, pc.localDescription().orElseThrow());
        peer.setRemoteDescription(offer).join();
        RtcSessionDescription answer = peer.createAnswer().join();
        peer.setLocalDescription(answer).join();
        assertEquals(answer, peer.localDescription().orElseThrow());
    }
}
