package dev.specter.testkit;

import java.net.InetSocketAddress;

/** A TCP port at which a {@link VirtualHost} takes connections. Loop-confined. */
public final class VirtualListener {
    private final TcpStack stack;
    private final InetSocketAddress local;
    private final StreamAcceptor acceptor;

    VirtualListener(TcpStack stack, InetSocketAddress local, StreamAcceptor acceptor) {
        this.stack = stack;
        this.local = local;
        this.acceptor = acceptor;
    }

    /** The address and port to which it is bound. */
    public InetSocketAddress local() {
        return local;
    }

    /** Takes no more connections; those that are open stay. */
    public void close() {
        stack.close(this);
    }

    StreamAcceptor acceptor() {
        return acceptor;
    }
}
