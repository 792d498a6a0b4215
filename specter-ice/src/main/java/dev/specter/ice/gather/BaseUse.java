package dev.specter.ice.gather;

/** What a socket is good for. */
public enum BaseUse {
    /** Everything. */
    ALL,
    /** Not for allocations: other transports share it, and it could have one only (RFC 8656). */
    NO_RELAY,
    /** For allocations only: it is no address for the peer. */
    RELAY_ONLY
}
