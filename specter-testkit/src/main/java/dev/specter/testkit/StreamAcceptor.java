package dev.specter.testkit;

/** Takes the connections that come to a {@link VirtualListener}. */
@FunctionalInterface
public interface StreamAcceptor {
    /**
     * Takes a connection, which is open.
     *
     * @param at this end of it
     * @param nowNanos virtual time
     * @return takes what comes
     */
    StreamHandler onConnection(VirtualConnection at, long nowNanos);
}
