package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.Collections;
import java.util.List;

/** restartIce (webrtc-pc, section 4.4.2), by its steps; nothing is connected. */
@Timeout(60)
class RestartIceStepsTest {
    private final WebRtc webRtc = WebRtc.builder().networkFilter(address -> false).build();
    private final RtcPeerConnection a = webRtc.newPeerConnection();
    private final RtcPeerConnection b = webRtc.newPeerConnection();
    private final Events events = new Events();

    @AfterEach
    void close() {
        webRtc.close();
    }

    private static List<String> ufrags(RtcSessionDescription description) {
        return description.sdp().lines().filter(l -> l.startsWith("a=ice-ufrag:")).toList();
    }

    private static boolean isRestart(RtcSessionDescription before, RtcSessionDescription after) {
        return Collections.disjoint(ufrags(before), ufrags(after));
    }

    private RtcSessionDescription negotiate() {
        a.setLocalDescription().join();
        b.setRemoteDescription(a.localDescription().orElseThrow()).join();
        b.setLocalDescription().join();
        a.setRemoteDescription(b.localDescription().orElseThrow()).join();
        return a.localDescription().orElseThrow();
    }

    @Test
    void step2ReplacesTheCredentialsOfWhatIsCurrent() {
        a.addTransceiver(RtcMediaKind.AUDIO);
        RtcSessionDescription before = negotiate();
        assertFalse(isRestart(before, a.createOffer().join()));
        a.restartIce();
        assertTrue(isRestart(before, a.createOffer().join()));
        RtcSessionDescription after = negotiate();
        assertTrue(isRestart(before, after));
        assertFalse(isRestart(after, a.createOffer().join()), "it is done");
    }

    @Test
    void step2ReplacesTheCredentialsOfWhatIsPending() {
        a.addTransceiver(RtcMediaKind.AUDIO);
        a.setLocalDescription().join();
        RtcSessionDescription pending = a.localDescription().orElseThrow();
        a.restartIce();
        assertTrue(isRestart(pending, a.createOffer().join()));
    }

    @Test
    void step3NeedsNegotiation() throws Exception {
        a.addTransceiver(RtcMediaKind.AUDIO);
        negotiate();
        a.getStats().join();
        a.onNegotiationNeeded(() -> events.add("needed"));
        assertEquals(List.of(), events.rest(a));
        a.restartIce();
        a.restartIce();
        assertEquals("needed", events.next());
        assertEquals(List.of(), events.rest(a), "once");
    }

    @Test // there are no credentials yet
    void step3NeedsNothingBeforeTheFirstDescription() {
        a.onNegotiationNeeded(() -> events.add("needed"));
        a.restartIce();
        assertEquals(List.of(), events.rest(a));
    }

    @Test // update the negotiation-needed flag, step 2.1
    void aClosedConnectionIgnoresIt() {
        a.onNegotiationNeeded(() -> events.add("needed"));
        a.close();
        a.restartIce();
        assertEquals(List.of(), events.rest(a));
    }
}
