package dev.specter.ice.path;

import dev.specter.ice.IceProtocol;
import dev.specter.ice.TcpType;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Connections that the peer opens to a {@link TcpMux} (RFC 6544, section 7.2). Its remotes are
 * those that have connected; what goes elsewhere is dropped. Loop-confined.
 */
public final class TcpPassivePath implements Path {
    private final TcpMux mux;
    private final PathListener listener;
    private final Set<String> fragments = new HashSet<>(2);

    /** Oldest first. */
    private final Map<InetSocketAddress, TcpConnection> connections = new LinkedHashMap<>(2);

    private final boolean alone;
    private boolean closed;

    /** A path that closes the port with itself if it is alone there. */
    TcpPassivePath(TcpMux mux, PathListener listener, boolean alone) {
        this.mux = mux;
        this.listener = listener;
        this.alone = alone;
    }

    /**
     * Takes connections for another fragment too, as an ICE restart wants it.
     *
     * @param fragment a local user name fragment
     * @return false if another ICE connection on this port has it
     */
    public boolean addFragment(String fragment) {
        if (closed || !mux.addFragment(this, fragment)) {
            return false;
        }
        fragments.add(fragment);
        return true;
    }

    /**
     * Takes no more connections for a fragment; those that there are stay.
     *
     * @param fragment one that was added or attached
     */
    public void removeFragment(String fragment) {
        fragments.remove(fragment);
        mux.removeFragment(this, fragment);
    }

    @Override
    public IceProtocol protocol() {
        return IceProtocol.TCP;
    }

    @Override
    public InetSocketAddress address() {
        return mux.address();
    }

    @Override
    public Optional<TcpType> tcpType() {
        return Optional.of(TcpType.PASSIVE);
    }

    /** How many connections of the peer there are. */
    public int size() {
        return connections.size();
    }

    @Override
    public boolean write(ByteBuffer datagram, InetSocketAddress remote) {
        TcpConnection connection = connections.get(remote);
        return connection != null && connection.write(datagram);
    }

    @Override
    public void flush() {
        connections.values().forEach(TcpConnection::flush);
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        mux.remove(this, fragments);
        new ArrayList<>(connections.values()).forEach(TcpConnection::close);
        if (alone) {
            mux.close();
        }
    }

    void end(Optional<Throwable> cause) {
        if (!closed) {
            close();
            listener.onClosed(this, cause);
        }
    }

    /**
     * Takes a connection whose first frame has our fragment, if need be in place of the oldest that
     * has proved nothing.
     *
     * @return false if there are so many already
     */
    boolean add(TcpConnection connection, int max) {
        if (connections.size() >= max) {
            connections.values().stream()
                    .filter(there -> !there.isProved())
                    .findFirst()
                    .ifPresent(TcpConnection::close);
        }
        if (connections.size() >= max) {
            return false;
        }
        connections.put(connection.remote(), connection);
        return true;
    }

    void deliver(TcpConnection connection, byte[] frame) {
        listener.onDatagram(this, connection.remote(), frame);
        if (!connection.isProved() && !closed && listener.isPeer(this, connection.remote())) {
            connection.prove();
            mux.onProved(connection);
        }
    }

    void onReadComplete() {
        listener.onReadComplete(this);
    }

    void remove(TcpConnection connection) {
        connections.remove(connection.remote(), connection);
        if (!closed) {
            listener.onRemoteClosed(this, connection.remote());
        }
    }

    @Override
    public String toString() {
        return "TcpPassivePath[" + address() + "]";
    }
}
