package dev.specter.testkit;

import dev.specter.common.Bytes;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * A UDP socket of a {@link VirtualHost}. When its address goes from the host it is deaf and dumb,
 * and works again when the address returns. Loop-confined.
 */
public final class VirtualSocket {
    private final VirtualHost host;
    private final InetSocketAddress local;
    private final DatagramHandler handler;
    private boolean closed;

    VirtualSocket(VirtualHost host, InetSocketAddress local, DatagramHandler handler) {
        this.host = host;
        this.local = local;
        this.handler = handler;
    }

    /** The address and port to which it is bound. */
    public InetSocketAddress local() {
        return local;
    }

    /**
     * Sends a datagram.
     *
     * @param data the payload, copied
     * @param to the receiver
     * @return whether it left the socket; not when this is closed, when the host no longer has the
     *     address, and when the receiver has an address of the other family
     * @throws IllegalArgumentException when the receiver is unresolved
     */
    public boolean send(byte[] data, InetSocketAddress to) {
        return send(Bytes.copyOf(data), to);
    }

    /**
     * Sends a datagram.
     *
     * @param data the payload, from position to limit, copied; the position stays
     * @param to the receiver
     * @return as {@link #send(byte[], InetSocketAddress)}
     * @throws IllegalArgumentException when the receiver is unresolved
     */
    public boolean send(ByteBuffer data, InetSocketAddress to) {
        return send(Bytes.copyOf(data), to);
    }

    private boolean send(Bytes data, InetSocketAddress to) {
        if (to.isUnresolved()) {
            throw new IllegalArgumentException("unresolved: " + to);
        }
        return !closed && host.send(new VirtualDatagram(local, to, data));
    }

    /** Whether it has not been closed. */
    public boolean isOpen() {
        return !closed;
    }

    /** Closes it: its port is free, and what arrives there later is dropped. */
    public void close() {
        if (!closed) {
            closed = true;
            host.unbind(local);
        }
    }

    void receive(VirtualDatagram datagram, long nowNanos) {
        handler.onDatagram(this, datagram.source(), datagram.data().toArray(), nowNanos);
    }
}
