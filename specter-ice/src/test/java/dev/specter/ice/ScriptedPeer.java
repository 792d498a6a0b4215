package dev.specter.ice;

import dev.specter.common.Bytes;
import dev.specter.common.MalformedPacketException;
import dev.specter.ice.stun.StunClass;
import dev.specter.ice.stun.StunFrame;
import dev.specter.ice.stun.StunWriter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A peer that does what a test says: writes its own checks, and answers ours. */
final class ScriptedPeer implements AutoCloseable {
    static final IceParameters PARAMETERS =
            new IceParameters("scripted", "scriptedscriptedscripted", false);
    private static final byte[] KEY = PARAMETERS.pwd().getBytes(StandardCharsets.UTF_8);

    /** What arrived that was not a request. */
    final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();

    /** Requests that arrived. */
    final BlockingQueue<StunFrame> requests = new LinkedBlockingQueue<>();

    private final DatagramSocket socket;
    private final InetSocketAddress target;
    private final IceParameters theirs;
    private final Random random = new Random(5);
    private volatile boolean answering = true;
    private volatile byte[] answerKey = KEY;

    ScriptedPeer(Peer peer) {
        IceCandidate candidate = peer.candidates.get(0);
        theirs = peer.parameters();
        try {
            target =
                    new InetSocketAddress(
                            InetAddress.getByName(candidate.address()), candidate.port());
            socket = new DatagramSocket(new InetSocketAddress(target.getAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::receive, "scripted");
        thread.setDaemon(true);
        thread.start();
    }

    IceCandidate candidate() {
        return IceCandidate.host(
                "s", 2130706431L, target.getAddress().getHostAddress(), socket.getLocalPort());
    }

    void answering(boolean answer) {
        answering = answer;
    }

    /** Signs answers with a key that is not ours. */
    void forgeAnswers() {
        answerKey = new byte[] {1, 2, 3};
    }

    StunWriter request() {
        byte[] id = new byte[12];
        random.nextBytes(id);
        return StunWriter.binding(StunClass.REQUEST, Bytes.wrapOwned(id))
                .username(theirs.ufrag() + ":" + PARAMETERS.ufrag())
                .priority(1862270975L);
    }

    byte[] signed(StunWriter writer) {
        return writer.integrity(theirs.pwd().getBytes(StandardCharsets.UTF_8)).fingerprint();
    }

    void send(byte... datagram) {
        try {
            socket.send(new DatagramPacket(datagram, datagram.length, target));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next answer to a request. */
    StunFrame awaitAnswer() {
        try {
            byte[] answer = received.poll(30, TimeUnit.SECONDS);
            if (answer == null) {
                throw new AssertionError("no answer");
            }
            return StunFrame.parse(answer);
        } catch (InterruptedException | MalformedPacketException e) {
            throw new AssertionError(e);
        }
    }

    private void receive() {
        byte[] buffer = new byte[65536];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                handle(Arrays.copyOf(buffer, packet.getLength()), packet);
            } catch (IOException | MalformedPacketException e) {
                // closed: the loop decides
            }
        }
    }

    private void handle(byte[] datagram, DatagramPacket packet)
            throws IOException, MalformedPacketException {
        boolean stun = datagram[0] < 4 && datagram[0] >= 0;
        if (!stun || StunFrame.parse(datagram).messageClass() != StunClass.REQUEST) {
            received.add(datagram);
            return;
        }
        StunFrame request = StunFrame.parse(datagram);
        requests.add(request);
        if (answering) {
            byte[] answer =
                    StunWriter.binding(StunClass.SUCCESS, request.transactionId())
                            .mappedAddress((InetSocketAddress) packet.getSocketAddress())
                            .integrity(answerKey)
                            .fingerprint();
            socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
