package dev.specter.ice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Random;

/**
 * A box between a peer and one address: forwards datagrams both ways, as long as it is open. The
 * addressee sees the box's address, as behind a NAT.
 */
final class Relay implements AutoCloseable {
    private final DatagramSocket socket;
    private final InetSocketAddress target;
    private volatile SocketAddress client;
    private volatile boolean dropping;
    private volatile Random loss;

    Relay(InetSocketAddress target) {
        this.target = target;
        try {
            InetAddress local = target.getAddress();
            socket = new DatagramSocket(new InetSocketAddress(local, 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::forward, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    /** A candidate that leads through the box. */
    IceCandidate instead(IceCandidate candidate) {
        return new IceCandidate(
                candidate.foundation(),
                1,
                candidate.protocol(),
                candidate.priority(),
                candidate.address(),
                socket.getLocalPort(),
                candidate.type(),
                candidate.relatedAddress(),
                candidate.relatedPort(),
                candidate.tcpType());
    }

    void drop(boolean drop) {
        dropping = drop;
    }

    /** Loses three datagrams in ten from now on. */
    void lose(long seed) {
        loss = new Random(seed);
    }

    private boolean isLost() {
        Random random = loss;
        return dropping || random != null && random.nextInt(10) < 3;
    }

    private void forward() {
        byte[] buffer = new byte[65536];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                boolean back = packet.getSocketAddress().equals(target);
                if (!back) {
                    client = packet.getSocketAddress();
                }
                packet.setSocketAddress(back ? client : target);
                if (!isLost()) {
                    socket.send(packet);
                }
            } catch (IOException e) {
                // closed, or nobody there: the loop decides
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
