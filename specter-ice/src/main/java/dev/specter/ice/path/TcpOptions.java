package dev.specter.ice.path;

import java.time.Duration;

/**
 * Bounds of TCP candidates. Immutable.
 *
 * @param connectTimeout how long a connection may take to be made
 * @param proofTimeout how long a connection may last without a checked STUN message on it
 * @param idleTimeout how long a connection lasts on which nothing arrives; consent checks come
 *     every few seconds
 * @param maxFrameBytes largest frame taken, up to 65,535; larger ones end the connection
 * @param maxQueuedBytes bytes that wait in one connection before datagrams are dropped
 * @param maxConnections connections of one listener
 * @param maxUnproved of those, how many may be without a checked STUN message; the oldest of them
 *     makes room for the next
 * @param maxConnectionsPerPath connections of one path
 */
public record TcpOptions(
        Duration connectTimeout,
        Duration proofTimeout,
        Duration idleTimeout,
        int maxFrameBytes,
        int maxQueuedBytes,
        int maxConnections,
        int maxUnproved,
        int maxConnectionsPerPath) {
    private static final TcpOptions DEFAULTS =
            new TcpOptions(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(60),
                    16_384,
                    1 << 20,
                    10_000,
                    256,
                    32);

    /**
     * 10 s to connect, 30 s for proof, 60 s of silence; frames of 16 KiB, 1 MiB queued; 10,000
     * connections to a listener, 256 without proof, 32 for a path.
     */
    public static TcpOptions defaults() {
        return DEFAULTS;
    }
}
