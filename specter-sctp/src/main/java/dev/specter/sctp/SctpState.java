package dev.specter.sctp;

/** What a user may know of an association's state. Immutable. */
public enum SctpState {
    /** Neither connected nor asked by the peer yet. */
    NEW,
    /** Set-up is under way. */
    CONNECTING,
    /** Messages flow both ways. */
    CONNECTED,
    /** A graceful shutdown is under way (RFC 9260, section 9.2). */
    CLOSING,
    /** Over; it never comes back. */
    CLOSED
}
