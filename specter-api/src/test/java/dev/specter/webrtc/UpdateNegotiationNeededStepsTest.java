package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;

/** Update the negotiation-needed flag (webrtc-pc, section 4.7.3), by its steps. */
@Timeout(60)
class UpdateNegotiationNeededStepsTest extends Unconnected {
    UpdateNegotiationNeededStepsTest() {
        pc.onNegotiationNeeded(() -> events.add("needed"));
    }

    /** All that has happened once the operations before this, too, have left the chain. */
    private List<String> all() {
        pc.getStats().join();
        return events.rest(pc);
    }

    @Test
    void step1WaitsForTheOperationsUnderWay() throws Exception {
        inCallback(
                () -> {
                    var unused =
                            pc.createOffer().whenComplete((offer, error) -> events.add("offer"));
                    pc.addTransceiver(RtcMediaKind.AUDIO);
                });
        assertEquals(List.of("offer", "needed"), events.until("needed"));
    }

    @Test
    void step2FiresInATaskOfItsOwn() throws Exception {
        inCallback(
                () -> {
                    pc.addTransceiver(RtcMediaKind.AUDIO);
                    pc.addTransceiver(RtcMediaKind.VIDEO);
                    events.add("added");
                });
        assertEquals(List.of("added", "needed"), events.until("needed"));
        assertEquals(List.of(), all());
    }

    @Test
    void step2Dot1FiresNothingOnceClosed() {
        inCallback(
                () -> {
                    pc.addTransceiver(RtcMediaKind.AUDIO);
                    pc.close();
                });
        assertEquals(List.of(), all());
    }

    @Test
    void step2Dot2WaitsForAnOperationThatBeganBeforeTheTask() throws Exception {
        inCallback(
                () -> {
                    pc.addTransceiver(RtcMediaKind.AUDIO);
                    var unused =
                            pc.createOffer().whenComplete((offer, error) -> events.add("offer"));
                });
        assertEquals(List.of("offer", "needed"), events.until("needed"));
    }

    @Test
    void step2Dot3WaitsForStable() throws Exception {
        pc.setLocalDescription().join();
        pc.addTransceiver(RtcMediaKind.AUDIO);
        assertEquals(List.of(), all());
        pc.setLocalDescription(new RtcSessionDescription(RtcSdpType.ROLLBACK, "")).join();
        assertEquals("needed", events.next());
    }

    @Test
    void step2Dot4ForgetsWhatIsNotNeededAnyMore() {
        RtcRtpTransceiver audio = negotiated();
        audio.setDirection(RtcRtpTransceiverDirection.INACTIVE);
        assertEquals(List.of("needed"), all());
        audio.setDirection(RtcRtpTransceiverDirection.SENDRECV);
        assertEquals(List.of(), all());
        audio.setDirection(RtcRtpTransceiverDirection.INACTIVE);
        assertEquals(List.of("needed"), all());
    }

    @Test
    void step2Dot5FiresOnce() {
        negotiated();
        pc.addTransceiver(RtcMediaKind.VIDEO);
        assertEquals(List.of("needed"), all());
        pc.addTransceiver(RtcMediaKind.VIDEO);
        pc.createDataChannel("x");
        pc.restartIce();
        assertEquals(List.of(), all());
    }

    @Test
    void step2Dot7FiresAgainAfterTheExchange() {
        negotiated();
        for (int i = 0; i < 2; i++) {
            pc.addTransceiver(RtcMediaKind.VIDEO);
            assertEquals(List.of("needed"), all());
            negotiate();
            assertEquals(List.of(), all());
        }
    }

    private RtcRtpTransceiver negotiated() {
        RtcRtpTransceiver audio = pc.addTransceiver(RtcMediaKind.AUDIO);
        negotiate();
        all();
        return audio;
    }
}
