package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.rtp.RtpPacket;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

@Timeout(60)
class MediaIT {
    private static final Duration FRAME = Duration.ofMillis(33);

    private static RtcSampleTrack vp8() {
        return RtcSampleTrack.create(RtcRtpCodecCapability.of("video/VP8"), "track", "stream");
    }

    /** Writes a frame every few milliseconds until it is stopped. */
    private static ScheduledExecutorService play(RtcSampleTrack track) {
        var timer = Executors.newSingleThreadScheduledExecutor();
        byte[] frame = new byte[3000];
        frame[0] = 0x10;
        var unused =
                timer.scheduleAtFixedRate(
                        () -> track.writeSample(MediaSample.of(ByteBuffer.wrap(frame), FRAME)),
                        0,
                        10,
                        TimeUnit.MILLISECONDS);
        return timer;
    }

    @Test
    void sendsATrackThatTheOtherEndHearsOfAndReceives() throws Exception {
        try (var pair = new Connected()) {
            RtcSampleTrack track = vp8();
            RtcRtpSender sender = pair.a.addTrack(track);
            pair.negotiate();
            RtcTrackEvent event = pair.tracksOfB.poll(20, TimeUnit.SECONDS);
            assertEquals("track", event.track().id());
            assertEquals(List.of("stream"), event.streams().stream().map(s -> s.id()).toList());
            assertEquals(List.of(event.track()), event.streams().get(0).tracks());
            assertTrue(event.track().muted());
            var unmuted = new CompletableFuture<Void>();
            event.track().onUnmute(() -> unmuted.complete(null));
            var packets = new LinkedBlockingQueue<RtpPacket>();
            event.track().onRtp(packets::add);
            ScheduledExecutorService player = play(track);
            try {
                for (int i = 0; i < 100; i++) {
                    RtpPacket packet = packets.poll(20, TimeUnit.SECONDS);
                    assertEquals(sender.ssrc(), packet.ssrc());
                }
                unmuted.orTimeout(20, TimeUnit.SECONDS).join();
                assertEquals("video/VP8", event.track().codec().orElseThrow().mimeType());
                String report = pair.a.getStats().join().toJson();
                assertTrue(report.contains("\"outbound-rtp\""), report);
                var inbound = pair.b.getStats().join().all(RtcStats.InboundRtp.class).get(0);
                assertTrue(inbound.packetsReceived() >= 100 && inbound.packetsLost() == 0);
            } finally {
                player.shutdown();
            }
        }
    }

    @Test
    void asksForAKeyFrame() throws Exception {
        try (var pair = new Connected()) {
            RtcSampleTrack track = vp8();
            var asked = new CompletableFuture<Void>();
            track.onKeyFrameRequest(() -> asked.complete(null));
            pair.a.addTrack(track);
            pair.negotiate();
            RtcTrackEvent event = pair.tracksOfB.poll(20, TimeUnit.SECONDS);
            var first = new CompletableFuture<Void>();
            event.track().onRtp(p -> first.complete(null));
            ScheduledExecutorService player = play(track);
            try {
                first.orTimeout(20, TimeUnit.SECONDS).join();
                event.receiver().requestKeyFrame();
                asked.orTimeout(20, TimeUnit.SECONDS).join();
            } finally {
                player.shutdown();
            }
        }
    }

    @Test
    void addsAndRemovesATrackInMidCall() throws Exception {
        try (var pair = new Connected()) {
            RtcDataChannel channel = pair.a.createDataChannel("first");
            pair.negotiate();
            Connected.awaitOpen(channel);
            var needed = new LinkedBlockingQueue<String>();
            pair.a.onNegotiationNeeded(() -> needed.add("needed"));
            RtcSampleTrack track = vp8();
            RtcRtpSender sender = pair.a.addTrack(track);
            assertEquals("needed", needed.poll(20, TimeUnit.SECONDS));
            pair.negotiate();
            RtcTrackEvent event = pair.tracksOfB.poll(20, TimeUnit.SECONDS);
            var packets = new LinkedBlockingQueue<RtpPacket>();
            event.track().onRtp(packets::add);
            var muted = new CompletableFuture<Void>();
            event.track().onMute(() -> muted.complete(null));
            ScheduledExecutorService player = play(track);
            try {
                assertTrue(packets.poll(20, TimeUnit.SECONDS) != null);
                pair.a.removeTrack(sender);
                assertEquals("needed", needed.poll(20, TimeUnit.SECONDS));
                pair.negotiate();
                muted.orTimeout(20, TimeUnit.SECONDS).join();
                assertEquals(
                        Optional.of(RtcRtpTransceiverDirection.INACTIVE),
                        pair.a.transceivers().get(0).currentDirection());
                assertTrue(event.track().muted());
                assertFalse(channel.readyState() != RtcDataChannelState.OPEN);
            } finally {
                player.shutdown();
            }
        }
    }

    @Test
    void feedsManySendersFromOneTrackOfPackets() throws Exception {
        try (var one = new Connected();
                var two = new Connected()) {
            RtcRtpTrack track = RtcRtpTrack.create(RtcRtpCodecCapability.of("video/VP8"), "t", "s");
            for (Connected pair : List.of(one, two)) {
                pair.a.addTrack(track);
                pair.negotiate();
            }
            var received = new LinkedBlockingQueue<String>();
            for (Connected pair : List.of(one, two)) {
                RtcTrackEvent event = pair.tracksOfB.poll(20, TimeUnit.SECONDS);
                event.track().onRtp(p -> received.add(event.track().id()));
            }
            var timer = Executors.newSingleThreadScheduledExecutor();
            int[] number = {0};
            var unused =
                    timer.scheduleAtFixedRate(
                            () ->
                                    track.writeRtp(
                                            RtpPacket.builder()
                                                    .sequenceNumber(number[0]++ & 0xFFFF)
                                                    .payload(ByteBuffer.wrap(new byte[100]))
                                                    .build()),
                            0,
                            10,
                            TimeUnit.MILLISECONDS);
            try {
                for (int i = 0; i < 100; i++) {
                    assertEquals("t", received.poll(20, TimeUnit.SECONDS));
                }
            } finally {
                timer.shutdown();
            }
        }
    }

    @Test
    void refusesTheSameTrackTwiceAndATrackOfTheOtherKind() {
        try (var pair = new Connected()) {
            RtcSampleTrack track = vp8();
            RtcRtpSender sender = pair.a.addTrack(track);
            assertEquals(
                    RtcErrorName.INVALID_ACCESS_ERROR,
                    assertThrows(RtcException.class, () -> pair.a.addTrack(track)).name());
            var audio = RtcSampleTrack.create(RtcRtpCodecCapability.of("audio/opus"), "a", "s");
            var error =
                    assertThrows(
                            CompletionException.class, () -> sender.replaceTrack(audio).join());
            assertEquals(RtcErrorName.TYPE_ERROR, ((RtcException) error.getCause()).name());
        }
    }
}
