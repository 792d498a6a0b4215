package dev.specter.dtls;

/**
 * The workers on which handshakes run, since they wait for datagrams. Grows on demand up to a
 * bound; a worker that has been idle for a second ends. Servers and clients have an allowance each,
 * so that clients that wait for servers of the same process never keep those from running.
 * Thread-safe.
 */
public final class HandshakePool implements AutoCloseable {
    /** How many handshakes run at once unless told otherwise. */
    public static final int DEFAULT_WORKERS = 256;

    /** A pool of {@link #DEFAULT_WORKERS}. */
    public HandshakePool() {
        this(DEFAULT_WORKERS);
    }

    /**
     * A pool.
     *
     * @param workers how many handshakes run at once, at least 2: half for clients, the rest for
     *     servers
     * @throws IllegalArgumentException for fewer
     */
    public HandshakePool(int workers) {
        if (workers < 2) {
            throw new IllegalArgumentException("workers: " + workers);
        }
    }

    /** Ends the workers. Handshakes under way or waiting fail. */
    @Override
    public void close() {}
}
