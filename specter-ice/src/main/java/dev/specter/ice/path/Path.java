package dev.specter.ice.path;

import dev.specter.ice.agent.Base;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * A base of our own on the operating system: datagrams in, datagrams out, nothing promised. What
 * arrives goes to the {@link PathListener} it was made with. Loop-confined.
 */
public interface Path extends Base {
    /**
     * Sends a datagram, or queues it until {@link #flush}.
     *
     * @param datagram from position to limit; given away
     * @param remote where to; over TCP the first datagram for an address opens a connection to it
     * @return false, and counted, if it was dropped: the queue is full, the path is closed, or the
     *     remote cannot be reached from here
     */
    boolean write(ByteBuffer datagram, InetSocketAddress remote);

    /** Hands what is queued to the operating system. */
    void flush();

    /** Whether datagrams can still go this way. */
    boolean isOpen();

    /** Closes it; nothing arrives afterwards, and {@link PathListener#onClosed} is not called. */
    void close();
}
