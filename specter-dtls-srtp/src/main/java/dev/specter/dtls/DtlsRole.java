package dev.specter.dtls;

/** Who speaks first: the {@code active} end of {@code a=setup} is the client (RFC 8842). */
public enum DtlsRole {
    /** Sends the ClientHello; {@code a=setup:active}. */
    CLIENT,
    /** Waits for the ClientHello; {@code a=setup:passive}. */
    SERVER
}
