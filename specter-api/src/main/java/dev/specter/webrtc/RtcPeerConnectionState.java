package dev.specter.webrtc;

/** State of all transports of a connection together (webrtc-pc, section 4.3.3). */
public enum RtcPeerConnectionState {
    /** Every transport is new or closed, or there is none. */
    NEW("new"),

    /** A transport is connecting or checking. */
    CONNECTING("connecting"),

    /** Every transport is connected, completed or closed. */
    CONNECTED("connected"),

    /** A transport has lost contact, which may come back. */
    DISCONNECTED("disconnected"),

    /** A transport has failed. */
    FAILED("failed"),

    /** The connection is closed. */
    CLOSED("closed");

    private final String w3cName;

    RtcPeerConnectionState(String w3cName) {
        this.w3cName = w3cName;
    }

    /** The W3C string. */
    @Override
    public String toString() {
        return w3cName;
    }
}
