package dev.specter.ice.gather;

import java.net.InetSocketAddress;

/** The use of one server from one base, or over streams. Loop-confined. */
interface ServerTask {
    boolean isOf(Server which);

    /** Whether it has this base; one that speaks over streams has none. */
    boolean isFrom(LocalBase which);

    void start(long nowNanos);

    /** Whether gathering need not wait for it any longer. */
    boolean isDecided();

    /** Whether nothing will come of it, unless it is started anew. */
    boolean isFailed();

    /** Takes a datagram that came to its base; false if it is not for this task. */
    boolean handleDatagram(InetSocketAddress source, byte[] datagram, long nowNanos);

    void handleTimeout(long nowNanos);

    long nextTimeoutNanos();

    /** Ends it; what it has found is gone. */
    void close();
}
