package dev.specter.ice.path;

import dev.specter.ice.IceProtocol;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/** What one connection sees of a {@link UdpMux}. Loop-confined. */
public final class UdpMuxPath extends MuxTable.Member implements Path {
    private final UdpMux mux;
    private final InetSocketAddress address;

    /** Null once closed, so that what still refers to this path keeps nothing else alive. */
    private PathListener listener;

    /** Whether it is to be told that reading is complete. */
    boolean touched;

    UdpMuxPath(UdpMux mux, PathListener listener) {
        this.mux = mux;
        this.listener = listener;
        address = mux.address();
    }

    PathListener listener() {
        return listener;
    }

    /**
     * Takes checks for another fragment too, as an ICE restart wants it.
     *
     * @param fragment a local user name fragment
     * @return false if another connection on this port has it
     */
    public boolean addFragment(String fragment) {
        return isOpen() && mux.addFragment(this, fragment);
    }

    /**
     * Takes no more checks for a fragment; addresses that are known to be the peer's stay so.
     *
     * @param fragment one that was added or attached
     */
    public void removeFragment(String fragment) {
        mux.removeFragment(this, fragment);
    }

    @Override
    public IceProtocol protocol() {
        return IceProtocol.UDP;
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public boolean write(ByteBuffer datagram, InetSocketAddress remote) {
        return isOpen() && mux.write(this, datagram, remote);
    }

    @Override
    public void flush() {
        mux.flush();
    }

    @Override
    public boolean isOpen() {
        return listener != null;
    }

    @Override
    public void close() {
        if (isOpen()) {
            listener = null;
            mux.remove(this);
        }
    }

    void end(Optional<Throwable> cause) {
        if (isOpen()) {
            PathListener told = listener;
            close();
            told.onClosed(this, cause);
        }
    }

    @Override
    public String toString() {
        return "UdpMuxPath[" + address + "]";
    }
}
