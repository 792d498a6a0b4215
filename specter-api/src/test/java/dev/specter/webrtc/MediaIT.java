package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.rtp.RtpPacket;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
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

    /** What a VP8 key frame begins with (RFC 6386, section 9.1), and then some. */
    private static final byte[] KEY_FRAME = new byte[3000];

    static {
        System.arraycopy(
                new byte[] {0x10, 0x02, 0, (byte) 0x9d, 0x01, 0x2a, 16, 0, 16, 0},
                0,
                KEY_FRAME,
                0,
                10);
    }

    private static RtcSampleTrack vp8() {
        return RtcSampleTrack.create(RtcRtpCodecCapability.of("video/VP8"), "track", "stream");
    }

    /** Writes a frame every few milliseconds until it is stopped. */
    private static ScheduledExecutorService play(RtcSampleTrack track) {
        var timer = Executors.newSingleThreadScheduledExecutor();
        var unused =
                timer.scheduleAtFixedRate(
                        () -> track.writeSample(MediaSample.of(ByteBuffer.wrap(KEY_FRAME), FRAME)),
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

    @Test // webrtc-pc, section 4.4.1.5, step 4.7.11.1.6: prepared from the offer on
    void receivesBeforeTheAnswerIsHere() throws Exception {
        try (var pair = new Connected()) {
            RtcDataChannel channel = pair.a.createDataChannel("first");
            pair.negotiate();
            Connected.awaitOpen(channel);
            RtcSampleTrack track = vp8();
            RtcRtpTransceiver asking = pair.a.addTransceiver(RtcMediaKind.VIDEO);
            var packets = new LinkedBlockingQueue<RtpPacket>();
            asking.receiver().track().onRtp(packets::add);
            pair.a.setLocalDescription().join();
            pair.b.setRemoteDescription(pair.a.localDescription().orElseThrow()).join();
            pair.b.addTrack(track);
            pair.b.setLocalDescription().join();
            ScheduledExecutorService player = play(track);
            try {
                assertNotNull(packets.poll(20, TimeUnit.SECONDS));
                assertEquals(RtcSignalingState.HAVE_LOCAL_OFFER, pair.a.signalingState());
                pair.a.setRemoteDescription(pair.b.localDescription().orElseThrow()).join();
                packets.clear();
                assertNotNull(packets.poll(20, TimeUnit.SECONDS));
            } finally {
                player.shutdown();
            }
        }
    }

    @ParameterizedTest // the second of three frames comes last
    @CsvSource({"0, 1 3", "4000, 1 2 3"})
    void jitterBufferTargetSaysHowLongAMissingPacketHoldsUpSamples(
            long targetMillis, String expected) throws Exception {
        try (var pair = new Connected()) {
            var track = RtcRtpTrack.create(RtcRtpCodecCapability.of("video/VP8"), "t", "s");
            pair.a.addTrack(track);
            pair.negotiate();
            RtcTrackEvent event = pair.tracksOfB.poll(20, TimeUnit.SECONDS);
            event.receiver().setJitterBufferTarget(Duration.ofMillis(targetMillis));
            var frames = new LinkedBlockingQueue<Integer>();
            event.track().onSample(s -> frames.add((int) s.data().get(s.data().limit() - 1)));
            int sequence = 1000;
            while (frames.poll(10, TimeUnit.MILLISECONDS) == null) {
                track.writeRtp(keyFrame(sequence++, 0)); // until it is connected
            }
            for (int frame : new int[] {1, 3, 2, 4}) {
                track.writeRtp(keyFrame(sequence + frame - 1, frame));
            }
            var seen = new ArrayList<String>();
            for (int frame = 0; frame != 4; ) {
                frame = frames.poll(20, TimeUnit.SECONDS);
                if (frame != 0) {
                    seen.add("" + frame);
                }
            }
            assertEquals(expected + " 4", String.join(" ", seen));
        }
    }

    /** A frame of one packet. */
    private static RtpPacket keyFrame(int sequenceNumber, int last) {
        ByteBuffer payload = ByteBuffer.allocate(20).put((byte) 0x10).put(KEY_FRAME, 0, 10);
        return RtpPacket.builder()
                .sequenceNumber(sequenceNumber)
                .timestamp(sequenceNumber * 3000L)
                .marker(true)
                .payload(payload.put(19, (byte) last).rewind())
                .build();
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

    @Test // RFC 3711, section 9.1: lower numbers would be packets sent twice, which nobody takes
    void numbersGoOnWhenASenderPauses() throws Exception {
        try (var pair = new Connected()) {
            RtcSampleTrack track = vp8();
            RtcRtpSender sender = pair.a.addTrack(track);
            pair.negotiate();
            RtcTrackEvent event = pair.tracksOfB.poll(20, TimeUnit.SECONDS);
            var packets = new LinkedBlockingQueue<RtpPacket>();
            event.track().onRtp(packets::add);
            ScheduledExecutorService player = play(track);
            try {
                int last = packets.poll(20, TimeUnit.SECONDS).sequenceNumber();
                for (int round = 0; round < 6; round++) {
                    sender.replaceTrack().join();
                    sender.replaceTrack(track).join();
                    TimeUnit.MILLISECONDS.sleep(100);
                    packets.clear();
                    int next = packets.poll(20, TimeUnit.SECONDS).sequenceNumber();
                    assertTrue((next - last & 0xFFFF) < 1000, next + " after " + last);
                    last = next;
                }
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

    @Test
    void deliversTheFramesThatWereSent() throws Exception {
        try (var pair = new Connected()) {
            RtcSampleTrack track = vp8();
            pair.a.addTrack(track);
            pair.negotiate();
            RtcTrackEvent event = pair.tracksOfB.poll(20, TimeUnit.SECONDS);
            var samples = new LinkedBlockingQueue<RtcRemoteSample>();
            event.track().onSample(samples::add);
            ScheduledExecutorService player = play(track);
            try {
                RtcRemoteSample first = samples.poll(20, TimeUnit.SECONDS);
                assertTrue(first.isKeyFrame());
                assertEquals(Duration.ZERO, first.timestamp());
                assertEquals(ByteBuffer.wrap(KEY_FRAME), first.data());
                for (int i = 1; i < 50; i++) {
                    RtcRemoteSample next = samples.poll(20, TimeUnit.SECONDS);
                    assertEquals(ByteBuffer.wrap(KEY_FRAME), next.data());
                    long expectedNanos = FRAME.toNanos() * i;
                    long offNanos = Math.abs(next.timestamp().toNanos() - expectedNanos);
                    assertTrue(offNanos < 100_000, "off by " + offNanos);
                }
            } finally {
                player.shutdown();
            }
        }
    }

    @Test
    void forwardsATrackToAnotherConnectionAndItsKeyFrameRequestsBack() throws Exception {
        try (var publisher = new Connected();
                var viewer = new Connected()) {
            RtcSampleTrack camera = vp8();
            var asked = new LinkedBlockingQueue<String>();
            camera.onKeyFrameRequest(() -> asked.add("key frame"));
            publisher.a.addTrack(camera);
            publisher.negotiate();
            RtcRtpTrack relay =
                    RtcRtpTrack.create(RtcRtpCodecCapability.of("video/VP8"), "relay", "s");
            var forwarding =
                    publisher.tracksOfB.poll(20, TimeUnit.SECONDS).track().forwardTo(relay);
            RtcRtpSender sender = viewer.a.addTrack(relay);
            viewer.negotiate();
            RtcTrackEvent seen = viewer.tracksOfB.poll(20, TimeUnit.SECONDS);
            var packets = new LinkedBlockingQueue<RtpPacket>();
            seen.track().onRtp(packets::add);
            ScheduledExecutorService player = play(camera);
            try {
                for (int i = 0; i < 50; i++) {
                    assertEquals(sender.ssrc(), packets.poll(20, TimeUnit.SECONDS).ssrc());
                }
                seen.receiver().requestKeyFrame();
                assertEquals("key frame", asked.poll(20, TimeUnit.SECONDS));
                forwarding.close();
                long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
                while (packets.poll(300, TimeUnit.MILLISECONDS) != null) { // some are under way
                    assertTrue(System.nanoTime() < endNanos, "it is forwarded still");
                }
            } finally {
                player.shutdown();
            }
        }
    }

    @Test // RFC 9429, section 5.2.1: a=ssrc lines need not be there; section 5.4, direction
    void mediaNeedsNoSsrcLinesAndATrackThatPausesDoesNotEnd() throws Exception {
        try (var pair = new Connected()) {
            RtcSampleTrack track = vp8();
            pair.a.addTrack(track);
            String offer = pair.a.createOffer().join().sdp();
            pair.a.setLocalDescription().join();
            pair.b.setRemoteDescription(RtcSessionDescription.offer(withoutSsrc(offer))).join();
            pair.b.setLocalDescription().join();
            String answer = pair.b.localDescription().orElseThrow().sdp();
            pair.a.setRemoteDescription(RtcSessionDescription.answer(withoutSsrc(answer))).join();
            RtcRemoteTrack remote = pair.tracksOfB.poll(20, TimeUnit.SECONDS).track();
            var frames = new LinkedBlockingQueue<RtcRemoteSample>();
            remote.onSample(frames::add);
            ScheduledExecutorService player = play(track);
            try {
                assertTrue(frames.poll(20, TimeUnit.SECONDS) != null);
                RtcRtpTransceiver transceiver = pair.a.transceivers().get(0);
                for (RtcRtpTransceiverDirection direction :
                        List.of(
                                RtcRtpTransceiverDirection.INACTIVE,
                                RtcRtpTransceiverDirection.SENDONLY)) {
                    transceiver.setDirection(direction);
                    pair.negotiate();
                    assertFalse(remote.ended(), direction.toString());
                }
                frames.clear();
                assertTrue(frames.poll(20, TimeUnit.SECONDS) != null, "again");
            } finally {
                player.shutdown();
            }
        }
    }

    private static String withoutSsrc(String sdp) {
        return sdp.replaceAll("a=ssrc[^\r]*\r\n", "");
    }
}
