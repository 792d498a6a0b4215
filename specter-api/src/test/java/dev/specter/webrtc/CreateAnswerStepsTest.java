package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * createAnswer (webrtc-pc, section 4.4.2): the steps of the method, of "create an answer", those in
 * parallel, and the final ones; nothing is connected.
 */
@Timeout(60)
class CreateAnswerStepsTest extends Unconnected {
    private void offer(String more) {
        String offer = peer.createOffer().join().sdp();
        pc.setRemoteDescription(RtcSessionDescription.offer(offer + more)).join();
    }

    private List<String> lines(String start) {
        return pc.createAnswer().join().sdp().lines().filter(l -> l.startsWith(start)).toList();
    }

    @Test
    void methodStep2RefusesAClosedConnection() {
        offer("");
        pc.close();
        Events.assertFails(RtcErrorName.INVALID_STATE_ERROR, pc.createAnswer());
    }

    @Test
    void createStep1NeedsARemoteOfferOrALocalProvisionalAnswer() {
        Events.assertFails(RtcErrorName.INVALID_STATE_ERROR, pc.createAnswer());
        peer.setLocalDescription().join();
        Events.assertFails(RtcErrorName.INVALID_STATE_ERROR, peer.createAnswer());
        offer("");
        RtcSessionDescription answer = pc.createAnswer().join();
        var provisional = new RtcSessionDescription(RtcSdpType.PRANSWER, answer.sdp());
        peer.setRemoteDescription(provisional).join();
        Events.assertFails(RtcErrorName.INVALID_STATE_ERROR, peer.createAnswer());
        pc.setLocalDescription(provisional).join();
        assertEquals(RtcSdpType.ANSWER, pc.createAnswer().join().type());
    }

    @Test
    void parallelStep1WaitsForTheCertificate() {
        peer.createDataChannel("x");
        offer("");
        assertEquals(1, lines("a=fingerprint:").size());
    }

    @Test
    void parallelStep3NamesAFailureOperationError() {
        var random = new FailingRandom().refill(Integer.MAX_VALUE);
        try (WebRtc failing = WebRtc.builder().random(random).build()) {
            RtcPeerConnection other = failing.newPeerConnection();
            peer.addTransceiver(RtcMediaKind.AUDIO);
            other.setRemoteDescription(peer.createOffer().join()).join();
            random.refill(0);
            Events.assertFails(RtcErrorName.OPERATION_ERROR, other.createAnswer());
        }
    }

    @Test // the note of step 2: a direction that changes meanwhile
    void finalSteps2And3TakeTheStateOfTheirTurn() {
        peer.addTransceiver(RtcMediaKind.AUDIO);
        offer("");
        var answer = new AtomicReference<CompletableFuture<RtcSessionDescription>>();
        CompletableFuture.runAsync(
                        () -> {
                            answer.set(pc.createAnswer());
                            pc.transceivers()
                                    .get(0)
                                    .setDirection(RtcRtpTransceiverDirection.SENDRECV);
                        },
                        pc.callbackExecutor())
                .join();
        assertTrue(answer.get().join().sdp().contains("\r\na=sendrecv\r\n"));
    }

    @Test
    void finalStep3Dot1KeepsTheOrderOfThePreferences() {
        peer.addTransceiver(RtcMediaKind.VIDEO);
        offer("");
        pc.transceivers()
                .get(0)
                .setCodecPreferences(
                        List.of(
                                RtcRtpCodecCapability.of("video/VP9"),
                                RtcRtpCodecCapability.of("video/VP8")));
        List<String> names = lines("a=rtpmap:").stream().map(l -> l.split("[ /]")[1]).toList();
        assertEquals(List.of("VP9", "VP8"), names);
    }

    /** The peer wants to receive what a track of ours is sent as. */
    private void offerToReceive(String simulcast) {
        pc.addTrack(RtcSampleTrack.create(RtcRtpCodecCapability.of("video/VP8"), "v", "s"));
        peer.addTransceiver(
                RtcMediaKind.VIDEO, RtcRtpTransceiverInit.of(RtcRtpTransceiverDirection.RECVONLY));
        offer(
                "a=rid:1 recv\r\na=rid:2 recv\r\na=rid:3 recv\r\na=simulcast:recv "
                        + simulcast
                        + "\r\n");
    }

    @Test
    void finalStep3Dot2Dot1TakesTheFirstOfAlternatives() {
        offerToReceive("3,1;2");
        assertEquals(List.of("a=simulcast:send 3;2"), lines("a=simulcast:"));
    }

    @Test
    void finalStep3Dot2Dot2TakesEachRidOnce() {
        offerToReceive("3;2;3;2");
        assertEquals(List.of("a=simulcast:send 3;2"), lines("a=simulcast:"));
        assertEquals(List.of("a=rid:3 send", "a=rid:2 send"), lines("a=rid:"));
    }

    @Test
    void finalStep3Dot2Dot3LeavesOutWhatTheSenderDoesNotHave() {
        pc.addTransceiver(
                RtcSampleTrack.create(RtcRtpCodecCapability.of("video/VP8"), "v", "s"),
                RtcRtpTransceiverInit.defaults()
                        .withSendEncodings(
                                RtcRtpEncodingParameters.of("1"),
                                RtcRtpEncodingParameters.of("2"),
                                RtcRtpEncodingParameters.of("3")));
        pc.setLocalDescription().join();
        peer.setRemoteDescription(pc.localDescription().orElseThrow()).join();
        peer.setLocalDescription().join();
        pc.setRemoteDescription(peer.localDescription().orElseThrow()).join();
        offer("a=rid:1 recv\r\na=rid:3 recv\r\na=rid:x recv\r\na=simulcast:recv x;3;1\r\n");
        assertEquals(List.of("a=simulcast:send 3;1"), lines("a=simulcast:"));
    }

    @Test
    void finalStep5RemembersTheAnswerCreatedLast() {
        offer("");
        pc.createAnswer().join();
        RtcSessionDescription last = pc.createAnswer().join();
        pc.setLocalDescription(RtcSessionDescription.answer("")).join();
        assertEquals(last.sdp(), pc.localDescription().orElseThrow().sdp());
    }

    @Test
    void finalStep6ReturnsAnAnswer() {
        offer("");
        RtcSessionDescription answer = pc.createAnswer().join();
        assertEquals(RtcSdpType.ANSWER, answer.type());
        assertTrue(answer.sdp().startsWith("v=0\r\n"));
    }
}
