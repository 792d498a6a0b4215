package dev.specter.ice;

import java.nio.ByteBuffer;

/**
 * What an {@link IceTransport} reports. Every method is called on the transport's event loop, never
 * from within a call into the transport, and never after {@link IceTransport#close()}.
 * Loop-confined.
 */
public interface IceListener {
    /**
     * A local candidate of the current generation was found.
     *
     * @param candidate to be told to the peer
     */
    void onLocalCandidate(IceCandidate candidate);

    /**
     * Gathering went on; {@link IceGatheringState#COMPLETE} comes after the last candidate.
     *
     * @param state the new state
     */
    void onGatheringStateChange(IceGatheringState state);

    /**
     * A STUN or TURN server gave no candidate.
     *
     * @param error which, and why
     */
    default void onGatheringError(IceGatheringError error) {}

    /**
     * The transport's state changed.
     *
     * @param state the new state
     */
    void onStateChange(IceTransportState state);

    /**
     * Datagrams go another way from now on.
     *
     * @param pair the pair chosen
     */
    void onSelectedPairChange(IceCandidatePair pair);

    /**
     * A conflict has turned the role round (RFC 8445, section 7.3.1.1).
     *
     * @param role the new role
     */
    default void onRoleChange(IceRole role) {}

    /**
     * A datagram that is not STUN came from the peer.
     *
     * @param datagram array-backed, from position to limit; the receiver owns it
     */
    void onDatagram(ByteBuffer datagram);

    /** All datagrams that had arrived at a socket have been delivered: the end of a read burst. */
    default void onReadComplete() {}
}
