package dev.specter.ice;

/** Which candidates a transport uses (webrtc-pc, section 4.2.4; RFC 8828). */
public enum IceTransportPolicy {
    /** All of them. */
    ALL,
    /** Those on TURN servers only: the peer learns no address of ours. */
    RELAY
}
