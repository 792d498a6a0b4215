package dev.specter.webrtc;

/** Which way media goes, seen from here (webrtc-pc, section 5.4). */
public enum RtcRtpTransceiverDirection {
    /** Both ways. */
    SENDRECV("sendrecv"),
    /** From here to the peer. */
    SENDONLY("sendonly"),
    /** From the peer to here. */
    RECVONLY("recvonly"),
    /** Neither way for now. */
    INACTIVE("inactive"),
    /** Neither way for good. */
    STOPPED("stopped");

    private final String w3c;

    RtcRtpTransceiverDirection(String w3c) {
        this.w3c = w3c;
    }

    /** The W3C string. */
    @Override
    public String toString() {
        return w3c;
    }

    /** Whether media goes from here to the peer. */
    public boolean sends() {
        return this == SENDRECV || this == SENDONLY;
    }

    /** Whether media comes from the peer. */
    public boolean receives() {
        return this == SENDRECV || this == RECVONLY;
    }

    /** The same seen from the peer: {@code sendonly} becomes {@code recvonly} and back. */
    public RtcRtpTransceiverDirection reversed() {
        return switch (this) {
            case SENDONLY -> RECVONLY;
            case RECVONLY -> SENDONLY;
            case SENDRECV, INACTIVE, STOPPED -> this;
        };
    }

    /**
     * The direction with these two halves; never {@link #STOPPED}.
     *
     * @param send whether media goes from here to the peer
     * @param receive whether media comes from the peer
     */
    public static RtcRtpTransceiverDirection of(boolean send, boolean receive) {
        if (send) {
            return receive ? SENDRECV : SENDONLY;
        }
        return receive ? RECVONLY : INACTIVE;
    }

    /**
     * The constant of a W3C string.
     *
     * @param w3c as {@link #toString()} gives it
     * @throws IllegalArgumentException if there is none
     */
    public static RtcRtpTransceiverDirection of(String w3c) {
        for (RtcRtpTransceiverDirection value : values()) {
            if (value.w3c.equals(w3c)) {
                return value;
            }
        }
        throw new IllegalArgumentException("not a RtcRtpTransceiverDirection: " + w3c);
    }
}
