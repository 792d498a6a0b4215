package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Chain an asynchronous operation (webrtc-pc, section 4.4.1.2), by its steps. */
@Timeout(60)
class OperationsChainStepsTest extends Unconnected {
    private void note(String name, CompletableFuture<?> result) {
        var unused = result.whenComplete((done, error) -> events.add(name));
    }

    @Test
    void step2RefusesEveryOperationOnceClosed() {
        pc.close();
        for (CompletableFuture<?> result :
                List.of(
                        pc.createOffer(),
                        pc.createAnswer(),
                        pc.setLocalDescription(),
                        pc.setRemoteDescription(RtcSessionDescription.offer("")),
                        pc.addIceCandidate())) {
            assertTrue(result.isDone());
            Events.assertFails(RtcErrorName.INVALID_STATE_ERROR, result);
        }
    }

    @Test
    void steps5And6RunOneOperationAfterTheOther() throws Exception {
        inCallback(
                () -> {
                    note("offer", pc.createOffer());
                    note("set", pc.setLocalDescription());
                    note("no answer", pc.createAnswer());
                    note("rolled back", pc.setLocalDescription(rollback()));
                    note("another", pc.createOffer());
                });
        assertEquals(
                List.of("offer", "set", "no answer", "rolled back", "another"),
                events.until("another"));
        assertEquals(RtcSignalingState.STABLE, pc.signalingState());
    }

    private static RtcSessionDescription rollback() {
        return new RtcSessionDescription(RtcSdpType.ROLLBACK, "");
    }

    @Test
    void steps7Dot2And7Dot3PassTheResultOn() {
        assertEquals(RtcSdpType.OFFER, pc.createOffer().join().type());
        Events.assertFails(RtcErrorName.INVALID_STATE_ERROR, pc.createAnswer());
    }

    @Test
    void step7Dot4Dot3RunsWhatFollowsAnOperationThatFailed() {
        CompletableFuture<?> wrong = pc.createAnswer();
        CompletableFuture<RtcSessionDescription> right = pc.createOffer();
        Events.assertFails(RtcErrorName.INVALID_STATE_ERROR, wrong);
        assertEquals(RtcSdpType.OFFER, right.join().type());
    }

    @Test
    void steps7Dot4Dot4To7Dot4Dot6AskForNegotiationWhenTheChainIsEmpty() throws Exception {
        pc.onNegotiationNeeded(() -> events.add("needed"));
        inCallback(
                () -> {
                    note("offer", pc.createOffer());
                    pc.addTransceiver(RtcMediaKind.AUDIO);
                    note("no answer", pc.createAnswer());
                });
        assertEquals(List.of("offer", "no answer", "needed"), events.until("needed"));
        pc.createOffer().join();
        pc.getStats().join();
        assertEquals(List.of(), events.rest(pc), "nobody asked again");
    }
}
