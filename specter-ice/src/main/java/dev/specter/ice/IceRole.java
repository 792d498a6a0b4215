package dev.specter.ice;

/** Which agent nominates the pair to use (RFC 8445, section 4). */
public enum IceRole {
    /** Nominates. */
    CONTROLLING,
    /** Waits for the other agent's nomination. */
    CONTROLLED
}
