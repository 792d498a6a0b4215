package dev.specter.sctp.dcep;

import dev.specter.sctp.CloseCause;

import java.util.Optional;

/**
 * Why a channel failed. Immutable.
 *
 * @param kind what happened
 * @param transport why the association ended, for {@link Kind#TRANSPORT}
 */
public record ChannelError(Kind kind, Optional<CloseCause> transport) {
    /** An error that is not the association's. */
    static ChannelError of(Kind kind) {
        return new ChannelError(kind, Optional.empty());
    }

    /** The ways in which a channel fails. */
    public enum Kind {
        /** The association ended with an error. */
        TRANSPORT,
        /** No identifier is left, or it is beyond the streams that the peer accepts. */
        NO_ID,
        /** The peer broke the establishment protocol on this channel. */
        PROTOCOL
    }
}
