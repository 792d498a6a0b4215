package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * createOffer (webrtc-pc, section 4.4.2): the steps of the method, of "create an offer", those in
 * parallel, and the final ones.
 */
@Timeout(60)
class CreateOfferStepsTest extends Unconnected {
    private String offer() {
        return pc.createOffer().join().sdp();
    }

    private List<String> lines(String start) {
        return offer().lines().filter(l -> l.startsWith(start)).toList();
    }

    @Test
    void methodStep2RefusesAClosedConnection() {
        pc.close();
        Events.assertFails(RtcErrorName.INVALID_STATE_ERROR, pc.createOffer());
    }

    @Test
    void createStep1NeedsStableOrALocalOffer() {
        assertEquals(RtcSdpType.OFFER, pc.createOffer().join().type());
        pc.setLocalDescription().join();
        assertEquals(RtcSignalingState.HAVE_LOCAL_OFFER, pc.signalingState());
        RtcSessionDescription offer = pc.createOffer().join();
        RtcPeerConnection peer = webRtc.newPeerConnection();
        peer.setRemoteDescription(offer).join();
        Events.assertFails(RtcErrorName.INVALID_STATE_ERROR, peer.createOffer());
        RtcSessionDescription answer = peer.createAnswer().join();
        var provisional = new RtcSessionDescription(RtcSdpType.PRANSWER, answer.sdp());
        peer.setLocalDescription(provisional).join();
        Events.assertFails(RtcErrorName.INVALID_STATE_ERROR, peer.createOffer());
        pc.setRemoteDescription(provisional).join();
        Events.assertFails(RtcErrorName.INVALID_STATE_ERROR, pc.createOffer());
    }

    @Test
    void parallelStep1WaitsForTheCertificate() {
        pc.createDataChannel("x");
        assertEquals(1, lines("a=fingerprint:").size());
    }

    @Test
    void parallelStep3NamesAFailureOperationError() {
        var random = new FailingRandom().refill(Integer.MAX_VALUE);
        try (WebRtc failing = WebRtc.builder().random(random).build()) {
            RtcPeerConnection other = failing.newPeerConnection();
            other.addTransceiver(RtcMediaKind.AUDIO);
            random.refill(0);
            Events.assertFails(RtcErrorName.OPERATION_ERROR, other.createOffer());
        }
    }

    @Test // the note of step 2: a transceiver added meanwhile
    void finalSteps2And3TakeTheStateOfTheirTurn() {
        var offer = new AtomicReference<CompletableFuture<RtcSessionDescription>>();
        CompletableFuture.runAsync(
                        () -> {
                            offer.set(pc.createOffer());
                            pc.addTransceiver(RtcMediaKind.VIDEO);
                        },
                        pc.callbackExecutor())
                .join();
        assertTrue(offer.get().join().sdp().contains("\r\nm=video "));
    }

    @Test
    void finalStep3Dot1TagsTheFirstTransceiverThatHasNotStopped() {
        RtcRtpTransceiver first = pc.addTransceiver(RtcMediaKind.AUDIO);
        pc.addTransceiver(RtcMediaKind.VIDEO);
        pc.createDataChannel("x");
        assertEquals(List.of("a=group:BUNDLE 0 1 2"), lines("a=group:"));
        assertTrue(lines("m=").get(0).startsWith("m=audio "));
        first.stop();
        assertEquals(List.of("a=group:BUNDLE 0 1"), lines("a=group:"));
        assertTrue(lines("m=").get(0).startsWith("m=video "));
    }

    @Test
    void finalStep3Dot2KeepsTheOrderOfThePreferences() {
        RtcRtpTransceiver video = pc.addTransceiver(RtcMediaKind.VIDEO);
        video.setCodecPreferences(
                List.of(
                        RtcRtpCodecCapability.of("video/VP9"),
                        RtcRtpCodecCapability.of("video/VP8")));
        List<String> names = lines("a=rtpmap:").stream().map(l -> l.split("[ /]")[1]).toList();
        assertEquals(List.of("VP9", "VP8"), names);
    }

    @Test
    void finalStep3Dot3WritesTheRidsInTheOrderOfTheEncodings() {
        pc.addTransceiver(
                RtcMediaKind.VIDEO,
                RtcRtpTransceiverInit.defaults()
                        .withSendEncodings(
                                RtcRtpEncodingParameters.of("z"),
                                RtcRtpEncodingParameters.of("a"),
                                RtcRtpEncodingParameters.of("m")));
        assertEquals(List.of("a=rid:z send", "a=rid:a send", "a=rid:m send"), lines("a=rid:"));
        assertEquals(List.of("a=simulcast:send z;a;m"), lines("a=simulcast:"));
    }

    @Test
    void finalStep3Dot3WritesNoRidOfALoneEncoding() {
        pc.addTransceiver(
                RtcMediaKind.VIDEO,
                RtcRtpTransceiverInit.defaults()
                        .withSendEncodings(RtcRtpEncodingParameters.of("z")));
        String offer = offer();
        assertFalse(offer.contains("a=rid:"));
        assertFalse(offer.contains("a=simulcast:"));
    }

    @Test
    void finalStep5RemembersTheOfferCreatedLast() {
        pc.setLocalDescription(pc.createOffer().join()).join();
        RtcSessionDescription last = pc.createOffer().join();
        pc.setLocalDescription(RtcSessionDescription.offer("")).join();
        assertEquals(last.sdp(), pc.localDescription().orElseThrow().sdp());
    }

    @Test
    void finalStep6ReturnsAnOffer() {
        RtcSessionDescription offer = pc.createOffer().join();
        assertEquals(RtcSdpType.OFFER, offer.type());
        assertTrue(offer.sdp().startsWith("v=0\r\n"));
    }
}
