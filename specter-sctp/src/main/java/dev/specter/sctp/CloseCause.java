package dev.specter.sctp;

import java.util.OptionalInt;

/**
 * Why an association ended. Immutable.
 *
 * @param kind what happened
 * @param causeCode the first error cause code of the ABORT, either way (RFC 9260, section 3.3.10)
 * @param detail for a log or an error message; may be empty
 */
public record CloseCause(Kind kind, OptionalInt causeCode, String detail) {
    /** The ways in which an association ends. */
    public enum Kind {
        /** A graceful shutdown, from either end. */
        SHUTDOWN,
        /** {@link SctpAssociation#abort}. */
        ABORTED,
        /** The peer sent an ABORT. */
        ABORTED_BY_PEER,
        /** Set-up was not answered. */
        SETUP_FAILED,
        /** The peer stopped answering (RFC 9260, section 8.1). */
        PEER_UNREACHABLE,
        /** The peer broke the protocol so that we sent an ABORT. */
        PROTOCOL_VIOLATION
    }

    /** Whether it ended as users wish it. */
    public boolean isGraceful() {
        return kind == Kind.SHUTDOWN;
    }
}
