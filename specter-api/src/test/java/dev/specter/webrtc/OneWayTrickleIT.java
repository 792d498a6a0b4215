package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Calls whose candidates only one end hears of, and calls that carry nothing. */
@Timeout(60)
class OneWayTrickleIT {
    private static void awaitConnected(RtcPeerConnection connection) {
        var connected = new CompletableFuture<Void>();
        connection.onConnectionStateChange(
                s -> {
                    if (s == RtcPeerConnectionState.CONNECTED) {
                        connected.complete(null);
                    }
                });
        if (connection.connectionState() != RtcPeerConnectionState.CONNECTED) {
            connected.orTimeout(20, TimeUnit.SECONDS).join();
        }
    }

    private static void awaitGathered(RtcPeerConnection connection) throws InterruptedException {
        for (int i = 0;
                i < 2000 && connection.iceGatheringState() != RtcIceGatheringState.COMPLETE;
                i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertEquals(RtcIceGatheringState.COMPLETE, connection.iceGatheringState());
    }

    @ParameterizedTest // RFC 8445, section 7.3.1.3: the other end finds them by the checks
    @ValueSource(booleans = {true, false})
    void oneEndThatKnowsTheOthersCandidatesIsEnough(boolean callerTells) throws Exception {
        try (var webRtc = WebRtc.builder().includeLoopback(true).build()) {
            RtcPeerConnection a = webRtc.newPeerConnection();
            RtcPeerConnection b = webRtc.newPeerConnection();
            a.createDataChannel("data");
            Connected.negotiate(a, b);
            RtcPeerConnection tells = callerTells ? a : b;
            RtcPeerConnection hears = callerTells ? b : a;
            awaitGathered(tells);
            for (String line :
                    tells.localDescription()
                            .orElseThrow()
                            .sdp()
                            .lines()
                            .filter(l -> l.startsWith("a=candidate:"))
                            .toList()) {
                hears.addIceCandidate(
                                new RtcIceCandidateInit(
                                        line.substring(2),
                                        Optional.of("0"),
                                        OptionalInt.empty(),
                                        Optional.empty()))
                        .join();
            }
            awaitConnected(a);
            awaitConnected(b);
            RtcStatsReport report = tells.getStats().join();
            List<String> remote =
                    report.all(RtcStats.IceCandidate.class).stream()
                            .filter(c -> c.type().equals("remote-candidate"))
                            .map(c -> c.candidateType())
                            .distinct()
                            .toList();
            assertEquals(List.of("prflx"), remote);
        }
    }

    @Test
    void aCallThatIsOnlyToReceiveVideoConnects() {
        try (var pair = new Connected()) {
            pair.a.addTransceiver(
                    RtcMediaKind.VIDEO,
                    RtcRtpTransceiverInit.of(RtcRtpTransceiverDirection.RECVONLY));
            pair.negotiate();
            awaitConnected(pair.a);
            awaitConnected(pair.b);
            assertEquals(0, pair.tracksOfB.size());
        }
    }
}
