package dev.specter.webrtc;

/**
 * How many transports are gathered for before the peer's view of BUNDLE is known (webrtc-pc,
 * section 4.2.4; RFC 9429, section 4.1.1).
 */
public enum RtcBundlePolicy {
    /** One transport per kind of media (audio, video, data). */
    BALANCED("balanced"),
    /** One transport per m-section. */
    MAX_COMPAT("max-compat"),
    /** One transport in all; a peer that does not bundle gets one m-section. */
    MAX_BUNDLE("max-bundle");

    private final String w3c;

    RtcBundlePolicy(String w3c) {
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
    public static RtcBundlePolicy of(String w3c) {
        for (RtcBundlePolicy value : values()) {
            if (value.w3c.equals(w3c)) {
                return value;
            }
        }
        throw new IllegalArgumentException("not a RtcBundlePolicy: " + w3c);
    }
}
