package dev.specter.ice;

/** State of an {@link IceTransport}, in W3C's terms (webrtc-pc, RTCIceTransportState). */
public enum IceTransportState {
    /** Gathering, or waiting for remote parameters. */
    NEW,
    /** Remote parameters are known and pairs are being checked; none works yet. */
    CHECKING,
    /** A pair works; others may still be checked, or remote candidates may still come. */
    CONNECTED,
    /** A pair works and was nominated, and no more remote candidates will come. */
    COMPLETED,
    /** The peer has stopped to answer on the selected pair; it may come back. */
    DISCONNECTED,
    /** No pair works, or consent to send has expired (RFC 7675). A late candidate revives it. */
    FAILED,
    /** Closed by {@link IceTransport#close()}. */
    CLOSED
}
