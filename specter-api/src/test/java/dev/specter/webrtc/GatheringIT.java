package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.ice.IceCandidateType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Gathering, its states, candidates and end (webrtc-pc, sections 4.3.2, 4.8.2, 4.8.3 and 5.6). */
@Timeout(60)
class GatheringIT {
    private static final long SECONDS = 20;

    /** What a connection tells of gathering, in order. */
    private static final class Told {
        final List<String> events = Collections.synchronizedList(new ArrayList<>());
        final List<RtcIceCandidate> candidates = Collections.synchronizedList(new ArrayList<>());
        final CompletableFuture<Void> end = new CompletableFuture<>();

        Told(RtcPeerConnection pc) {
            pc.onIceGatheringStateChange(
                    state -> {
                        assertEquals(state, pc.iceGatheringState());
                        events.add(state.toString());
                    });
            pc.onIceCandidate(
                    c -> {
                        candidates.add(c);
                        events.add(c.isEndOfCandidates() ? "end " + c.sdpMid().get() : "candidate");
                    });
            pc.onEndOfIceCandidates(
                    () -> {
                        events.add("end of all in " + pc.iceGatheringState());
                        end.complete(null);
                    });
        }

        void awaitEnd() {
            end.orTimeout(SECONDS, TimeUnit.SECONDS).join();
        }
    }

    @Test // section 5.6: states, the end of each generation, the end of all
    void candidatesComeWhileGatheringAndTheEndOfAllComesOnceAndLast() {
        try (WebRtc webRtc = WebRtc.builder().includeLoopback(true).build()) {
            RtcPeerConnection pc = webRtc.newPeerConnection();
            assertEquals(RtcIceGatheringState.NEW, pc.iceGatheringState());
            pc.addTransceiver(RtcMediaKind.AUDIO);
            pc.addTransceiver(RtcMediaKind.VIDEO);
            pc.createDataChannel("x");
            var told = new Told(pc);
            pc.createOffer().join();
            assertEquals(RtcIceGatheringState.NEW, pc.iceGatheringState());
            pc.setLocalDescription().join();
            told.awaitEnd();
            var events = new ArrayList<>(told.events);
            assertTrue(events.remove("candidate"));
            while (events.remove("candidate")) {}
            assertEquals("gathering", events.get(0));
            assertEquals(List.of("complete", "end of all in complete"), events.subList(4, 6));
            Collections.sort(events.subList(1, 4));
            assertEquals(List.of("end 0", "end 1", "end 2"), events.subList(1, 4));
            assertEquals(6, events.size());
            pc.createOffer().thenCompose(pc::setLocalDescription).join();
            assertEquals(RtcIceGatheringState.COMPLETE, pc.iceGatheringState());
        }
    }

    @Test // section 5.6: candidates are in the description when they are told
    void whatIsToldIsInTheDescription() {
        try (WebRtc webRtc = WebRtc.builder().includeLoopback(true).build()) {
            RtcPeerConnection pc = webRtc.newPeerConnection();
            pc.createDataChannel("x");
            var missing = Collections.synchronizedList(new ArrayList<String>());
            pc.onIceCandidate(
                    c -> {
                        String sdp = pc.localDescription().orElseThrow().sdp();
                        String line =
                                c.isEndOfCandidates()
                                        ? "a=end-of-candidates"
                                        : c.address().get() + " " + c.port().getAsInt();
                        if (!sdp.contains(line)) {
                            missing.add(line);
                        }
                    });
            var told = new Told(pc);
            pc.setLocalDescription().join();
            told.awaitEnd();
            assertEquals(List.of(), missing);
            String ufrag = told.candidates.get(0).usernameFragment().orElseThrow();
            assertTrue(pc.localDescription().get().sdp().contains("a=ice-ufrag:" + ufrag));
            for (RtcIceCandidate each : told.candidates) {
                assertEquals(Optional.of("0"), each.sdpMid());
                assertEquals(0, each.sdpMLineIndex().orElseThrow());
                assertEquals(Optional.of(ufrag), each.usernameFragment());
                assertEquals(Optional.empty(), each.url(), "host candidates");
            }
        }
    }

    @Test // section 4.2.5: where the m-sections that share a transport gather
    void theBundlePolicySaysWhereCandidatesAre() {
        for (RtcBundlePolicy policy : RtcBundlePolicy.values()) {
            try (WebRtc webRtc = WebRtc.builder().includeLoopback(true).build()) {
                RtcPeerConnection pc =
                        webRtc.newPeerConnection(
                                RtcConfiguration.builder().bundlePolicy(policy).build());
                pc.addTransceiver(RtcMediaKind.AUDIO);
                pc.addTransceiver(RtcMediaKind.AUDIO);
                pc.addTransceiver(RtcMediaKind.VIDEO);
                pc.createDataChannel("x");
                var told = new Told(pc);
                pc.setLocalDescription().join();
                told.awaitEnd();
                String[] sections = pc.localDescription().orElseThrow().sdp().split("\r\nm=");
                var with = new ArrayList<Boolean>();
                for (int i = 1; i < sections.length; i++) {
                    with.add(sections[i].contains("a=candidate:"));
                }
                List<Boolean> expected =
                        switch (policy) {
                            case BALANCED -> List.of(true, false, true, true);
                            case MAX_COMPAT -> List.of(true, true, true, true);
                            case MAX_BUNDLE -> List.of(true, false, false, false);
                        };
                assertEquals(expected, with, policy.toString());
            }
        }
    }

    @Test // section 4.3.4: an ICE restart gathers again
    void aRestartGathersAgain() {
        try (var pair = new Connected()) {
            pair.a.createDataChannel("x");
            var first = new Told(pair.a);
            pair.negotiate();
            first.awaitEnd();
            var second = new Told(pair.a);
            pair.a.restartIce();
            pair.negotiate();
            second.awaitEnd();
            assertEquals("gathering", second.events.get(0));
            assertEquals(
                    List.of("end 0", "complete", "end of all in complete"),
                    second.events.subList(second.events.size() - 3, second.events.size()));
        }
    }

    @Test // sections 4.8.1 and 4.8.2; webrtc-stats, RTCIceCandidateStats
    void candidatesOfServersNameThem() throws Exception {
        try (var server = new LoopbackServer();
                WebRtc webRtc = WebRtc.builder().includeLoopback(true).build()) {
            var turn = new RtcIceServer(List.of(server.turnUrl()), "user", "password");
            RtcPeerConnection pc =
                    webRtc.newPeerConnection(
                            RtcConfiguration.builder()
                                    .iceServer(server.stunUrl())
                                    .iceServer(turn)
                                    .build());
            pc.createDataChannel("x");
            var told = new Told(pc);
            pc.setLocalDescription().join();
            told.awaitEnd();
            RtcIceCandidate relayed = first(told, IceCandidateType.RELAY);
            assertEquals(Optional.of(LoopbackServer.RELAYED), relayed.address());
            assertEquals(Optional.of(server.turnUrl()), relayed.url());
            assertEquals(Optional.of(RtcIceServerTransportProtocol.UDP), relayed.relayProtocol());
            RtcIceCandidate reflexive = first(told, IceCandidateType.SRFLX);
            assertEquals(Optional.of(LoopbackServer.MAPPED), reflexive.address());
            assertTrue(List.of(server.stunUrl(), server.turnUrl()).contains(reflexive.url().get()));
            assertEquals(Optional.empty(), reflexive.relayProtocol());
            for (RtcIceCandidate each : List.of(relayed, reflexive)) {
                RtcStats.IceCandidate stats =
                        pc.getStats().join().all(RtcStats.IceCandidate.class).stream()
                                .filter(s -> s.address().equals(each.address().get()))
                                .findFirst()
                                .orElseThrow();
                assertEquals(each.url(), stats.url());
                assertEquals(each.relayProtocol().map(Enum::toString), stats.relayProtocol());
                assertEquals(each.type().get().toString(), stats.candidateType());
            }
        }
    }

    private static RtcIceCandidate first(Told told, IceCandidateType type) {
        return told.candidates.stream()
                .filter(c -> c.type().equals(Optional.of(type)))
                .findFirst()
                .orElseThrow();
    }

    @Test // section 4.8.3
    void aServerThatCannotBeReachedIsTold() {
        try (WebRtc webRtc = WebRtc.builder().includeLoopback(true).build()) {
            var turn = new RtcIceServer(List.of("turn:127.0.0.1:1"), "user", "password");
            RtcPeerConnection pc =
                    webRtc.newPeerConnection(RtcConfiguration.builder().iceServer(turn).build());
            var error = new CompletableFuture<RtcIceCandidateError>();
            pc.onIceCandidateError(error::complete);
            pc.createDataChannel("x");
            pc.setLocalDescription().join();
            RtcIceCandidateError told = error.orTimeout(SECONDS, TimeUnit.SECONDS).join();
            assertTrue(told.errorCode() >= 300 && told.errorCode() <= 799, told.toString());
            assertEquals("turn:127.0.0.1:1?transport=udp", told.url());
            assertTrue(!told.errorText().isEmpty(), told.toString());
        }
    }
}
