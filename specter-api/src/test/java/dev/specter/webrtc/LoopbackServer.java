package dev.specter.webrtc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * A STUN and TURN server on 127.0.0.1 that says yes to everybody (RFC 8489, RFC 8656): what it maps
 * and relays is an address of nobody, so that candidates come and no pair works.
 */
final class LoopbackServer implements AutoCloseable {
    static final String MAPPED = "203.0.113.7";
    static final String RELAYED = "203.0.113.8";

    private static final int HEADER_BYTES = 20;
    private static final int COOKIE = 0x2112_A442;
    private static final int SUCCESS = 0x0100;
    private static final int BINDING = 0x0001;
    private static final int ALLOCATE = 0x0003;

    private final DatagramSocket socket;

    LoopbackServer() throws IOException {
        socket =
                new DatagramSocket(
                        new InetSocketAddress(
                                InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
        var thread = new Thread(this::serve, "loopback-server");
        thread.setDaemon(true);
        thread.start();
    }

    String stunUrl() {
        return "stun:127.0.0.1:" + socket.getLocalPort();
    }

    String turnUrl() {
        return "turn:127.0.0.1:" + socket.getLocalPort() + "?transport=udp";
    }

    private void serve() {
        var packet = new DatagramPacket(new byte[1500], 1500);
        while (!socket.isClosed()) {
            try {
                packet.setLength(1500);
                socket.receive(packet);
                byte[] answer = answer(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static byte[] answer(ByteBuffer request) {
        int method = request.getShort(0);
        var out = ByteBuffer.allocate(100);
        out.putShort((short) (method | SUCCESS)).putShort((short) 0);
        out.put(request.slice(4, HEADER_BYTES - 4)); // cookie and transaction id
        if (method == BINDING || method == ALLOCATE) {
            address(out, 0x0020, MAPPED, 50_007);
        }
        if (method == ALLOCATE) {
            address(out, 0x0016, RELAYED, 50_008);
            out.putShort((short) 0x000D).putShort((short) 4).putInt(600);
        }
        out.putShort(2, (short) (out.position() - HEADER_BYTES));
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    private static void address(ByteBuffer out, int attribute, String address, int port) {
        int number = 0;
        for (String part : address.split("\\.")) {
            number = number << 8 | Integer.parseInt(part);
        }
        out.putShort((short) attribute).putShort((short) 8).putShort((short) 1);
        out.putShort((short) (port ^ COOKIE >>> 16)).putInt(number ^ COOKIE);
    }

    @Override
    public void close() {
        socket.close();
    }
}
