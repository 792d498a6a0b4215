package dev.specter.webrtc;

/** The kind of a track or transceiver. */
public enum RtcMediaKind {
    /** Audio. */
    AUDIO("audio"),
    /** Video. */
    VIDEO("video");

    private final String w3c;

    RtcMediaKind(String w3c) {
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
    public static RtcMediaKind of(String w3c) {
        for (RtcMediaKind value : values()) {
            if (value.w3c.equals(w3c)) {
                return value;
            }
        }
        throw new IllegalArgumentException("not a RtcMediaKind: " + w3c);
    }
}
