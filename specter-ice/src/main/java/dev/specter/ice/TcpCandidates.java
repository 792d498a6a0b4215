package dev.specter.ice;

/** Which TCP candidates a transport has of its own (RFC 6544). */
public enum TcpCandidates {
    /** None. */
    NONE,
    /** Connections are made to peers that listen, as browsers do. */
    ACTIVE,
    /** Connections are made, and taken on a listening port per address. */
    ACTIVE_AND_PASSIVE
}
