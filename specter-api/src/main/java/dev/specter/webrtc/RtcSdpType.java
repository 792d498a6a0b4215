package dev.specter.webrtc;

/** What a session description is (webrtc-pc, section 4.6.1). */
public enum RtcSdpType {
    /** An offer. */
    OFFER("offer"),
    /** An answer that another answer will follow. */
    PRANSWER("pranswer"),
    /** The final answer; it ends the exchange. */
    ANSWER("answer"),
    /** Back to the last stable state; it has no text. */
    ROLLBACK("rollback");

    private final String w3c;

    RtcSdpType(String w3c) {
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
    public static RtcSdpType of(String w3c) {
        for (RtcSdpType value : values()) {
            if (value.w3c.equals(w3c)) {
                return value;
            }
        }
        throw new IllegalArgumentException("not a RtcSdpType: " + w3c);
    }
}
