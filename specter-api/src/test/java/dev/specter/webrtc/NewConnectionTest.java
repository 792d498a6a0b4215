package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A connection that has just been made, and one that is closed then (webrtc-pc, section 4.4). */
@Timeout(60)
class NewConnectionTest {
    private final WebRtc webRtc = WebRtc.builder().build();
    private final RtcPeerConnection pc = webRtc.newPeerConnection();

    @AfterEach
    void close() {
        webRtc.close();
    }

    @Test // section 4.4.1.1
    void startsWithNothing() {
        for (Optional<?> none :
                List.of(
                        pc.localDescription(),
                        pc.currentLocalDescription(),
                        pc.pendingLocalDescription(),
                        pc.remoteDescription(),
                        pc.currentRemoteDescription(),
                        pc.pendingRemoteDescription(),
                        pc.canTrickleIceCandidates(),
                        pc.sctp())) {
            assertEquals(Optional.empty(), none);
        }
        assertEquals("stable", pc.signalingState().toString());
        assertEquals("new", pc.iceGatheringState().toString());
        assertEquals("new", pc.iceConnectionState().toString());
        assertEquals("new", pc.connectionState().toString());
        assertEquals(List.of(), pc.transceivers());
        assertEquals(List.of(), pc.senders());
        assertEquals(List.of(), pc.receivers());
    }

    @Test // section 4.2.1
    void theConfigurationHasItsDefaults() {
        RtcConfiguration configuration = pc.configuration();
        assertEquals(List.of(), configuration.iceServers());
        assertEquals(List.of(), configuration.certificates());
        assertEquals("all", configuration.iceTransportPolicy().toString());
        assertEquals("balanced", configuration.bundlePolicy().toString());
        assertEquals("require", configuration.rtcpMuxPolicy().toString());
        assertEquals(0, configuration.iceCandidatePoolSize());
    }

    @Test // section 4.4.1.6: all of it or nothing
    void aConfigurationThatIsWrongInPartChangesNothing() {
        RtcConfiguration wrong =
                RtcConfiguration.builder()
                        .iceTransportPolicy(RtcIceTransportPolicy.RELAY)
                        .iceCandidatePoolSize(3)
                        .iceServer("stun:")
                        .build();
        Events.assertThrowsError(RtcErrorName.SYNTAX_ERROR, () -> pc.setConfiguration(wrong));
        assertEquals(RtcConfiguration.defaults(), pc.configuration());
    }

    @Test // section 4.4.1.6: what may change, changes there and back
    void policiesAndServersChange() {
        RtcConfiguration other =
                RtcConfiguration.builder()
                        .iceTransportPolicy(RtcIceTransportPolicy.RELAY)
                        .iceCandidatePoolSize(255)
                        .iceServer(RtcIceServer.of("stun:a.example.org", "stun:b.example.org"))
                        .build();
        pc.setConfiguration(other);
        assertEquals(other, pc.configuration());
        pc.setConfiguration(RtcConfiguration.defaults());
        assertEquals(RtcConfiguration.defaults(), pc.configuration());
    }

    @Test // section 8.2: there is an object for the connection at once
    void hasStatistics() {
        RtcStatsReport report = pc.getStats().join();
        assertEquals(1, report.all(RtcStats.PeerConnection.class).size());
        assertEquals(List.of(), report.all(RtcStats.Transport.class));
    }

    @Test // webrtc-stats, RTCMediaSourceStats: it lives as long as the track is attached
    void aTrackHasItsSourceInStatisticsBeforeItIsNegotiated() {
        var track = RtcSampleTrack.create(RtcRtpCodecCapability.of("audio/opus"), "voice", "s");
        pc.addTrack(track);
        List<RtcStats.MediaSource> sources = pc.getStats().join().all(RtcStats.MediaSource.class);
        assertEquals(1, sources.size());
        assertEquals("voice", sources.get(0).trackIdentifier());
        assertEquals("audio", sources.get(0).kind());
    }

    @Test // section 4.4.2, close, step 6: at once
    void closingClosesEveryChannel() {
        var channels = new ArrayList<RtcDataChannel>();
        for (int i = 0; i < 24; i++) {
            var init = RtcDataChannelInit.builder();
            channels.add(
                    pc.createDataChannel(
                            "channel " + i, (i % 2 == 0 ? init.negotiated(i) : init).build()));
        }
        channels.forEach(c -> assertNotEquals(RtcDataChannelState.CLOSED, c.readyState()));
        pc.close();
        channels.forEach(c -> assertEquals(RtcDataChannelState.CLOSED, c.readyState()));
    }

    @Test
    void closingClosesEachState() {
        pc.close();
        pc.close();
        assertEquals("closed", pc.signalingState().toString());
        assertEquals("closed", pc.iceConnectionState().toString());
        assertEquals("closed", pc.connectionState().toString());
        assertTrue(pc.getStats().join().all(RtcStats.PeerConnection.class).size() == 1);
        Events.assertFails(RtcErrorName.INVALID_STATE_ERROR, pc.createOffer());
        Events.assertFails(RtcErrorName.INVALID_STATE_ERROR, pc.setLocalDescription());
        Events.assertFails(RtcErrorName.INVALID_STATE_ERROR, pc.addIceCandidate());
        Events.assertThrowsError(RtcErrorName.INVALID_STATE_ERROR, () -> pc.createDataChannel("x"));
        Events.assertThrowsError(
                RtcErrorName.INVALID_STATE_ERROR, () -> pc.addTransceiver(RtcMediaKind.AUDIO));
        Events.assertThrowsError(
                RtcErrorName.INVALID_STATE_ERROR,
                () -> pc.setConfiguration(RtcConfiguration.defaults()));
    }
}
