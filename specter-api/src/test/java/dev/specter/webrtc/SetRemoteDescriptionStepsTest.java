package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * setRemoteDescription (webrtc-pc, section 4.4.2) and the events at the end of "set a session
 * description" (section 4.4.1.5), by their steps; nothing is connected.
 */
@Timeout(60)
class SetRemoteDescriptionStepsTest extends Unconnected {
    SetRemoteDescriptionStepsTest() {
        pc.onSignalingStateChange(events::add);
    }

    /** Notes when it is done, in the order in which everything else happens. */
    private void set(RtcSessionDescription description) {
        callInCallback(() -> note("set", pc.setRemoteDescription(description))).join();
    }

    private CompletableFuture<Void> note(String what, CompletableFuture<Void> done) {
        return done.thenRun(() -> events.add(what));
    }

    /** As {@link #inCallback}, and hands out what will be done. */
    private CompletableFuture<Void> callInCallback(Supplier<CompletableFuture<Void>> call) {
        var done = new AtomicReference<CompletableFuture<Void>>();
        inCallback(() -> done.set(call.get()));
        return done.get();
    }

    @Test
    void step3ChainsItself() {
        RtcSessionDescription offer = peer.createOffer().join();
        pc.close();
        Events.assertFails(RtcErrorName.INVALID_STATE_ERROR, pc.setRemoteDescription(offer));
    }

    @Test
    void step3Dot1RollsAnOfferOfOursBackFirst() throws Exception {
        pc.setLocalDescription().join();
        assertEquals("have-local-offer", events.next());
        set(peer.createOffer().join());
        assertEquals(List.of("stable", "have-remote-offer", "set"), events.until("set"));
        assertEquals(Optional.empty(), pc.pendingLocalDescription());
    }

    @Test
    void step3Dot1DoesNotBringOursBackWhereTheirsFails() throws Exception {
        pc.setLocalDescription().join();
        assertEquals("have-local-offer", events.next());
        Events.assertFails(
                RtcErrorName.OPERATION_ERROR,
                pc.setRemoteDescription(RtcSessionDescription.offer("no SDP")));
        assertEquals(List.of("stable"), events.rest(pc));
        assertEquals(Optional.empty(), pc.localDescription());
    }

    @Test
    void step3Dot2SetsWhatMeetsNothing() throws Exception {
        RtcSessionDescription offer = peer.createOffer().join();
        set(offer);
        set(offer);
        assertEquals(List.of("have-remote-offer", "set"), events.until("set"));
        assertEquals(List.of("set"), events.until("set"), "the state is what it was");
        assertEquals(Optional.of(offer), pc.remoteDescription());
    }

    @Test // section 4.4.1.5
    void setStep4Dot6Dot7NamesAnyOtherFailureOperationError() {
        peer.addTrack(audio("t"), "s");
        RtcSessionDescription offer = peer.createOffer().join();
        var random = new FailingRandom().refill(Integer.MAX_VALUE);
        try (WebRtc failing = WebRtc.builder().random(random).build()) {
            RtcPeerConnection other = failing.newPeerConnection();
            random.refill(0);
            Events.assertFails(RtcErrorName.OPERATION_ERROR, other.setRemoteDescription(offer));
            assertEquals(RtcSignalingState.STABLE, other.signalingState());
            assertEquals(List.of(), other.transceivers());
            random.refill(Integer.MAX_VALUE);
            other.setRemoteDescription(offer).join();
            assertEquals(1, other.transceivers().size());
        }
    }

    @Test // section 4.4.1.5
    void setStep4Dot7Dot2TakesATrackThatIsAddedMeanwhile() {
        peer.addTrack(audio("t"), "s");
        RtcSessionDescription offer = peer.createOffer().join();
        var sender = new AtomicReference<RtcRtpSender>();
        callInCallback(
                        () -> {
                            CompletableFuture<Void> set = pc.setRemoteDescription(offer);
                            sender.set(pc.addTrack(audio("t"), "s"));
                            return set;
                        })
                .join();
        assertEquals(List.of(sender.get()), pc.senders());
        assertEquals(Optional.of("0"), pc.transceivers().get(0).mid());
    }

    @Test // section 4.4.1.5
    void setStep4Dot7Dot3LetsSetParametersGoFirst() throws Exception {
        RtcRtpSender sender = pc.addTrack(audio("t"), "s");
        pc.setLocalDescription().join();
        peer.setRemoteDescription(pc.localDescription().orElseThrow()).join();
        RtcSessionDescription answer = peer.createAnswer().join();
        assertEquals("have-local-offer", events.next());
        callInCallback(
                        () -> {
                            CompletableFuture<Void> set = pc.setRemoteDescription(answer);
                            var unused = note("parameters", sender.setParameters(paused(sender)));
                            return note("set", set);
                        })
                .join();
        assertEquals(List.of("parameters", "stable", "set"), events.until("set"));
        assertFalse(sender.parameters().encodings().get(0).active());
    }

    private static RtcRtpSendParameters paused(RtcRtpSender sender) {
        RtcRtpSendParameters parameters = sender.parameters();
        return parameters.withEncoding(
                0, parameters.encodings().get(0).toBuilder().active(false).build());
    }

    @Test // section 4.4.1.5
    void setStep4Dot7Dot7DescribesAnSctpTransportWithOurOffer() {
        pc.createDataChannel("x");
        assertEquals(Optional.empty(), pc.sctp());
        pc.setLocalDescription().join();
        RtcSctpTransport made = pc.sctp().orElseThrow();
        assertEquals(RtcSctpTransportState.CONNECTING, made.state());
        pc.setLocalDescription(new RtcSessionDescription(RtcSdpType.ROLLBACK, "")).join();
        assertEquals(Optional.empty(), pc.sctp(), "step 4.7.12.2");
        pc.setLocalDescription().join();
        assertNotSame(made, pc.sctp().orElseThrow());
    }

    @Test // section 4.4.1.5: with the transport that the answer puts it on
    void setStep4Dot7Dot7KeepsTheSctpTransportOfTheOffer() {
        pc.addTrack(audio("t"), "s");
        pc.createDataChannel("x");
        pc.setLocalDescription().join();
        RtcSctpTransport made = pc.sctp().orElseThrow();
        peer.setRemoteDescription(pc.localDescription().orElseThrow()).join();
        set(peer.createAnswer().join());
        assertSame(made, pc.sctp().orElseThrow());
        assertEquals(pc.senders().get(0).transport(), Optional.of(made.transport()));
    }

    @Test // section 4.4.1.5
    void setStep4Dot7Dot8TakesTheSctpTransportThatTheAnswerRejects() {
        pc.addTrack(audio("t"), "s");
        pc.createDataChannel("x");
        pc.setLocalDescription().join();
        peer.setRemoteDescription(pc.localDescription().orElseThrow()).join();
        String answer = peer.createAnswer().join().sdp();
        set(
                RtcSessionDescription.answer(
                        answer.replaceAll("m=application \\d+", "m=application 0")
                                .replace("BUNDLE 0 1", "BUNDLE 0")));
        assertEquals(Optional.empty(), pc.sctp());
    }

    @Test // section 4.4.1.5; RFC 8832, section 6: the DTLS server has the odd ones
    void setStep4Dot7Dot10Dot2GivesChannelsTheirIds() {
        RtcDataChannel first = pc.createDataChannel("first");
        RtcDataChannel second = pc.createDataChannel("second");
        pc.setLocalDescription().join();
        peer.setRemoteDescription(pc.localDescription().orElseThrow()).join();
        assertEquals(OptionalInt.empty(), first.id());
        set(peer.createAnswer().join());
        assertEquals(OptionalInt.of(1), first.id());
        assertEquals(OptionalInt.of(3), second.id());
    }

    @Test // section 4.4.1.5
    void setStep4Dot7Dot14Dot3NeedsNegotiationForWhatCameMeanwhile() throws Exception {
        pc.onNegotiationNeeded(() -> events.add("needed"));
        pc.setLocalDescription().join();
        pc.addTransceiver(RtcMediaKind.AUDIO);
        peer.setRemoteDescription(pc.localDescription().orElseThrow()).join();
        set(peer.createAnswer().join());
        assertEquals(
                List.of("have-local-offer", "stable", "set", "needed"), events.until("needed"));
    }

    @Test // section 4.4.1.5: of the odd ids there are 32,767
    void setSteps4Dot7Dot10Dot2And4Dot7Dot16CloseAChannelThatGetsNoId() throws Exception {
        RtcDataChannel last = null;
        for (int i = 0; i < 32_768; i++) {
            last = pc.createDataChannel("");
        }
        last.onError(e -> events.add("error " + e.errorDetail().orElseThrow().type()));
        last.onClose(() -> events.add("close"));
        pc.setLocalDescription().join();
        peer.setRemoteDescription(pc.localDescription().orElseThrow()).join();
        pc.setRemoteDescription(peer.createAnswer().join()).join();
        assertEquals(
                List.of("have-local-offer", "stable", "error data-channel-failure", "close"),
                events.until("close"));
        assertEquals(OptionalInt.empty(), last.id());
        assertEquals(RtcDataChannelState.CLOSED, last.readyState());
    }

    @Test // section 4.4.1.5: state, streams, tracks, and the future last
    void setSteps4Dot7Dot15To4Dot7Dot21FireInTheirOrder() throws Exception {
        peer.addTrack(audio("t"), "s");
        pc.onTrack(
                e -> {
                    events.add("track " + e.streams().get(0).id());
                    events.add(e.streams().get(0).tracks().size());
                });
        set(peer.createOffer().join());
        assertEquals(List.of("have-remote-offer", "track s", "1", "set"), events.until("set"));
    }

    @Test // section 4.4.1.5
    void setSteps4Dot7Dot17And4Dot7Dot18TakeATrackOutOfItsStream() {
        peer.addTrack(audio("t"), "s");
        var streams = new CompletableFuture<RtcMediaStream>();
        pc.onTrack(e -> streams.complete(e.streams().get(0)));
        set(peer.createOffer().join());
        RtcMediaStream stream = streams.join();
        assertEquals(1, stream.tracks().size());
        peer.transceivers().get(0).setDirection(RtcRtpTransceiverDirection.RECVONLY);
        set(peer.createOffer().join());
        assertEquals(List.of(), stream.tracks());
    }
}
