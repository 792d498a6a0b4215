package dev.specter.netty;

import java.net.SocketAddress;

/** How clients reach a {@link WebRtcServerChannel}. Thread-safe. */
@FunctionalInterface
public interface ServerSignaling {
    /** What is made of each client. Thread-safe. */
    @FunctionalInterface
    interface Acceptor {
        /**
         * A client has begun a conversation. Does not block.
         *
         * @param client to be given what is for the client; closed at once if there are too many
         * @return takes what the client sends
         */
        SignalingLink accept(SignalingLink client);
    }

    /** A place where clients are awaited. */
    interface Listener {
        /** The address at which clients find it. */
        SocketAddress localAddress();

        /** Takes no more clients; conversations go on. Does not block. */
        void close();
    }

    /**
     * Begins to await clients. Called on the server channel's event loop.
     *
     * @param local what was given to {@code bind}; the kind of address is the signaling's own
     * @param acceptor told of each client
     * @return the place
     * @throws Exception if the address cannot be had, for {@code bind} to fail with
     */
    Listener listen(SocketAddress local, Acceptor acceptor) throws Exception;
}
