package dev.specter.webrtc;

/** How far the search for local candidates has come (webrtc-pc, section 4.3.2). */
public enum RtcIceGatheringState {
    /** It has not begun. */
    NEW("new"),

    /** It is under way. */
    GATHERING("gathering"),

    /** It has ended. */
    COMPLETE("complete");

    private final String w3cName;

    RtcIceGatheringState(String w3cName) {
        this.w3cName = w3cName;
    }

    /** The W3C string. */
    @Override
    public String toString() {
        return w3cName;
    }
}
