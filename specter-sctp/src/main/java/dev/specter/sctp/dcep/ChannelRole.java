package dev.specter.sctp.dcep;

/** The DTLS role, which decides whose stream identifiers are even (RFC 8832, section 6). */
public enum ChannelRole {
    /** The DTLS client takes even stream identifiers. */
    CLIENT,
    /** The DTLS server takes odd stream identifiers. */
    SERVER
}
