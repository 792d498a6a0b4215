package dev.specter.ice.gather;

/** Which candidates a peer may be told of (webrtc-pc, section 4.2.4; RFC 8828). */
public enum GatherPolicy {
    /** All of them. */
    ALL,
    /** None that says an address of this host. */
    NO_HOST,
    /** Relayed ones only. */
    RELAY
}
