package dev.specter.ice.path;

import java.net.InetSocketAddress;
import java.util.Optional;

/** Takes what arrives at paths. Loop-confined. */
public interface PathListener {
    /**
     * A datagram arrived.
     *
     * @param path where
     * @param source who sent it, or says so
     * @param datagram all of it; the receiver owns it
     */
    void onDatagram(Path path, InetSocketAddress source, byte[] datagram);

    /**
     * All datagrams that had arrived have been delivered, or a bounded number of them.
     *
     * @param path where
     */
    void onReadComplete(Path path);

    /**
     * Whether this address has proved by a checked STUN message that it is the peer's. Shared ports
     * ask it, after they have delivered STUN, to know whose the address is from then on.
     *
     * @param path where
     * @param source the address
     */
    boolean isPeer(Path path, InetSocketAddress source);

    /**
     * A path that was not closed by its owner is gone for good.
     *
     * @param path which
     * @param cause why, if that is known
     */
    void onClosed(Path path, Optional<Throwable> cause);

    /**
     * The connection of a TCP path to one remote has ended or could not be made.
     *
     * @param path which
     * @param remote the other end
     */
    default void onRemoteClosed(Path path, InetSocketAddress remote) {}
}
