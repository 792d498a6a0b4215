package dev.specter.webrtc;

/** State of an SCTP transport (webrtc-pc, section 6.1.2). */
public enum RtcSctpTransportState {
    /** The association is being set up. */
    CONNECTING("connecting"),

    /** The association is up. */
    CONNECTED("connected"),

    /** It was closed, aborted or failed. */
    CLOSED("closed");

    private final String w3cName;

    RtcSctpTransportState(String w3cName) {
        this.w3cName = w3cName;
    }

    /** The W3C string. */
    @Override
    public String toString() {
        return w3cName;
    }
}
