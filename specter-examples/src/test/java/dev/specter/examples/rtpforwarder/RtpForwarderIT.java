package dev.specter.examples.rtpforwarder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.specter.examples.StandInCamera;
import dev.specter.examples.StandInPage;
import dev.specter.rtp.RtpPacket;
import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcPeerConnection;
import dev.specter.webrtc.RtcRtpCodecCapability;
import dev.specter.webrtc.WebRtc;

import org.junit.jupiter.api.Test;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;

class RtpForwarderIT {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    @Test
    void tracksGoToUdpPortsAndUdpPortsToTracks() throws Exception {
        try (DatagramSocket video = new DatagramSocket(0, HERE);
                DatagramSocket audio = new DatagramSocket(0, HERE);
                RtpForwarder example = start(video.getLocalPort(), audio.getLocalPort());
                StandInCamera camera = new StandInCamera();
                WebRtc webrtc = WebRtc.builder().build()) {
            StandInPage.fetch(example.address(), "/", "/rtp-forwarder.js", "/stream.sdp");
            RtcPeerConnection pc = webrtc.newPeerConnection();
            pc.addTrack(camera.video());
            pc.addTrack(camera.audio());
            var back = new CountDownLatch(50);
            pc.onTrack(
                    event -> {
                        if (event.track().kind() == RtcMediaKind.VIDEO) {
                            event.track()
                                    .onRtp(
                                            packet -> {
                                                assertEquals("abc", payload(packet));
                                                back.countDown();
                                            });
                        }
                    });
            try (StandInPage page = new StandInPage(example.address(), pc)) {
                page.offer();
                for (int i = 0; i < 50; i++) {
                    assertEquals(Ports.VIDEO_PAYLOAD_TYPE, receive(video).payloadType());
                    RtpPacket packet = receive(audio);
                    assertEquals(Ports.AUDIO_PAYLOAD_TYPE, packet.payloadType());
                    assertTrue(packet.extensions().isEmpty());
                }
                for (int i = 0; i < 2_000 && back.getCount() > 0; i++) {
                    send(video, i, example.videoInPort());
                    Thread.sleep(10);
                }
                assertTrue(back.await(1, SECONDS), back + " left");
            }
        }
    }

    private static RtpForwarder start(int videoOut, int audioOut) throws Exception {
        var vp8 = RtcRtpCodecCapability.of("video/VP8");
        return RtpForwarder.start("127.0.0.1", 0, new Ports(vp8, videoOut, audioOut, 0, 0));
    }

    private static RtpPacket receive(DatagramSocket socket) throws Exception {
        var datagram = new DatagramPacket(new byte[2048], 2048);
        socket.setSoTimeout(20_000);
        socket.receive(datagram);
        return RtpPacket.parse(ByteBuffer.wrap(datagram.getData(), 0, datagram.getLength()));
    }

    private static void send(DatagramSocket socket, int number, int port) throws Exception {
        ByteBuffer bytes =
                RtpPacket.builder()
                        .ssrc(7)
                        .payloadType(120)
                        .sequenceNumber(65_500 + number & 0xFFFF)
                        .timestamp(number * 3_000L)
                        .payload(ByteBuffer.wrap(new byte[] {'a', 'b', 'c'}))
                        .build()
                        .write(0);
        var to = new InetSocketAddress(HERE, port);
        socket.send(new DatagramPacket(bytes.array(), bytes.arrayOffset(), bytes.remaining(), to));
    }

    private static String payload(RtpPacket packet) {
        var bytes = new byte[packet.payloadSizeBytes()];
        packet.payload().get(bytes);
        return new String(bytes, java.nio.charset.StandardCharsets.US_ASCII);
    }
}
