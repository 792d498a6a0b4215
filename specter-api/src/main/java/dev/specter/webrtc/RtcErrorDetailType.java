package dev.specter.webrtc;

/** What failed, more finely than an error's name (webrtc-pc, section 11.3). */
public enum RtcErrorDetailType {
    /** The data channel failed. */
    DATA_CHANNEL_FAILURE("data-channel-failure"),
    /** The DTLS handshake or connection failed. */
    DTLS_FAILURE("dtls-failure"),
    /** The peer's certificate matches no fingerprint of its description. */
    FINGERPRINT_FAILURE("fingerprint-failure"),
    /** The SCTP association failed. */
    SCTP_FAILURE("sctp-failure"),
    /** A session description is not well formed. */
    SDP_SYNTAX_ERROR("sdp-syntax-error"),
    /** There is no hardware encoder for the parameters. */
    HARDWARE_ENCODER_NOT_AVAILABLE("hardware-encoder-not-available"),
    /** The hardware encoder failed. */
    HARDWARE_ENCODER_ERROR("hardware-encoder-error");

    private final String w3c;

    RtcErrorDetailType(String w3c) {
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
    public static RtcErrorDetailType of(String w3c) {
        for (RtcErrorDetailType value : values()) {
            if (value.w3c.equals(w3c)) {
                return value;
            }
        }
        throw new IllegalArgumentException("not a RtcErrorDetailType: " + w3c);
    }
}
