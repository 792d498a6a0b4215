package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Which descriptions are pending and current in each signaling state, which may be set, and in what
 * order the user hears of it (webrtc-pc, sections 4.4.1.5 and 4.4.2).
 */
@Timeout(60)
class SignalingStatesIT {
    private static final RtcSessionDescription ROLLBACK =
            new RtcSessionDescription(RtcSdpType.ROLLBACK, "");

    private final WebRtc webRtc = WebRtc.builder().build();
    private final RtcPeerConnection a = webRtc.newPeerConnection();
    private final RtcPeerConnection b = webRtc.newPeerConnection();
    private final Queue<RtcSignalingState> states = new ConcurrentLinkedQueue<>();

    SignalingStatesIT() {
        a.onSignalingStateChange(states::add);
    }

    @AfterEach
    void close() {
        webRtc.close();
    }

    private static void assertFails(RtcErrorName name, CompletableFuture<?> result) {
        var e = assertThrows(CompletionException.class, result::join);
        assertEquals(name, ((RtcException) e.getCause()).name(), e.getMessage());
    }

    private void assertStates(RtcSignalingState... expected) {
        assertEquals(List.of(expected), List.copyOf(states));
        assertEquals(expected[expected.length - 1], a.signalingState());
    }

    /** Descriptions gain candidates: the rest is as it was set. */
    private static void assertIs(RtcSessionDescription set, Optional<RtcSessionDescription> shown) {
        assertEquals(set.type(), shown.orElseThrow().type());
        assertEquals(withoutCandidates(set), withoutCandidates(shown.orElseThrow()));
    }

    private static List<String> withoutCandidates(RtcSessionDescription description) {
        return description
                .sdp()
                .lines()
                .filter(l -> !l.startsWith("a=candidate") && !l.startsWith("a=end-of-candidates"))
                .toList();
    }

    private static RtcSessionDescription as(RtcSdpType type, RtcSessionDescription description) {
        return new RtcSessionDescription(type, description.sdp());
    }

    private RtcSessionDescription answerTo(RtcSessionDescription offer) {
        b.setRemoteDescription(offer).join();
        return b.createAnswer().join();
    }

    @Test
    void aLocalOfferIsPendingUntilAnAnswerMakesItCurrent() {
        a.addTransceiver(RtcMediaKind.AUDIO);
        RtcSessionDescription first = a.createOffer().join();
        a.setLocalDescription(first).join();
        assertStates(RtcSignalingState.HAVE_LOCAL_OFFER);
        assertIs(first, a.localDescription());
        assertIs(first, a.pendingLocalDescription());
        assertEquals(Optional.empty(), a.currentLocalDescription());

        RtcSessionDescription answer = answerTo(first);
        a.setRemoteDescription(answer).join();
        assertStates(RtcSignalingState.HAVE_LOCAL_OFFER, RtcSignalingState.STABLE);
        assertIs(first, a.currentLocalDescription());
        assertIs(answer, a.currentRemoteDescription());
        assertIs(answer, a.remoteDescription());
        assertEquals(Optional.empty(), a.pendingLocalDescription());
        assertEquals(Optional.empty(), a.pendingRemoteDescription());

        a.createDataChannel("more");
        RtcSessionDescription second = a.createOffer().join();
        assertNotEquals(withoutCandidates(first), withoutCandidates(second));
        a.setLocalDescription(second).join();
        assertStates(
                RtcSignalingState.HAVE_LOCAL_OFFER,
                RtcSignalingState.STABLE,
                RtcSignalingState.HAVE_LOCAL_OFFER);
        assertIs(second, a.localDescription());
        assertIs(second, a.pendingLocalDescription());
        assertIs(first, a.currentLocalDescription());
    }

    @Test
    void anAnswererMayOfferNext() {
        b.createDataChannel("first");
        RtcSessionDescription offer = b.createOffer().join();
        a.setRemoteDescription(offer).join();
        assertStates(RtcSignalingState.HAVE_REMOTE_OFFER);
        assertIs(offer, a.remoteDescription());
        assertIs(offer, a.pendingRemoteDescription());
        assertEquals(Optional.empty(), a.currentRemoteDescription());
        RtcSessionDescription answer = a.createAnswer().join();
        a.setLocalDescription(answer).join();
        assertIs(answer, a.localDescription());
        assertIs(offer, a.currentRemoteDescription());
        assertEquals(Optional.empty(), a.pendingLocalDescription());
        assertEquals(Optional.empty(), a.pendingRemoteDescription());

        a.addTransceiver(RtcMediaKind.VIDEO);
        RtcSessionDescription next = a.createOffer().join();
        a.setLocalDescription(next).join();
        assertStates(
                RtcSignalingState.HAVE_REMOTE_OFFER,
                RtcSignalingState.STABLE,
                RtcSignalingState.HAVE_LOCAL_OFFER);
        assertIs(next, a.localDescription());
        assertIs(answer, a.currentLocalDescription());
    }

    @Test
    void provisionalAnswersArePendingAndMayBeRepeated() {
        b.addTransceiver(RtcMediaKind.VIDEO);
        RtcSessionDescription offer = b.createOffer().join();
        a.setRemoteDescription(offer).join();
        RtcSessionDescription answer = a.createAnswer().join();
        RtcSessionDescription provisional = as(RtcSdpType.PRANSWER, answer);
        a.setLocalDescription(provisional).join();
        assertIs(provisional, a.pendingLocalDescription());
        assertIs(offer, a.pendingRemoteDescription());
        assertEquals(Optional.empty(), a.currentLocalDescription());
        assertEquals(Optional.empty(), a.currentRemoteDescription());
        a.setLocalDescription(provisional).join();
        assertStates(RtcSignalingState.HAVE_REMOTE_OFFER, RtcSignalingState.HAVE_LOCAL_PRANSWER);
        a.setLocalDescription(answer).join();
        assertStates(
                RtcSignalingState.HAVE_REMOTE_OFFER,
                RtcSignalingState.HAVE_LOCAL_PRANSWER,
                RtcSignalingState.STABLE);
        assertIs(answer, a.currentLocalDescription());
        assertIs(offer, a.currentRemoteDescription());
        assertEquals(Optional.empty(), a.pendingLocalDescription());
    }

    @Test
    void provisionalAnswersOfThePeerMayBeRepeated() {
        a.addTransceiver(RtcMediaKind.VIDEO);
        RtcSessionDescription offer = a.createOffer().join();
        a.setLocalDescription(offer).join();
        RtcSessionDescription answer = answerTo(offer);
        RtcSessionDescription provisional = as(RtcSdpType.PRANSWER, answer);
        a.setRemoteDescription(provisional).join();
        a.setRemoteDescription(provisional).join();
        assertIs(provisional, a.pendingRemoteDescription());
        assertIs(offer, a.pendingLocalDescription());
        assertEquals(Optional.empty(), a.currentRemoteDescription());
        assertStates(RtcSignalingState.HAVE_LOCAL_OFFER, RtcSignalingState.HAVE_REMOTE_PRANSWER);
        a.setRemoteDescription(answer).join();
        assertIs(answer, a.currentRemoteDescription());
        assertIs(offer, a.currentLocalDescription());
        assertStates(
                RtcSignalingState.HAVE_LOCAL_OFFER,
                RtcSignalingState.HAVE_REMOTE_PRANSWER,
                RtcSignalingState.STABLE);
    }

    @Test
    void anEmptyTextStandsForWhatWasCreatedLast() {
        a.addTransceiver(RtcMediaKind.AUDIO);
        RtcSessionDescription offer = a.createOffer().join();
        a.setLocalDescription(RtcSessionDescription.offer("")).join();
        assertIs(offer, a.localDescription());
        RtcSessionDescription answer = answerTo(offer);
        b.setLocalDescription(RtcSessionDescription.answer("")).join();
        assertIs(answer, b.currentLocalDescription());
    }

    @Test
    void offersMayBeSetOneAfterTheOther() {
        a.addTransceiver(RtcMediaKind.AUDIO);
        RtcSessionDescription first = a.createOffer().join();
        a.setLocalDescription(first).join();
        a.addTransceiver(RtcMediaKind.VIDEO);
        RtcSessionDescription second = a.createOffer().join();
        a.setLocalDescription(second).join();
        a.setLocalDescription(second).join();
        assertStates(RtcSignalingState.HAVE_LOCAL_OFFER);
        assertIs(second, a.localDescription());
        assertEquals(Optional.empty(), a.currentLocalDescription());
        // The peer, too, may see both.
        b.setRemoteDescription(first).join();
        b.setRemoteDescription(second).join();
        b.setRemoteDescription(second).join();
        assertEquals(RtcSignalingState.HAVE_REMOTE_OFFER, b.signalingState());
        assertIs(second, b.pendingRemoteDescription());
        assertEquals(2, b.transceivers().size());
        a.setRemoteDescription(b.createAnswer().join()).join();
        assertEquals(RtcSignalingState.STABLE, a.signalingState());
    }

    @Test // setLocalDescription: the text is compared before the state is looked at
    void whatOthersMadeIsNoLocalDescription() {
        b.createDataChannel("data");
        RtcSessionDescription offer = b.createOffer().join();
        assertFails(RtcErrorName.INVALID_MODIFICATION_ERROR, a.setLocalDescription(offer));
        assertFails(
                RtcErrorName.INVALID_MODIFICATION_ERROR,
                a.setLocalDescription(as(RtcSdpType.ANSWER, offer)));
        a.setRemoteDescription(offer).join();
        a.createAnswer().join();
        RtcPeerConnection other = webRtc.newPeerConnection();
        other.setRemoteDescription(offer).join();
        RtcSessionDescription answer = other.createAnswer().join();
        assertFails(RtcErrorName.INVALID_MODIFICATION_ERROR, a.setLocalDescription(answer));
        assertFails(
                RtcErrorName.INVALID_MODIFICATION_ERROR,
                a.setLocalDescription(as(RtcSdpType.PRANSWER, answer)));
        assertStates(RtcSignalingState.HAVE_REMOTE_OFFER);
    }

    @Test
    void answersNeedAnOffer() {
        a.createDataChannel("data");
        RtcSessionDescription offer = a.createOffer().join();
        for (RtcSdpType type : List.of(RtcSdpType.ANSWER, RtcSdpType.PRANSWER)) {
            var empty = new RtcSessionDescription(type, "");
            assertFails(RtcErrorName.INVALID_STATE_ERROR, a.setLocalDescription(empty));
            assertFails(RtcErrorName.INVALID_STATE_ERROR, a.setRemoteDescription(as(type, offer)));
        }
        a.setLocalDescription(offer).join();
        assertFails(
                RtcErrorName.INVALID_STATE_ERROR,
                a.setLocalDescription(RtcSessionDescription.answer("")));
        RtcSessionDescription answer = answerTo(offer);
        assertFails(RtcErrorName.INVALID_STATE_ERROR, b.setRemoteDescription(answer));
        assertFails(RtcErrorName.INVALID_STATE_ERROR, a.createAnswer());
    }

    @Test
    void rollbackLeavesNothingPending() {
        assertFails(RtcErrorName.INVALID_STATE_ERROR, a.setLocalDescription(ROLLBACK));
        assertFails(RtcErrorName.INVALID_STATE_ERROR, a.setRemoteDescription(ROLLBACK));
        a.createDataChannel("data");
        a.setLocalDescription().join();
        a.setLocalDescription(new RtcSessionDescription(RtcSdpType.ROLLBACK, "!no SDP;")).join();
        assertStates(RtcSignalingState.HAVE_LOCAL_OFFER, RtcSignalingState.STABLE);
        assertEquals(Optional.empty(), a.localDescription());
        assertEquals(Optional.empty(), a.pendingLocalDescription());
        b.createDataChannel("data");
        a.setRemoteDescription(b.createOffer().join()).join();
        a.setRemoteDescription(new RtcSessionDescription(RtcSdpType.ROLLBACK, "!no SDP;")).join();
        assertEquals(Optional.empty(), a.remoteDescription());
        assertEquals(Optional.empty(), a.pendingRemoteDescription());
        a.setRemoteDescription(b.createOffer().join()).join();
        a.setLocalDescription().join();
        // It is answered: there is no way back.
        assertFails(RtcErrorName.INVALID_STATE_ERROR, a.setLocalDescription(ROLLBACK));
    }

    @Test
    void nothingChangesBeforeItsEventAndTheFutureComesLast() {
        var order = new ArrayList<String>();
        b.addTransceiver(
                RtcMediaKind.AUDIO, RtcRtpTransceiverInit.of(RtcRtpTransceiverDirection.SENDRECV));
        RtcSessionDescription offer = b.createOffer().join();
        a.onSignalingStateChange(
                s -> {
                    boolean isPending = a.pendingRemoteDescription().isPresent();
                    boolean isCurrent = a.currentRemoteDescription().isPresent();
                    order.add(s + (isPending && !isCurrent ? "" : " too early"));
                });
        a.onTrack(e -> order.add("track"));
        var before = new CompletableFuture<Void>();
        a.callbackExecutor()
                .execute(
                        () -> {
                            // Within a callback nothing moves until it has returned.
                            CompletableFuture<Void> result = a.setRemoteDescription(offer);
                            boolean untouched =
                                    a.signalingState() == RtcSignalingState.STABLE
                                            && a.pendingRemoteDescription().isEmpty()
                                            && a.transceivers().isEmpty();
                            var unused =
                                    result.whenComplete(
                                            (done, error) -> {
                                                order.add(untouched ? "done" : "too early");
                                                before.complete(null);
                                            });
                        });
        before.join();
        assertEquals(List.of("have-remote-offer", "track", "done"), order);
        assertEquals(1, a.transceivers().size());
    }

    @Test // section 4.4.2, setRemoteDescription: the rollback that is implied has its own task
    void anOfferThatMeetsOursPassesThroughStable() {
        a.addTransceiver(RtcMediaKind.AUDIO);
        a.setLocalDescription().join();
        b.addTransceiver(RtcMediaKind.AUDIO);
        RtcSessionDescription offer = b.createOffer().join();
        var seen = new ArrayList<String>();
        a.onSignalingStateChange(
                s ->
                        seen.add(
                                s
                                        + " local "
                                        + a.pendingLocalDescription().isPresent()
                                        + " remote "
                                        + a.pendingRemoteDescription().isPresent()));
        a.setRemoteDescription(offer).thenRun(() -> seen.add("done")).join();
        assertEquals(
                List.of(
                        "stable local false remote false",
                        "have-remote-offer local false remote true",
                        "done"),
                seen);
    }

    @Test
    void anOfferThatMeetsOursIsOneOperation() {
        a.createDataChannel("data");
        b.createDataChannel("data");
        RtcSessionDescription offer = b.createOffer().join();
        // Rolled back by hand, there is a moment without any description...
        a.setLocalDescription().join();
        var late = new CompletableFuture<CompletableFuture<Void>>();
        var registration =
                a.onSignalingStateChange(
                        s -> {
                            if (s == RtcSignalingState.STABLE) {
                                late.complete(a.addIceCandidate());
                            }
                        });
        a.setLocalDescription(ROLLBACK).join();
        assertFails(RtcErrorName.INVALID_STATE_ERROR, late.join());
        registration.close();
        // ...and by the offer itself none that a candidate could fall into.
        a.setLocalDescription().join();
        var during = new CompletableFuture<CompletableFuture<Void>>();
        a.onSignalingStateChange(
                s -> {
                    if (s == RtcSignalingState.STABLE) {
                        during.complete(a.addIceCandidate());
                    }
                });
        a.setRemoteDescription(offer).join();
        during.join().join();
        assertEquals(RtcSignalingState.HAVE_REMOTE_OFFER, a.signalingState());
    }

    @Test
    void anInvalidOfferThatMeetsOursDoesNotBringItBack() {
        a.createDataChannel("data");
        a.setLocalDescription().join();
        CompletableFuture<Void> result =
                a.setRemoteDescription(RtcSessionDescription.offer("no SDP"));
        var e = assertThrows(CompletionException.class, result::join);
        var cause = (RtcException) e.getCause();
        assertEquals(RtcErrorName.OPERATION_ERROR, cause.name());
        assertEquals(RtcErrorDetailType.SDP_SYNTAX_ERROR, cause.errorDetail().orElseThrow().type());
        assertStates(RtcSignalingState.HAVE_LOCAL_OFFER, RtcSignalingState.STABLE);
        assertEquals(Optional.empty(), a.pendingLocalDescription());
        assertEquals(Optional.empty(), a.pendingRemoteDescription());
    }

    @Test
    void createOfferSeesWhatIsAddedBeforeItsTurn() {
        var offer = a.createOffer();
        a.addTransceiver(RtcMediaKind.AUDIO);
        var later = a.createOffer();
        assertTrue(later.join().sdp().contains("m=audio"));
        assertFalse(offer.join().sdp().contains("m=video"));
        a.close();
        assertFails(RtcErrorName.INVALID_STATE_ERROR, a.createOffer());
        assertFails(RtcErrorName.INVALID_STATE_ERROR, a.createAnswer());
    }
}
