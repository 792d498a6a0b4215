package dev.specter.examples.rtpforwarder;

import dev.specter.common.MalformedPacketException;
import dev.specter.rtp.RtpPacket;
import dev.specter.webrtc.RtcRtpTrack;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** Writes the RTP packets that come to a port of this machine into a track. Thread-safe. */
final class UdpSource implements AutoCloseable {
    private static final int MAX_DATAGRAM_BYTES = 2048;

    private final DatagramSocket socket;
    private final RtcRtpTrack track;

    UdpSource(int port, RtcRtpTrack track) throws IOException {
        this.socket = new DatagramSocket(port, InetAddress.getLoopbackAddress());
        this.track = track;
        var thread = new Thread(this::receive, "udp-" + port());
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    private void receive() {
        while (!socket.isClosed()) {
            var datagram = new DatagramPacket(new byte[MAX_DATAGRAM_BYTES], MAX_DATAGRAM_BYTES);
            try {
                socket.receive(datagram);
                track.writeRtp(
                        RtpPacket.parse(
                                ByteBuffer.wrap(datagram.getData(), 0, datagram.getLength())));
            } catch (MalformedPacketException e) {
                System.err.println("port " + port() + ": not RTP: " + e.getMessage());
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    System.err.println("port " + port() + ": " + e);
                }
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
