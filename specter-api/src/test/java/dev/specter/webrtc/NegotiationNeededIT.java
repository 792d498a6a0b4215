package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** When negotiationneeded fires, and how often (webrtc-pc, section 4.7). */
@Timeout(60)
class NegotiationNeededIT {
    private static final RtcSessionDescription ROLLBACK =
            new RtcSessionDescription(RtcSdpType.ROLLBACK, "");

    private final WebRtc webRtc = WebRtc.builder().build();
    private final RtcPeerConnection a = webRtc.newPeerConnection();
    private final RtcPeerConnection b = webRtc.newPeerConnection();
    private final AtomicInteger fired = new AtomicInteger();

    @AfterEach
    void close() {
        webRtc.close();
    }

    private void listen() {
        a.onNegotiationNeeded(fired::incrementAndGet);
    }

    /** Lets all that is queued run, on the loop and of callbacks: what is to fire has fired. */
    private int fired() {
        for (int i = 0; i < 10; i++) {
            a.getStats().join();
            var turn = new CompletableFuture<Void>();
            a.callbackExecutor().execute(() -> turn.complete(null));
            turn.join();
        }
        return fired.get();
    }

    private void answer() {
        b.setRemoteDescription(a.localDescription().orElseThrow()).join();
        b.setLocalDescription().join();
        a.setRemoteDescription(b.localDescription().orElseThrow()).join();
    }

    @Test
    void firesOnceHoweverMuchIsAddedAndAgainForWhatComesAfterTheExchange() {
        listen();
        a.createDataChannel("one");
        a.createDataChannel("two");
        a.addTransceiver(RtcMediaKind.AUDIO);
        a.addTransceiver(RtcMediaKind.VIDEO);
        assertEquals(1, fired());
        Connected.negotiate(a, b);
        assertEquals(1, fired());
        a.createDataChannel("three");
        assertEquals(1, fired());
        a.addTransceiver(RtcMediaKind.AUDIO);
        assertEquals(2, fired());
    }

    @Test
    void whatIsAddedWhileAnOfferIsUnderWayWaitsUntilItIsAnswered() {
        a.addTransceiver(RtcMediaKind.AUDIO);
        assertEquals(0, fired());
        a.setLocalDescription().join();
        listen();
        a.createDataChannel("late");
        assertEquals(0, fired());
        answer();
        assertEquals(RtcSignalingState.STABLE, a.signalingState());
        assertEquals(1, fired());
    }

    @Test
    void nothingFiresForWhatTheOfferHadAlready() {
        a.addTransceiver(RtcMediaKind.AUDIO);
        listen();
        fired();
        fired.set(0);
        a.setLocalDescription().join();
        answer();
        assertEquals(0, fired());
        a.setLocalDescription().join();
        a.setLocalDescription(ROLLBACK).join();
        assertEquals(0, fired(), "what is in force is what is wanted");
    }

    @Test
    void aRollbackNeedsWhatItTookBack() {
        listen();
        a.addTransceiver(RtcMediaKind.AUDIO);
        assertEquals(1, fired());
        a.setLocalDescription().join();
        a.setLocalDescription(ROLLBACK).join();
        assertEquals(2, fired());
    }

    @Test
    void directionsStreamsStopsAndTracksNeedNegotiationUnlessTheyAreTakenBack() {
        RtcRtpTransceiver one = a.addTransceiver(RtcMediaKind.AUDIO);
        Connected.negotiate(a, b);
        fired();
        listen();
        one.setDirection(RtcRtpTransceiverDirection.SENDRECV);
        assertEquals(0, fired(), "it is that already");
        one.setDirection(RtcRtpTransceiverDirection.INACTIVE);
        assertEquals(1, fired());
        Connected.negotiate(a, b);
        one.setDirection(RtcRtpTransceiverDirection.SENDONLY);
        assertEquals(2, fired());
        Connected.negotiate(a, b);
        one.sender().setStreams("other");
        assertEquals(3, fired());
        Connected.negotiate(a, b);
        one.sender().replaceTrack().join();
        assertEquals(3, fired(), "the peer need not know");
        one.stop();
        assertEquals(4, fired());
        Connected.negotiate(a, b);
        assertEquals(4, fired());
    }

    @Test // section 4.4.2, restartIce
    void anIceRestartIsNeededUntilTheCredentialsAreOthers() {
        listen();
        a.restartIce();
        assertEquals(0, fired(), "there is nothing to restart");
        a.addTransceiver(RtcMediaKind.AUDIO);
        Connected.negotiate(a, b);
        String before = ufrag();
        int known = fired();
        a.restartIce();
        a.restartIce();
        assertEquals(known + 1, fired());
        // An offer of the peer does not do it: its answer keeps our credentials.
        Connected.negotiate(b, a);
        assertEquals(before, ufrag());
        assertEquals(known + 2, fired());
        // Nor does an offer of ours that is taken back.
        a.setLocalDescription().join();
        a.setLocalDescription(ROLLBACK).join();
        assertEquals(before, ufrag());
        assertEquals(known + 3, fired());
        Connected.negotiate(a, b);
        assertEquals(known + 3, fired());
        assertEquals(false, before.equals(ufrag()));
        String after = ufrag();
        Connected.negotiate(a, b);
        assertEquals(after, ufrag(), "once is enough");
        a.close();
        a.restartIce();
        assertEquals(known + 3, fired());
    }

    private String ufrag() {
        return a.localDescription()
                .orElseThrow()
                .sdp()
                .lines()
                .filter(l -> l.startsWith("a=ice-ufrag:"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void firesOnlyWhenTheChainIsEmpty() {
        listen();
        var offer = a.createOffer();
        a.addTransceiver(RtcMediaKind.AUDIO);
        // Set before its turn comes: the exchange settles it.
        var set = offer.thenCompose(o -> a.setLocalDescription());
        set.join();
        assertEquals(RtcSignalingState.HAVE_LOCAL_OFFER, a.signalingState());
        int during = fired();
        answer();
        assertEquals(during, fired());
    }
}
