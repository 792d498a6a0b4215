package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.rtp.RtpPacket;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** One track sent as several encodings and received as layers by rid, with real transports. */
@Timeout(60)
class SimulcastIT {
    private static final List<String> RIDS = List.of("q", "h", "f");

    private static RtcSampleTrack track() {
        return RtcSampleTrack.create(RtcRtpCodecCapability.of("video/VP8"), "track", "stream");
    }

    private static RtcRtpTransceiverInit layers() {
        return RtcRtpTransceiverInit.of(RtcRtpTransceiverDirection.SENDONLY)
                .withSendEncodings(
                        RIDS.stream()
                                .map(RtcRtpEncodingParameters::of)
                                .toArray(RtcRtpEncodingParameters[]::new));
    }

    /** Frames whose last byte tells the layer. */
    private static ScheduledExecutorService play(RtcSampleTrack track) {
        var timer = Executors.newSingleThreadScheduledExecutor();
        var unused =
                timer.scheduleAtFixedRate(
                        () -> RIDS.forEach(rid -> track.layer(rid).writeSample(sample(rid))),
                        0,
                        10,
                        TimeUnit.MILLISECONDS);
        return timer;
    }

    private static MediaSample sample(String rid) {
        byte[] frame = {0x10, 0x02, 0, (byte) 0x9d, 0x01, 0x2a, 16, 0, 16, 0, (byte) rid.charAt(0)};
        return MediaSample.of(ByteBuffer.wrap(frame), Duration.ofMillis(33));
    }

    private static char layerOf(ByteBuffer data) {
        return (char) data.get(data.limit() - 1);
    }

    /** One call of three layers. */
    private static final class Call implements AutoCloseable {
        final Connected pair = new Connected();
        final RtcSampleTrack track = track();
        final Map<String, BlockingQueue<RtpPacket>> packets = new ConcurrentHashMap<>();
        final RtcRtpTransceiver sending = pair.a.addTransceiver(track, layers());
        final RtcTrackEvent event;
        private final ScheduledExecutorService player;

        Call() throws InterruptedException {
            var layersAtEvent = new CompletableFuture<List<String>>();
            pair.b.onTrack(
                    e ->
                            layersAtEvent.complete(
                                    e.receiver().layers().stream()
                                            .map(l -> l.rid().orElseThrow())
                                            .toList()));
            pair.negotiate();
            event = pair.tracksOfB.poll(20, TimeUnit.SECONDS);
            assertEquals(RIDS, layersAtEvent.join());
            for (RtcRemoteTrack layer : event.receiver().layers()) {
                var queue = new LinkedBlockingQueue<RtpPacket>();
                packets.put(layer.rid().orElseThrow(), queue);
                layer.onRtp(queue::add);
            }
            player = play(track);
        }

        RtpPacket next(String rid) throws InterruptedException {
            RtpPacket packet = packets.get(rid).poll(20, TimeUnit.SECONDS);
            assertTrue(packet != null, "nothing of layer " + rid);
            return packet;
        }

        @Override
        public void close() {
            player.shutdown();
            pair.close();
        }
    }

    @Test
    void eachLayerComesAsATrackOfItsOwn() throws Exception {
        try (var call = new Call()) {
            assertSame(call.event.track(), call.event.receiver().layers().get(0));
            List<Long> ssrcs = call.sending.sender().ssrcs();
            for (int round = 0; round < 50; round++) {
                for (String rid : RIDS) {
                    RtpPacket packet = call.next(rid);
                    assertEquals(rid.charAt(0), layerOf(packet.payload()));
                    assertEquals(ssrcs.get(RIDS.indexOf(rid)), packet.ssrc());
                }
            }
            assertEquals(3, call.pair.b.getStats().join().all(RtcStats.InboundRtp.class).size());
            assertEquals(3, call.pair.a.getStats().join().all(RtcStats.OutboundRtp.class).size());
        }
    }

    @Test
    void framesOfALayerAreItsOwn() throws Exception {
        try (var call = new Call()) {
            var samples = new LinkedBlockingQueue<RtcRemoteSample>();
            call.event.receiver().layers().get(2).onSample(samples::add);
            for (int i = 0; i < 20; i++) {
                assertEquals('f', layerOf(samples.poll(20, TimeUnit.SECONDS).data()));
            }
        }
    }

    @Test // webrtc-pc, section 5.2: active
    void anInactiveEncodingRestsAndTheOthersGoOn() throws Exception {
        try (var call = new Call()) {
            RIDS.forEach(rid -> assertTrue(next(call, rid) != null));
            RtcRtpSender sender = call.sending.sender();
            setActive(sender, 1, false);
            // What was sent before comes before this one, which no clock has written.
            call.track.layer("q").writeSample(sample("!"));
            while (layerOf(call.next("q").payload()) != '!') {}
            call.packets.get("h").clear();
            for (int i = 0; i < 20; i++) {
                call.next("q");
            }
            assertTrue(call.packets.get("h").isEmpty(), "it is off");
            assertFalse(call.event.receiver().layers().get(1).muted(), "no BYE was sent");
            setActive(sender, 1, true);
            call.next("h");
        }
    }

    private static RtpPacket next(Call call, String rid) {
        try {
            return call.next(rid);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void setActive(RtcRtpSender sender, int index, boolean active) {
        RtcRtpSendParameters now = sender.parameters();
        RtcRtpEncodingParameters changed =
                now.encodings().get(index).toBuilder().active(active).build();
        sender.setParameters(now.withEncoding(index, changed)).join();
        assertEquals(active, sender.parameters().encodings().get(index).active());
    }

    @Test
    void aKeyFrameIsAskedForByLayer() throws Exception {
        try (var call = new Call()) {
            call.next("h");
            var ofH = new CompletableFuture<Void>();
            var ofF = new CompletableFuture<Void>();
            var any = new CompletableFuture<Void>();
            call.track.layer("h").onKeyFrameRequest(() -> ofH.complete(null));
            call.track.layer("f").onKeyFrameRequest(() -> ofF.complete(null));
            call.track.onKeyFrameRequest(() -> any.complete(null));
            // Asking for samples asks for a key frame of that layer.
            call.event.receiver().layers().get(1).onSample(s -> {});
            ofH.orTimeout(20, TimeUnit.SECONDS).join();
            any.orTimeout(20, TimeUnit.SECONDS).join();
            assertFalse(ofF.isDone());
        }
    }

    @Test
    void layersAreForwardedAsLayers() throws Exception {
        try (var call = new Call();
                var next = new Connected()) {
            RtcRtpTrack relay =
                    RtcRtpTrack.create(RtcRtpCodecCapability.of("video/VP8"), "relay", "relay");
            next.a.addTransceiver(relay, layers());
            next.negotiate();
            RtcTrackEvent event = next.tracksOfB.poll(20, TimeUnit.SECONDS);
            for (RtcRemoteTrack layer : call.event.receiver().layers()) {
                layer.forwardTo(relay.layer(layer.rid().orElseThrow()));
            }
            for (RtcRemoteTrack layer : event.receiver().layers()) {
                var queue = new LinkedBlockingQueue<RtpPacket>();
                layer.onRtp(queue::add);
                RtpPacket packet = queue.poll(20, TimeUnit.SECONDS);
                assertEquals(layer.rid().orElseThrow().charAt(0), layerOf(packet.payload()));
            }
        }
    }

    @Test // section 5.2, setParameters, the steps before the validation of encodings
    void parametersAreATransaction() {
        try (var pair = new Connected()) {
            RtcSampleTrack track = track();
            RtcRtpSender sender = pair.a.addTrack(track);
            RtcRtpSendParameters first = sender.parameters();
            assertSame(first, sender.parameters());
            assertEquals(List.of(Optional.empty()), rids(first));
            sender.setParameters(first).join();
            assertFails(RtcErrorName.INVALID_STATE_ERROR, sender, first);
            RtcRtpSendParameters second = sender.parameters();
            assertFalse(first.transactionId().equals(second.transactionId()));
            assertFails(RtcErrorName.INVALID_MODIFICATION_ERROR, sender, first);
            pair.negotiate();
            assertFails(RtcErrorName.INVALID_STATE_ERROR, sender, second);
            RtcRtpSendParameters negotiated = sender.parameters();
            assertFalse(negotiated.codecs().isEmpty());
            assertEquals(16, negotiated.rtcp().cname().orElseThrow().length());
            assertTrue(negotiated.rtcp().reducedSize());
            assertFails(
                    RtcErrorName.INVALID_MODIFICATION_ERROR,
                    sender,
                    new RtcRtpSendParameters(
                            negotiated.transactionId(),
                            negotiated.encodings(),
                            negotiated.headerExtensions(),
                            new RtcRtcpParameters(Optional.of("another"), true),
                            negotiated.codecs()));
            assertFails(
                    RtcErrorName.RANGE_ERROR,
                    sender,
                    negotiated.withEncodings(
                            List.of(
                                    RtcRtpEncodingParameters.builder()
                                            .scaleResolutionDownBy(0.1)
                                            .build())));
            pair.a.transceivers().get(0).stop();
            assertFails(RtcErrorName.INVALID_STATE_ERROR, sender, negotiated);
            pair.a.close();
            assertFails(RtcErrorName.INVALID_STATE_ERROR, sender, negotiated);
        }
    }

    private static List<Optional<String>> rids(RtcRtpSendParameters parameters) {
        return parameters.encodings().stream().map(RtcRtpEncodingParameters::rid).toList();
    }

    private static void assertFails(
            RtcErrorName name, RtcRtpSender sender, RtcRtpSendParameters parameters) {
        CompletableFuture<Void> result = sender.setParameters(parameters);
        var error =
                org.junit.jupiter.api.Assertions.assertThrows(
                        CompletionException.class, result::join);
        assertEquals(name, ((RtcException) error.getCause()).name());
    }
}
