package dev.specter.netty;

import java.net.SocketAddress;
import java.util.concurrent.CompletionStage;

/** How a {@link WebRtcChannel} that connects reaches the server. Thread-safe. */
@FunctionalInterface
public interface ClientSignaling {
    /**
     * Begins a conversation with the server at an address. Called once for each connection, on the
     * connection's callback executor; must not block.
     *
     * @param server what was given to {@code connect}; the kind of address is the signaling's own
     * @param client to be given what the server sends
     * @return takes what is for the server; fails if it cannot be reached, with what {@code
     *     connect} shall fail with
     */
    CompletionStage<SignalingLink> connect(SocketAddress server, SignalingLink client);
}
