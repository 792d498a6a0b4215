package dev.specter.ice.turn;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** What a {@link TurnClient} reports. */
public sealed interface TurnEvent {
    /**
     * There is an allocation.
     *
     * @param relayed its addresses, one for each family, at least one
     * @param mapped our address as the server sees it
     */
    record Allocated(List<InetSocketAddress> relayed, Optional<InetSocketAddress> mapped)
            implements TurnEvent {}

    /**
     * There is none, and the client has given up.
     *
     * @param failure why
     */
    record Failed(TurnFailure failure) implements TurnEvent {}

    /**
     * There is none; another server is to be asked (RFC 8489, section 10).
     *
     * @param server where
     */
    record Redirected(InetSocketAddress server) implements TurnEvent {}

    /**
     * The allocation is gone, and the client has given up.
     *
     * @param failure why
     */
    record Lost(TurnFailure failure) implements TurnEvent {}

    /**
     * A datagram came from a peer.
     *
     * @param peer from whom
     * @param datagram array-backed, from position to limit; the receiver owns it
     */
    record Relayed(InetSocketAddress peer, ByteBuffer datagram) implements TurnEvent {}
}
