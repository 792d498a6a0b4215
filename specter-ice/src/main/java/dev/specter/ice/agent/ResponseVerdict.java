package dev.specter.ice.agent;

/** What became of a STUN response. */
enum ResponseVerdict {
    /** It answered a check, or is the copy of one that did. */
    ACCEPTED,
    /** It was not made by the peer, or came from the wrong place. */
    FORGED,
    /** It answers nothing. */
    UNKNOWN
}
