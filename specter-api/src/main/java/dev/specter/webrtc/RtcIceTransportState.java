package dev.specter.webrtc;

/** State of an ICE transport (webrtc-pc, section 5.6.4). */
public enum RtcIceTransportState {
    /** It waits for remote candidates. */
    NEW("new"),

    /** It checks pairs. */
    CHECKING("checking"),

    /** It has a pair that works and may find a better one. */
    CONNECTED("connected"),

    /** It has finished with a pair that works. */
    COMPLETED("completed"),

    /** It has lost contact, which may come back. */
    DISCONNECTED("disconnected"),

    /** No pair works. */
    FAILED("failed"),

    /** It is closed. */
    CLOSED("closed");

    private final String w3cName;

    RtcIceTransportState(String w3cName) {
        this.w3cName = w3cName;
    }

    /** The W3C string. */
    @Override
    public String toString() {
        return w3cName;
    }
}
