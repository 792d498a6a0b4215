package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.specter.rtp.RtpPacket;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** replaceTrack (webrtc-pc, section 5.2), by its steps, at a sender that sends. */
@Timeout(60)
class ReplaceTrackStepsIT {
    private final Connected pair = new Connected();
    private final RtcSampleTrack first = track("audio/opus", "first");
    private final RtcSampleTrack second = track("audio/opus", "second");
    private final RtcRtpSender sender = pair.a.addTrack(first, "stream");
    private final BlockingQueue<RtpPacket> packets = new LinkedBlockingQueue<>();
    private final Events events = new Events();
    private RtcDataChannel[] channel;

    private static RtcSampleTrack track(String mimeType, String id) {
        return RtcSampleTrack.create(RtcRtpCodecCapability.of(mimeType), id, "stream");
    }

    @BeforeEach
    void connect() throws InterruptedException {
        channel = pair.openChannel(RtcDataChannelInit.defaults());
        pair.tracksOfB.poll(Connected.SECONDS, TimeUnit.SECONDS).track().onRtp(packets::add);
        events.rest(pair.a);
        pair.a.onNegotiationNeeded(() -> events.add("negotiation needed"));
    }

    @AfterEach
    void close() {
        pair.close();
    }

    /** Sends one packet with that content, if the track is in use. */
    private static void write(RtcSampleTrack track, int content) {
        track.writeSample(
                MediaSample.of(
                        ByteBuffer.wrap(new byte[] {(byte) content}), Duration.ofMillis(20)));
    }

    private RtpPacket received() throws InterruptedException {
        return packets.poll(Connected.SECONDS, TimeUnit.SECONDS);
    }

    private static int content(RtpPacket packet) {
        return packet.payload().get(packet.payload().position());
    }

    @Test
    void step5RefusesTheOtherKindAtOnce() {
        Events.assertFails(RtcErrorName.TYPE_ERROR, sender.replaceTrack(track("video/VP8", "v")));
        assertEquals(Optional.of(first), sender.track());
    }

    @Test
    void step6WaitsForItsTurnInTheOperationsChain() throws Exception {
        var order = new Events();
        var unusedOffer = pair.a.createOffer().thenRun(() -> order.add("offer"));
        var unusedFirst = sender.replaceTrack(second).thenRun(() -> order.add("second"));
        var unusedSecond = sender.replaceTrack().thenRun(() -> order.add("none"));
        var unusedAnswer = pair.a.createOffer().thenRun(() -> order.add("offer again"));
        assertEquals(List.of("offer", "second", "none"), order.until("none"));
        assertEquals("offer again", order.next());
        assertEquals(Optional.empty(), sender.track());
    }

    /** Calls it in a callback: what it chains comes after all that it does. */
    private <T> T inCallback(Supplier<T> call) {
        var result = new CompletableFuture<T>();
        channel[0].onMessage(message -> result.complete(call.get()));
        channel[1].send("now");
        return result.orTimeout(Connected.SECONDS, TimeUnit.SECONDS).join();
    }

    @Test
    void step6Dot1RefusesATransceiverThatStopsMeanwhile() {
        CompletableFuture<Void> replaced =
                inCallback(
                        () -> {
                            CompletableFuture<Void> chained = sender.replaceTrack(second);
                            pair.a.transceivers().get(0).stop();
                            return chained;
                        });
        Events.assertFails(RtcErrorName.INVALID_STATE_ERROR, replaced);
        assertEquals(Optional.of(first), sender.track());
    }

    @Test
    void step6Dot4Dot1StopsSendingWithoutATrack() throws Exception {
        write(first, 1);
        assertEquals(1, content(received()));
        sender.replaceTrack().join();
        write(first, 2);
        sender.replaceTrack(first).join();
        write(first, 3);
        RtpPacket next = received();
        assertEquals(3, content(next), "nothing was sent in between");
        assertEquals(sender.ssrc(), next.ssrc());
        assertEquals(List.of(), events.rest(pair.a));
    }

    @Test
    void step6Dot4Dot2RefusesATrackThatWouldNeedNegotiation() throws Exception {
        Events.assertFails(
                RtcErrorName.INVALID_MODIFICATION_ERROR,
                sender.replaceTrack(track("audio/nothing", "x")));
        assertEquals(Optional.of(first), sender.track());
        write(first, 4);
        assertEquals(4, content(received()), "the track before sends on");
        assertEquals(List.of(), events.rest(pair.a));
    }

    @Test
    void step6Dot4Dot3SwitchesWithoutNegotiation() throws Exception {
        write(first, 1);
        RtpPacket before = received();
        CompletableFuture<Optional<RtcLocalTrack>> seen =
                sender.replaceTrack(second).thenApply(done -> sender.track());
        assertEquals(Optional.of(second), seen.join(), "it is set before the promise resolves");
        write(first, 2);
        write(second, 3);
        RtpPacket after = received();
        assertEquals(3, content(after));
        assertEquals(before.ssrc(), after.ssrc());
        assertEquals(before.sequenceNumber() + 1 & 0xFFFF, after.sequenceNumber());
        assertEquals(List.of(), events.rest(pair.a));
        assertEquals(
                Optional.of(RtcRtpTransceiverDirection.SENDONLY),
                pair.a.transceivers().get(0).currentDirection());
    }

    @Test // sending is false: any track will do, as before negotiation
    void step6Dot3TakesAnyTrackWhileOnHold() {
        pair.a.transceivers().get(0).setDirection(RtcRtpTransceiverDirection.INACTIVE);
        pair.negotiate();
        RtcSampleTrack other = track("audio/nothing", "x");
        sender.replaceTrack(other).join();
        assertEquals(Optional.of(other), sender.track());
    }

    @Test // section 4.4.1.2; what is pending fails, where W3C leaves it pending
    void step6FailsWhenTheConnectionClosesMeanwhile() {
        CompletableFuture<Void> replaced =
                inCallback(
                        () -> {
                            CompletableFuture<Void> chained = sender.replaceTrack(second);
                            pair.a.close();
                            return chained;
                        });
        Events.assertFails(RtcErrorName.INVALID_STATE_ERROR, replaced);
        assertEquals(Optional.of(first), sender.track());
    }
}
