package dev.specter.webrtc;

/** Where an offer/answer exchange stands (webrtc-pc, section 4.3.1). */
public enum RtcSignalingState {
    /** No exchange is under way. */
    STABLE("stable"),
    /** A local offer was set. */
    HAVE_LOCAL_OFFER("have-local-offer"),
    /** A remote offer was set. */
    HAVE_REMOTE_OFFER("have-remote-offer"),
    /** A remote offer was set and a local provisional answer to it. */
    HAVE_LOCAL_PRANSWER("have-local-pranswer"),
    /** A local offer was set and a remote provisional answer to it. */
    HAVE_REMOTE_PRANSWER("have-remote-pranswer"),
    /** The connection was closed. */
    CLOSED("closed");

    private final String w3c;

    RtcSignalingState(String w3c) {
        this.w3c = w3c;
    }

    /** The W3C string. */
    @Override
    public String toString() {
        return w3c;
    }

    /**
     * The constant of a W3C string.
     *
     * @param w3c as {@link #toString()} gives it
     * @throws IllegalArgumentException if there is none
     */
    public static RtcSignalingState of(String w3c) {
        for (RtcSignalingState value : values()) {
            if (value.w3c.equals(w3c)) {
                return value;
            }
        }
        throw new IllegalArgumentException("not a RtcSignalingState: " + w3c);
    }
}
