package dev.specter.examples.rtpforwarder;

import dev.specter.rtp.RtpPacket;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** Sends RTP packets to ports of this machine. Thread-safe. */
final class UdpSink implements AutoCloseable {
    private final InetAddress here = InetAddress.getLoopbackAddress();
    private final DatagramSocket socket = new DatagramSocket(0, here);

    UdpSink() throws IOException {}

    /** Sends a packet; where nobody listens it is lost. */
    void send(RtpPacket packet, int port) {
        ByteBuffer bytes = packet.write(0);
        try {
            socket.send(
                    new DatagramPacket(
                            bytes.array(),
                            bytes.arrayOffset() + bytes.position(),
                            bytes.remaining(),
                            here,
                            port));
        } catch (IOException e) {
            if (!socket.isClosed()) {
                System.err.println("port " + port + ": " + e);
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
