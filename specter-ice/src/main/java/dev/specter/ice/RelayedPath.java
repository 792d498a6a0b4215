package dev.specter.ice;

import dev.specter.ice.agent.Base;
import dev.specter.ice.path.Path;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** An address on a TURN server, used like a socket. Loop-confined. */
final class RelayedPath implements Path {
    private final Base base;
    private final Gathering gathering;
    private boolean open = true;

    RelayedPath(Base base, Gathering gathering) {
        this.base = base;
        this.gathering = gathering;
    }

    @Override
    public IceProtocol protocol() {
        return base.protocol();
    }

    @Override
    public InetSocketAddress address() {
        return base.address();
    }

    @Override
    public boolean write(ByteBuffer datagram, InetSocketAddress remote) {
        return open && gathering.relay(base, datagram, remote);
    }

    @Override
    public void flush() {
        gathering.flush();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
    }

    @Override
    public String toString() {
        return "RelayedPath[" + address() + "]";
    }
}
