package dev.specter.webrtc;

/** State of all ICE transports of a connection together (webrtc-pc, section 4.3.4). */
public enum RtcIceConnectionState {
    /** Every ICE transport is new or closed, or there is none. */
    NEW("new"),

    /** An ICE transport checks pairs. */
    CHECKING("checking"),

    /** Every ICE transport has a pair that works. */
    CONNECTED("connected"),

    /** Every ICE transport has finished with a pair that works. */
    COMPLETED("completed"),

    /** An ICE transport has lost contact, which may come back. */
    DISCONNECTED("disconnected"),

    /** An ICE transport has failed. */
    FAILED("failed"),

    /** The connection is closed. */
    CLOSED("closed");

    private final String w3cName;

    RtcIceConnectionState(String w3cName) {
        this.w3cName = w3cName;
    }

    /** The W3C string. */
    @Override
    public String toString() {
        return w3cName;
    }
}
