package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.Collections;
import java.util.List;

/** restartIce (webrtc-pc, section 4.4.2), by its steps; nothing is connected. */
@Timeout(60)
class RestartIceStepsTest extends Unconnected {
    private static List<String> ufrags(RtcSessionDescription description) {
        return description.sdp().lines().filter(l -> l.startsWith("a=ice-ufrag:")).toList();
    }

    private static boolean isRestart(RtcSessionDescription before, RtcSessionDescription after) {
        return Collections.disjoint(ufrags(before), ufrags(after));
    }

    private RtcSessionDescription negotiated() {
        negotiate();
        return pc.localDescription().orElseThrow();
    }

    @Test
    void step2ReplacesTheCredentialsOfWhatIsCurrent() {
        pc.addTransceiver(RtcMediaKind.AUDIO);
        RtcSessionDescription before = negotiated();
        assertFalse(isRestart(before, pc.createOffer().join()));
        pc.restartIce();
        assertTrue(isRestart(before, pc.createOffer().join()));
        RtcSessionDescription after = negotiated();
        assertTrue(isRestart(before, after));
        assertFalse(isRestart(after, pc.createOffer().join()), "it is done");
    }

    @Test
    void step2ReplacesTheCredentialsOfWhatIsPending() {
        pc.addTransceiver(RtcMediaKind.AUDIO);
        pc.setLocalDescription().join();
        RtcSessionDescription pending = pc.localDescription().orElseThrow();
        pc.restartIce();
        assertTrue(isRestart(pending, pc.createOffer().join()));
    }

    @Test
    void step3NeedsNegotiation() throws Exception {
        pc.addTransceiver(RtcMediaKind.AUDIO);
        negotiate();
        pc.getStats().join();
        pc.onNegotiationNeeded(() -> events.add("needed"));
        assertEquals(List.of(), events.rest(pc));
        pc.restartIce();
        pc.restartIce();
        assertEquals("needed", events.next());
        assertEquals(List.of(), events.rest(pc), "once");
    }

    @Test // there are no credentials yet
    void step3NeedsNothingBeforeTheFirstDescription() {
        pc.onNegotiationNeeded(() -> events.add("needed"));
        pc.restartIce();
        assertEquals(List.of(), events.rest(pc));
    }

    @Test // update the negotiation-needed flag, step 2.1
    void aClosedConnectionIgnoresIt() {
        pc.onNegotiationNeeded(() -> events.add("needed"));
        pc.close();
        pc.restartIce();
        assertEquals(List.of(), events.rest(pc));
    }
}
