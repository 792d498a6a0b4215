package dev.specter.sctp.dcep;

/** What a message's bytes are (RFC 8831, section 6.6). */
public enum MessageKind {
    /** UTF-8 text, PPID 51; the empty one has 56. */
    TEXT,
    /** Bytes, PPID 53; the empty one has 57. */
    BINARY
}
