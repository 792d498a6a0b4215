package dev.specter.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.specter.rtp.RtpPacket;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Media that is written faster than an event loop can send. */
class BusyLoopIT {
    @Test
    void whatALoopCannotSendInTimeIsDroppedAndCounted() throws Exception {
        var group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try (WebRtc webrtc = WebRtc.builder().eventLoopGroup(group).build()) {
            RtcPeerConnection connection = webrtc.newPeerConnection();
            RtcRtpTrack track = RtcRtpTrack.create(RtcRtpCodecCapability.of("video/VP8"), "t", "s");
            connection.addTrack(track);
            var stuck = new CountDownLatch(1);
            var free = new CountDownLatch(1);
            group.execute(
                    () -> {
                        stuck.countDown();
                        try {
                            free.await(20, TimeUnit.SECONDS);
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    });
            stuck.await(20, TimeUnit.SECONDS);
            write(track, 5_000);
            assertEquals(5_000 - 2_048, track.droppedPackets());
            free.countDown();
            connection.getStats().join(); // the loop has caught up
            write(track, 1_000);
            assertEquals(5_000 - 2_048, track.droppedPackets());
        } finally {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
        }
    }

    private static void write(RtcRtpTrack track, int packets) {
        for (int i = 0; i < packets; i++) {
            track.writeRtp(RtpPacket.builder().payload(ByteBuffer.allocate(10)).build());
        }
    }
}
