package dev.specter.testkit;

import dev.specter.common.Bytes;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The TCP connections and listeners of a host. */
final class TcpStack {
    private record Flow(InetSocketAddress local, InetSocketAddress remote) {}

    /** Hands a connection over to its acceptor when it has come about. */
    private record Accepting(StreamAcceptor acceptor) implements StreamHandler {
        @Override
        public void onConnected(VirtualConnection at, long nowNanos) {
            at.handler(acceptor.onConnection(at, nowNanos));
        }

        @Override
        public void onData(VirtualConnection at, byte[] data, long nowNanos) {
            throw new AssertionError("not connected");
        }

        @Override
        public void onClosed(VirtualConnection at, CloseReason reason, long nowNanos) {}
    }

    private final VirtualHost host;
    private final RandomGenerator random;
    private final Map<InetSocketAddress, VirtualListener> listeners = new HashMap<>();
    private final Map<Flow, VirtualConnection> connections = new HashMap<>();

    TcpStack(VirtualHost host, RandomGenerator random) {
        this.host = host;
        this.random = random;
    }

    RandomGenerator random() {
        return random;
    }

    long nowNanos() {
        return host.network().nowNanos();
    }

    void schedule(long dueNanos, Runnable action) {
        host.network().schedule(dueNanos, action);
    }

    void send(VirtualSegment segment) {
        host.send(segment);
    }

    VirtualListener listen(InetSocketAddress wanted, StreamAcceptor acceptor) {
        InetSocketAddress local = host.endpoint(wanted, listeners::containsKey);
        var listener = new VirtualListener(this, local, acceptor);
        listeners.put(local, listener);
        return listener;
    }

    void close(VirtualListener listener) {
        listeners.remove(listener.local(), listener);
    }

    VirtualConnection connect(InetSocketAddress from, InetSocketAddress to, StreamHandler handler) {
        InetSocketAddress local =
                host.endpoint(from, taken -> connections.containsKey(new Flow(taken, to)));
        VirtualConnection connection = make(local, to, handler);
        connection.connect();
        return connection;
    }

    private VirtualConnection make(
            InetSocketAddress local, InetSocketAddress remote, StreamHandler handler) {
        int overheadBytes = TransportProtocol.TCP.overheadBytes(local.getAddress());
        var connection =
                new VirtualConnection(
                        this, local, remote, host.mtuBytes() - overheadBytes, handler);
        connections.put(new Flow(local, remote), connection);
        return connection;
    }

    void forget(VirtualConnection connection) {
        connections.remove(new Flow(connection.local(), connection.remote()), connection);
    }

    /** Whether there is somebody for a segment: a connection, or a listener for its SYN. */
    boolean knows(VirtualSegment segment) {
        return connections.containsKey(new Flow(segment.destination(), segment.source()))
                || (segment.type() == VirtualSegment.Type.SYN
                        && listeners.containsKey(segment.destination()));
    }

    void receive(VirtualSegment segment) {
        InetSocketAddress local = segment.destination();
        VirtualConnection connection = connections.get(new Flow(local, segment.source()));
        if (connection != null) {
            connection.receive(segment);
        } else if (knows(segment)) {
            StreamAcceptor acceptor = listeners.get(local).acceptor();
            make(local, segment.source(), new Accepting(acceptor)).accept(segment);
        } else if (segment.type() != VirtualSegment.Type.RST) {
            // RFC 9293, section 3.10.7.1
            send(
                    new VirtualSegment(
                            local,
                            segment.source(),
                            VirtualSegment.Type.RST,
                            segment.acknowledgement(),
                            segment.sequence() + segment.length(),
                            0,
                            Bytes.EMPTY));
        }
    }
}
