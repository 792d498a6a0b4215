package dev.specter.testkit;

import java.nio.ByteBuffer;

/** A sans-I/O core as the network sees it: datagrams in, datagrams out, and a next deadline. */
public interface Endpoint extends Timed {
    /**
     * Takes a datagram from the peer.
     *
     * @param datagram owned by the endpoint from now on, array-backed
     * @param nowNanos virtual time
     */
    void handleDatagram(ByteBuffer datagram, long nowNanos);

    /** The next datagram to the peer, or null when there is none now. */
    ByteBuffer pollOutput();
}
