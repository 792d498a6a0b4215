package dev.specter.ice.path;

/**
 * What is asked of each socket. Immutable.
 *
 * @param minPort lowest local port, or 0 when the system chooses
 * @param maxPort highest local port, or 0
 * @param receiveBufferBytes SO_RCVBUF asked for
 * @param sendBufferBytes SO_SNDBUF asked for
 */
public record SocketOptions(int minPort, int maxPort, int receiveBufferBytes, int sendBufferBytes) {
    /** The same on one port only. */
    SocketOptions withPort(int port) {
        return new SocketOptions(port, port, receiveBufferBytes, sendBufferBytes);
    }
}
