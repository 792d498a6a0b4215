package dev.specter.ice.path;

import java.net.InetSocketAddress;

/** Takes what arrives at the sockets. Loop-confined. */
public interface PathListener {
    /**
     * A datagram arrived.
     *
     * @param path where
     * @param source who sent it, or says so
     * @param datagram all of it; the receiver owns it
     */
    void onDatagram(DatagramPath path, InetSocketAddress source, byte[] datagram);

    /**
     * All datagrams that had arrived have been delivered, or a bounded number of them.
     *
     * @param path where
     */
    void onReadComplete(DatagramPath path);
}
