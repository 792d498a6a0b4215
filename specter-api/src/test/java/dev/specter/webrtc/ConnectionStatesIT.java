package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The states of a connection while it is set up and closed (webrtc-pc, sections 4.3.3, 4.3.4). */
@Timeout(60)
class ConnectionStatesIT {
    /** Both states of one end, with those of its transports, as they change. */
    private static Events watch(RtcPeerConnection pc) {
        var events = new Events();
        pc.onIceConnectionStateChange(
                state -> {
                    assertEquals(state, pc.iceConnectionState());
                    events.add("ice " + state + " " + iceStates(pc));
                });
        pc.onConnectionStateChange(
                state -> {
                    assertEquals(state, pc.connectionState());
                    events.add(state);
                });
        return events;
    }

    private static List<RtcIceTransportState> iceStates(RtcPeerConnection pc) {
        return transports(pc).stream().map(t -> t.iceTransport().state()).toList();
    }

    private static List<RtcDtlsTransport> transports(RtcPeerConnection pc) {
        return pc.transceivers().isEmpty()
                ? pc.sctp().map(RtcSctpTransport::transport).stream().toList()
                : pc.transceivers().stream()
                        .flatMap(t -> t.sender().transport().stream())
                        .distinct()
                        .toList();
    }

    private static void awaitConnected(RtcPeerConnection pc) {
        var connected = new CompletableFuture<Void>();
        pc.onConnectionStateChange(
                state -> {
                    if (state == RtcPeerConnectionState.CONNECTED) {
                        connected.complete(null);
                    }
                });
        if (pc.connectionState() != RtcPeerConnectionState.CONNECTED) {
            connected.orTimeout(Connected.SECONDS, TimeUnit.SECONDS).join();
        }
    }

    @Test
    void bothEndsPassThroughEachStateOnce() throws Exception {
        try (var pair = new Connected()) {
            pair.a.createDataChannel("x");
            Events[] both = {watch(pair.a), watch(pair.b)};
            pair.negotiate();
            for (Events end : both) {
                List<String> all = end.until("connected");
                assertEquals(1, all.stream().filter(e -> e.equals("connecting")).count(), "" + all);
                List<String> ice = all.stream().filter(e -> e.startsWith("ice")).toList();
                assertEquals("ice checking [checking]", ice.get(0));
                assertTrue(
                        ice.get(1).equals("ice connected [connected]")
                                || ice.get(1).equals("ice completed [completed]"),
                        "" + ice);
            }
            for (RtcPeerConnection end : List.of(pair.a, pair.b)) {
                RtcDtlsTransport dtls = end.sctp().orElseThrow().transport();
                assertEquals(RtcDtlsTransportState.CONNECTED, dtls.state());
            }
        }
    }

    @Test
    void nothingBeginsWithoutCandidatesOfThePeer() {
        try (WebRtc webRtc = WebRtc.builder().includeLoopback(true).build()) {
            RtcPeerConnection a = webRtc.newPeerConnection();
            RtcPeerConnection b = webRtc.newPeerConnection();
            a.addTransceiver(RtcMediaKind.AUDIO);
            Events[] both = {watch(a), watch(b)};
            var gathered = new CompletableFuture<Void>();
            a.onEndOfIceCandidates(() -> gathered.complete(null));
            Connected.negotiate(a, b);
            gathered.orTimeout(Connected.SECONDS, TimeUnit.SECONDS).join();
            assertEquals(List.of(), both[0].rest(a));
            assertEquals(List.of(), both[1].rest(b));
            for (RtcPeerConnection end : List.of(a, b)) {
                assertEquals(RtcIceConnectionState.NEW, end.iceConnectionState());
                assertEquals(RtcPeerConnectionState.NEW, end.connectionState());
                RtcDtlsTransport dtls = transports(end).get(0);
                assertEquals(RtcDtlsTransportState.NEW, dtls.state());
                assertEquals(List.of(), dtls.iceTransport().remoteCandidates());
                assertTrue(dtls.iceTransport().selectedCandidatePair().isEmpty());
                assertEquals(List.of(), dtls.remoteCertificates());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void afterTheAnswerTheTransportsThereAreDecide(RtcBundlePolicy policy) throws Exception {
        try (WebRtc webRtc = WebRtc.builder().includeLoopback(true).build()) {
            RtcPeerConnection a =
                    webRtc.newPeerConnection(
                            RtcConfiguration.builder().bundlePolicy(policy).build());
            RtcPeerConnection b = webRtc.newPeerConnection();
            Connected.trickle(a, b);
            Connected.trickle(b, a);
            a.addTransceiver(RtcMediaKind.AUDIO);
            a.addTransceiver(RtcMediaKind.VIDEO);
            a.createDataChannel("x");
            Connected.negotiate(a, b);
            awaitConnected(a);
            assertEquals(1, transports(a).size(), "all in one bundle");
            Connected.await( // the last: it cannot change between the two looks
                    () -> a.iceConnectionState() == RtcIceConnectionState.COMPLETED, "completed");
            assertEquals(List.of(RtcIceTransportState.COMPLETED), iceStates(a));
        }
    }

    @Test
    void aCallWithoutTracksConnects() {
        try (var pair = new Connected()) {
            pair.a
                    .addTransceiver(RtcMediaKind.VIDEO)
                    .setDirection(RtcRtpTransceiverDirection.RECVONLY);
            pair.negotiate();
            awaitConnected(pair.a);
            awaitConnected(pair.b);
            assertTrue(pair.tracksOfB.isEmpty());
        }
    }

    @Test // section 4.4.2, close: no event
    void closingTellsItsOwnEndNothing() throws Exception {
        try (var pair = new Connected()) {
            pair.openChannel(RtcDataChannelInit.defaults());
            // Nothing more comes by itself.
            Connected.await(
                    () ->
                            pair.a.iceConnectionState() == RtcIceConnectionState.COMPLETED
                                    && pair.a.connectionState() == RtcPeerConnectionState.CONNECTED
                                    && pair.a.iceGatheringState() == RtcIceGatheringState.COMPLETE,
                    "all states are final");
            pair.a.getStats().join(); // and their events have fired
            Events events = watch(pair.a);
            pair.a.onSignalingStateChange(events::add);
            pair.a.onIceGatheringStateChange(events::add);
            RtcDtlsTransport dtls = transports(pair.a).get(0);
            dtls.onStateChange(events::add);
            dtls.iceTransport().onStateChange(events::add);
            pair.a.sctp().orElseThrow().onStateChange(events::add);
            pair.a.close();
            assertEquals(RtcSignalingState.CLOSED, pair.a.signalingState());
            assertEquals(RtcIceConnectionState.CLOSED, pair.a.iceConnectionState());
            assertEquals(RtcPeerConnectionState.CLOSED, pair.a.connectionState());
            assertEquals(List.of(), events.rest(pair.a));
        }
    }
}
