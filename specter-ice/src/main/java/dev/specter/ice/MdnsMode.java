package dev.specter.ice;

/** What multicast DNS is used for (draft-ietf-mmusic-mdns-ice-candidates, section 3). */
public enum MdnsMode {
    /** Nothing. */
    OFF,
    /** Names in candidates of the peer are resolved. */
    RESOLVE,
    /** That, and our own host candidates have random names instead of addresses. */
    RESOLVE_AND_HIDE
}
