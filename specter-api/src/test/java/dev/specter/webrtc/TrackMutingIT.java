package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Mute and unmute of a track that is being sent, as descriptions come and go (webrtc-pc, 5.1.1).
 */
@Timeout(60)
class TrackMutingIT {
    private static final RtcSessionDescription ROLLBACK =
            new RtcSessionDescription(RtcSdpType.ROLLBACK, "");

    private final Connected pair = new Connected();
    private final RtcSampleTrack sent =
            RtcSampleTrack.create(RtcRtpCodecCapability.of("audio/opus"), "a", "s");
    private final AtomicInteger mutes = new AtomicInteger();
    private final AtomicInteger unmutes = new AtomicInteger();
    private RtcRtpTransceiver sending;
    private RtcRtpTransceiver receiving;
    private RtcRemoteTrack track;

    @BeforeEach
    void connect() throws Exception {
        pair.a.addTrack(sent);
        pair.negotiate();
        sending = pair.a.transceivers().get(0);
        receiving = pair.b.transceivers().get(0);
        track = receiving.receiver().track();
        track.onMute(mutes::incrementAndGet);
        track.onUnmute(unmutes::incrementAndGet);
        assertTrue(track.muted());
        playUntil(() -> unmutes.get() == 1);
        assertFalse(track.muted());
    }

    @AfterEach
    void close() {
        pair.close();
    }

    private void playUntil(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 2000 && !condition.getAsBoolean(); i++) {
            sent.writeSample(MediaSample.of(ByteBuffer.allocate(40), Duration.ofMillis(20)));
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertTrue(condition.getAsBoolean(), "in time");
    }

    private void playAWhile() throws InterruptedException {
        int[] turns = {30};
        playUntil(() -> turns[0]-- <= 0);
    }

    @Test
    void whatTheSenderEndsIsMutedAndWhatItBeginsAgainUnmuted() throws Exception {
        sending.setDirection(RtcRtpTransceiverDirection.INACTIVE);
        RtcSessionDescription offer = pair.a.createOffer().join();
        pair.a.setLocalDescription(offer).join();
        pair.b.setRemoteDescription(offer).join();
        assertEquals(1, mutes.get());
        assertTrue(track.muted());
        pair.b.setLocalDescription().join();
        pair.a.setRemoteDescription(pair.b.localDescription().orElseThrow()).join();
        playAWhile();
        assertTrue(track.muted());
        sending.setDirection(RtcRtpTransceiverDirection.SENDRECV);
        pair.negotiate();
        playUntil(() -> unmutes.get() == 2);
        playAWhile();
        assertEquals(1, mutes.get());
        assertEquals(2, unmutes.get());
    }

    @Test // section 5.4: an RTCP BYE; nothing is negotiated
    void stopSendingAndReceivingStep3SaysGoodbye() throws Exception {
        sending.stop();
        playUntil(() -> mutes.get() == 1);
        assertTrue(track.muted());
    }

    @Test // section 5.4: nothing is negotiated
    void stopSendingAndReceivingStep4ReceivesNothingMore() throws Exception {
        var packets = new AtomicInteger();
        track.onRtp(packet -> packets.incrementAndGet());
        playUntil(() -> packets.get() > 0);
        receiving.stop();
        pair.b.getStats().join();
        int before = packets.get();
        playAWhile();
        assertEquals(before, packets.get());
    }

    @Test
    void whatTheReceiverRefusesIsMutedWithTheAnswer() throws Exception {
        receiving.setDirection(RtcRtpTransceiverDirection.INACTIVE);
        Connected.negotiate(pair.b, pair.a);
        assertTrue(track.muted());
        assertEquals(1, mutes.get());
        receiving.setDirection(RtcRtpTransceiverDirection.RECVONLY);
        Connected.negotiate(pair.b, pair.a);
        playUntil(() -> unmutes.get() == 2);
    }

    @Test
    void anOfferToSendNoMoreThatIsTakenBackUnmutes() throws Exception {
        sending.setDirection(RtcRtpTransceiverDirection.INACTIVE);
        pair.a.setLocalDescription().join();
        pair.b.setRemoteDescription(pair.a.localDescription().orElseThrow()).join();
        assertTrue(track.muted());
        pair.b.setRemoteDescription(ROLLBACK).join();
        assertEquals(
                RtcRtpTransceiverDirection.RECVONLY, receiving.currentDirection().orElseThrow());
        playUntil(() -> unmutes.get() == 2);
    }

    @Test
    void anOfferToReceiveNoMoreThatIsTakenBackLetsPacketsIn() throws Exception {
        sending.sender().replaceTrack().join();
        sending.setDirection(RtcRtpTransceiverDirection.INACTIVE);
        pair.negotiate();
        sending.setDirection(RtcRtpTransceiverDirection.SENDRECV);
        pair.negotiate();
        assertTrue(track.muted());
        receiving.setDirection(RtcRtpTransceiverDirection.INACTIVE);
        pair.b.setLocalDescription().join();
        pair.b.setLocalDescription(ROLLBACK).join();
        sending.sender().replaceTrack(sent).join();
        playUntil(() -> unmutes.get() == 2);
    }

    @Test // RFC 8834: sources need not be announced
    void packetsArriveWhoseSourceNobodyAnnounced() throws Exception {
        try (var other = new Connected()) {
            var another = RtcSampleTrack.create(RtcRtpCodecCapability.of("audio/opus"), "b", "t");
            other.a.addTrack(another);
            RtcSessionDescription offer = other.a.createOffer().join();
            other.a.setLocalDescription(offer).join();
            String plain = offer.sdp().replaceAll("a=(ssrc|msid-semantic|ssrc-group):.*\r\n", "");
            other.b.setRemoteDescription(RtcSessionDescription.offer(plain)).join();
            other.b.setLocalDescription().join();
            other.a.setRemoteDescription(other.b.localDescription().orElseThrow()).join();
            RtcRemoteTrack heard = other.tracksOfB.poll(20, TimeUnit.SECONDS).track();
            for (int i = 0; i < 2000 && heard.muted(); i++) {
                another.writeSample(MediaSample.of(ByteBuffer.allocate(40), Duration.ofMillis(20)));
                TimeUnit.MILLISECONDS.sleep(10);
            }
            assertFalse(heard.muted());
        }
    }
}
