package dev.specter.webrtc;

/** State of a data channel (webrtc-pc, section 6.2.3). */
public enum RtcDataChannelState {
    /** The channel is being set up. */
    CONNECTING("connecting"),

    /** Messages flow. */
    OPEN("open"),

    /** The closing procedure is under way. */
    CLOSING("closing"),

    /** The channel is closed, or could not be set up. */
    CLOSED("closed");

    private final String w3cName;

    RtcDataChannelState(String w3cName) {
        this.w3cName = w3cName;
    }

    /** The W3C string. */
    @Override
    public String toString() {
        return w3cName;
    }
}
