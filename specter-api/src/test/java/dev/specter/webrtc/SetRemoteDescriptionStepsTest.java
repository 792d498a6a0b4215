package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * setRemoteDescription (webrtc-pc, section 4.4.2) and the events at the end of "set a session
 * description" (section 4.4.1.5), by their steps; nothing is connected.
 */
@Timeout(60)
class SetRemoteDescriptionStepsTest {
    private final WebRtc webRtc = WebRtc.builder().networkFilter(address -> false).build();
    private final RtcPeerConnection pc = webRtc.newPeerConnection();
    private final RtcPeerConnection peer = webRtc.newPeerConnection();
    private final Events events = new Events();

    SetRemoteDescriptionStepsTest() {
        pc.onSignalingStateChange(events::add);
    }

    @AfterEach
    void close() {
        webRtc.close();
    }

    private static RtcSampleTrack audio() {
        return RtcSampleTrack.create(RtcRtpCodecCapability.of("audio/opus"), "t", "s");
    }

    /** Notes when it is done, in the order in which everything else happens. */
    private void set(RtcSessionDescription description) {
        var done = new AtomicReference<CompletableFuture<Void>>();
        CompletableFuture.runAsync(
                        () ->
                                done.set(
                                        pc.setRemoteDescription(description)
                                                .thenRun(() -> events.add("set"))),
                        pc.callbackExecutor())
                .join();
        done.get().join();
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

    @Test // section 4.4.1.5: state, streams, tracks, and the future last
    void setSteps4Dot7Dot15To4Dot7Dot21FireInTheirOrder() throws Exception {
        peer.addTrack(audio(), "s");
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
        peer.addTrack(audio(), "s");
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
