package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.specter.rtp.RtpPacket;
import dev.specter.rtp.interceptor.Interceptor;
import dev.specter.rtp.interceptor.InterceptorRegistry;
import dev.specter.rtp.interceptor.StreamInfo;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.ByteBuffer;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What an interceptor of the application throws harms nobody else. */
@Timeout(60)
class FaultyInterceptorIT {
    @Test
    void timeGoesOnAfterAFault() throws Exception {
        var timeouts = new AtomicInteger();
        var interceptors =
                new InterceptorRegistry()
                        .add(
                                context ->
                                        new Interceptor(context) {
                                            @Override
                                            public void handleTimeout(long nowNanos) {
                                                timeouts.incrementAndGet();
                                                throw new IllegalStateException(
                                                        "thrown on purpose by a test");
                                            }

                                            @Override
                                            public long nextTimeoutNanos() {
                                                return 0;
                                            }
                                        });
        try (var webRtc = WebRtc.builder().interceptors(interceptors).build()) {
            RtcPeerConnection a = webRtc.newPeerConnection();
            RtcPeerConnection b = webRtc.newPeerConnection();
            a.addTrack(RtcSampleTrack.create(RtcRtpCodecCapability.of("video/VP8"), "v", "s"));
            Connected.negotiate(a, b);
            long startNanos = System.nanoTime();
            int atStart = timeouts.get();
            TimeUnit.MILLISECONDS.sleep(1000);
            Connected.await(() -> timeouts.get() >= 3, "time goes on");
            int count = timeouts.get() - atStart;
            double seconds = (System.nanoTime() - startNanos) / 1e9;
            assertTrue(count < 50 * seconds, count + " in " + seconds + " s: a busy loop");
        }
    }

    @Test
    void onePacketReachesTheOtherSendersOfItsTrack() throws Exception {
        var group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        var faulty =
                new InterceptorRegistry()
                        .add(
                                context ->
                                        new Interceptor(context) {
                                            @Override
                                            public void handleOutgoingRtp(
                                                    StreamInfo stream,
                                                    RtpPacket packet,
                                                    long nowNanos) {
                                                throw new IllegalStateException(
                                                        "thrown on purpose by a test");
                                            }
                                        });
        var one = WebRtc.builder().eventLoopGroup(group).interceptors(faulty);
        var two = WebRtc.builder().eventLoopGroup(group);
        try (var bad = new Connected(one);
                var good = new Connected(two)) {
            RtcRtpTrack track = RtcRtpTrack.create(RtcRtpCodecCapability.of("video/VP8"), "t", "s");
            bad.a.addTrack(track);
            bad.negotiate();
            good.a.addTrack(track);
            RtcDataChannel channel = good.a.createDataChannel("x");
            good.negotiate();
            Connected.awaitOpen(channel);
            RtcTrackEvent event = good.tracksOfB.poll(20, TimeUnit.SECONDS);
            var received = new LinkedBlockingQueue<Integer>();
            event.track().onRtp(p -> received.add(p.payload().remaining()));
            RtpPacket packet =
                    RtpPacket.builder()
                            .sequenceNumber(7)
                            .payload(ByteBuffer.wrap(new byte[100]))
                            .build();
            good.a.eventLoop().execute(() -> track.writeRtp(packet));
            assertEquals(100, received.poll(20, TimeUnit.SECONDS));
        } finally {
            var unused = group.shutdownGracefully(0, 5, TimeUnit.SECONDS);
        }
    }
}
