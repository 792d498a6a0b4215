package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.ice.IceRole;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * RTCIceTransport (webrtc-pc, section 5.6), its algorithms by their steps. How it is disconnected
 * and fails is in specter-ice's {@code FailureIT}.
 */
@Timeout(60)
class IceTransportStepsIT {
    private final Events gathering = new Events();
    private final Events states = new Events();

    private static RtcIceTransport ice(RtcPeerConnection pc) {
        return pc.senders().get(0).transport().orElseThrow().iceTransport();
    }

    /** Listens to the first transport of a connection from the description on that makes it. */
    private void listen(RtcPeerConnection pc) {
        RtcListenerRegistration[] first = {null};
        first[0] =
                pc.onSignalingStateChange(
                        state -> {
                            if (pc.senders().get(0).transport().isPresent()) {
                                first[0].close();
                                listen(ice(pc));
                            }
                        });
        pc.onIceConnectionStateChange(state -> states.add("connection's " + state));
        pc.onIceGatheringStateChange(state -> gathering.add("connection's " + state));
    }

    private void listen(RtcIceTransport ice) {
        ice.onGatheringStateChange(
                state -> {
                    assertEquals(state, ice.gatheringState());
                    gathering.add(state);
                });
        ice.onStateChange(
                state -> {
                    assertEquals(state, ice.state());
                    states.add(state);
                });
        ice.onSelectedCandidatePairChange(
                () -> states.add("pair " + ice.selectedCandidatePair().isPresent()));
    }

    private static Connected withAudio() {
        var pair = new Connected();
        pair.a.addTransceiver(RtcMediaKind.AUDIO);
        return pair;
    }

    @Test // and section 4.4.1.5, where the role is set by the first offer
    void theSlotsOfANewTransport() {
        try (WebRtc webRtc = WebRtc.builder().build()) {
            RtcPeerConnection a = webRtc.newPeerConnection();
            RtcPeerConnection b = webRtc.newPeerConnection();
            a.addTransceiver(RtcMediaKind.AUDIO);
            RtcSessionDescription offer = a.createOffer().join();
            a.setLocalDescription(offer).join();
            RtcIceTransport ice = ice(a);
            assertEquals(RtcIceTransportState.NEW, ice.state());
            assertEquals(Optional.empty(), ice.selectedCandidatePair());
            assertEquals(Optional.of(IceRole.CONTROLLING), ice.role());
            assertTrue(offer.sdp().contains(ice.localParameters().orElseThrow().ufrag()));
            assertEquals(Optional.empty(), ice.remoteParameters());
            assertEquals(List.of(), ice.remoteCandidates());

            b.setRemoteDescription(offer).join();
            RtcSessionDescription answer = b.createAnswer().join();
            b.setLocalDescription(answer).join();
            assertEquals(Optional.of(IceRole.CONTROLLED), ice(b).role());
            assertEquals(ice.localParameters(), ice(b).remoteParameters());
            a.setRemoteDescription(answer).join();
            assertSame(ice, ice(a));
            assertEquals(ice(b).localParameters(), ice.remoteParameters());
            // No candidate was told: there is nothing to check.
            assertEquals(RtcIceTransportState.NEW, ice.state());
        }
    }

    @Test
    void gatheringSteps2To7FireTheTransportsEventBeforeTheConnections() throws Exception {
        try (var pair = withAudio()) {
            listen(pair.a);
            pair.a.onIceCandidate(
                    candidate ->
                            gathering.add(candidate.candidate().isEmpty() ? "end" : "candidate"));
            pair.negotiate();
            List<String> all = gathering.until("connection's complete");
            assertEquals(List.of("gathering", "connection's gathering"), all.subList(0, 2));
            assertEquals(
                    List.of("end", "complete", "connection's complete"),
                    all.subList(all.size() - 3, all.size()));
            List<String> candidates = all.subList(2, all.size() - 3);
            assertTrue(!candidates.isEmpty() && candidates.stream().allMatch("candidate"::equals));
        }
    }

    @Test // surfacing a candidate, steps 3 to 7; the end of a generation, steps 2 to 5
    void surfaceSteps3To7PutACandidateInTheDescriptionBeforeItsEvent() throws Exception {
        try (var pair = withAudio()) {
            var faults = new ArrayList<String>();
            var ended = new CompletableFuture<Void>();
            pair.a.onIceCandidate(
                    candidate -> {
                        RtcIceTransport ice = ice(pair.a);
                        String sdp = pair.a.localDescription().orElseThrow().sdp();
                        String line =
                                candidate.candidate().isEmpty()
                                        ? "a=end-of-candidates\r\n"
                                        : "a=" + candidate.candidate().split(" ufrag ")[0] + "\r\n";
                        boolean isThere =
                                sdp.contains(line)
                                        && candidate.sdpMid().equals(Optional.of("0"))
                                        && candidate
                                                .usernameFragment()
                                                .equals(ice.localParameters().map(p -> p.ufrag()));
                        if (!isThere || ice.localCandidates().isEmpty()) {
                            faults.add(candidate.toString());
                        }
                        if (candidate.candidate().isEmpty()) {
                            ended.complete(null);
                        }
                    });
            pair.negotiate();
            ended.get(Connected.SECONDS, TimeUnit.SECONDS);
            assertEquals(List.of(), faults);
        }
    }

    @Test // the selected pair and the state change in one task, each told in its turn
    void changingPairAndStateSteps8To13() throws Exception {
        try (var pair = withAudio()) {
            listen(pair.a);
            pair.negotiate();
            List<String> all = states.until("connection's completed");
            assertEquals(
                    List.of(
                            "checking",
                            "connection's checking",
                            "pair true",
                            "connected",
                            "connection's connected"),
                    all.subList(0, 5));
            // A better pair may come in between.
            assertEquals(
                    List.of("completed", "connection's completed"),
                    all.subList(all.size() - 2, all.size()));
            assertTrue(
                    all.subList(5, all.size() - 2).stream().allMatch("pair true"::equals),
                    all.toString());
        }
    }

    @Test // getRemoteCandidates: no peer reflexive ones
    void remoteCandidatesAreThoseThatWereTold() throws Exception {
        try (WebRtc webRtc = WebRtc.builder().includeLoopback(true).build()) {
            RtcPeerConnection a = webRtc.newPeerConnection();
            RtcPeerConnection b = webRtc.newPeerConnection();
            a.addTransceiver(RtcMediaKind.AUDIO);
            listen(b);
            Connected.trickle(b, a); // one way: b learns of a by checks only
            Connected.negotiate(a, b);
            states.until("connected");
            assertEquals(List.of(), ice(b).remoteCandidates());
            assertTrue(ice(b).selectedCandidatePair().isPresent());
            assertTrue(ice(b).localCandidates().containsAll(ice(a).remoteCandidates()));
        }
    }

    @Test // RFC 8445, section 7.3.1.1: two that have offered
    void theRoleIsSetAnewByAConflict() throws Exception {
        try (var pair = withAudio()) {
            pair.b.addTransceiver(RtcMediaKind.AUDIO);
            listen(pair.a);
            String ofA = pair.a.createOffer().join().sdp();
            String ofB = pair.b.createOffer().join().sdp();
            pair.a.setLocalDescription(RtcSessionDescription.offer(ofA)).join();
            pair.b.setLocalDescription(RtcSessionDescription.offer(ofB)).join();
            String toA = ofB.replace("a=setup:actpass", "a=setup:active");
            String toB = ofA.replace("a=setup:actpass", "a=setup:passive");
            pair.a.setRemoteDescription(RtcSessionDescription.answer(toA)).join();
            pair.b.setRemoteDescription(RtcSessionDescription.answer(toB)).join();
            states.until("completed");
            pair.b.getStats().join(); // behind the task that makes its role known
            List<IceRole> roles =
                    List.of(ice(pair.a).role().orElseThrow(), ice(pair.b).role().orElseThrow());
            assertTrue(
                    roles.contains(IceRole.CONTROLLING) && roles.contains(IceRole.CONTROLLED),
                    roles.toString());
        }
    }

    @Test
    void anIceRestartKeepsTheTransportAndGathersAnew() throws Exception {
        try (var pair = withAudio()) {
            listen(pair.a);
            pair.negotiate();
            states.until("connection's completed");
            gathering.until("connection's complete");
            RtcIceTransport ice = ice(pair.a);
            var before = ice.localParameters();
            pair.a.restartIce();
            pair.negotiate();
            assertSame(ice, ice(pair.a));
            assertNotEquals(before, ice.localParameters());
            List<String> again = gathering.until("connection's complete");
            assertEquals(
                    List.of("gathering", "connection's gathering", "complete"),
                    again.subList(0, 3));
            assertTrue(!states.until("connection's completed").contains("new"));
            assertEquals(Optional.of(IceRole.CONTROLLING), ice.role());
        }
    }

    @Test // getSelectedCandidatePair: null in the state closed
    void closedHasNoPairAndNoEvent() throws Exception {
        try (var pair = withAudio()) {
            listen(pair.a);
            pair.negotiate();
            states.until("connection's completed");
            RtcIceTransport ice = ice(pair.a);
            states.rest(pair.a);
            pair.a.close();
            assertEquals(RtcIceTransportState.CLOSED, ice.state());
            assertEquals(Optional.empty(), ice.selectedCandidatePair());
            assertEquals(List.of(), states.rest(pair.a));
        }
    }
}
