package dev.specter.ice.gather;

import dev.specter.ice.IceCandidate;
import dev.specter.ice.IceServerUrl;
import dev.specter.ice.agent.Base;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/** What a {@link Gatherer} reports. */
public sealed interface GatherEvent {
    /**
     * A local candidate; after a restart, known ones once more.
     *
     * @param candidate for the peer
     * @param base for the agent: where checks for it leave and arrive
     */
    record CandidateFound(IceCandidate candidate, Base base) implements GatherEvent {}

    /**
     * A relayed base is gone, with its candidates: its allocation was lost.
     *
     * @param base which one
     */
    record BaseGone(Base base) implements GatherEvent {}

    /**
     * A datagram came over a relayed base.
     *
     * @param base where
     * @param peer from whom
     * @param datagram array-backed, from position to limit; the receiver owns it
     */
    record Relayed(Base base, InetSocketAddress peer, ByteBuffer datagram) implements GatherEvent {}

    /**
     * A server could not be used: W3C's {@code icecandidateerror}.
     *
     * @param url which server
     * @param local the local address it was tried from, if there was one
     * @param code 300 to 699 as the server said, 701 if no answer came that could be used
     * @param text for people to read
     */
    record GatheringError(
            IceServerUrl url, Optional<InetSocketAddress> local, int code, String text)
            implements GatherEvent {}

    /** All candidates were found, or given up. Some may come still. */
    record Complete() implements GatherEvent {}
}
