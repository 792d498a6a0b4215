package dev.specter.webrtc;

/** State of a DTLS transport (webrtc-pc, section 5.5.1). */
public enum RtcDtlsTransportState {
    /** It has not started to negotiate. */
    NEW("new"),

    /** The handshake is under way. */
    CONNECTING("connecting"),

    /** The handshake is done and the peer's certificate verified. */
    CONNECTED("connected"),

    /** It was closed, by either end. */
    CLOSED("closed"),

    /** It failed: an error, or the wrong certificate. */
    FAILED("failed");

    private final String w3cName;

    RtcDtlsTransportState(String w3cName) {
        this.w3cName = w3cName;
    }

    /** The W3C string. */
    @Override
    public String toString() {
        return w3cName;
    }
}
