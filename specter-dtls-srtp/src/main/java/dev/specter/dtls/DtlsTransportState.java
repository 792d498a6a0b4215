package dev.specter.dtls;

/** The states of a transport; they are those of W3C's {@code RTCDtlsTransportState}. */
public enum DtlsTransportState {
    /** Not started. */
    NEW,
    /** Shaking hands; also a server that waits for a ClientHello. */
    CONNECTING,
    /** Handshake done and the peer's certificate verified. */
    CONNECTED,
    /** Closed by either end. Final. */
    CLOSED,
    /** Ended by an error. Final. */
    FAILED
}
