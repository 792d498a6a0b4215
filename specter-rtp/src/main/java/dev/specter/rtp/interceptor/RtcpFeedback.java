package dev.specter.rtp.interceptor;

import java.util.Optional;

/** Kinds of RTCP feedback that SDP negotiates with {@code a=rtcp-fb} (RFC 4585, section 4.2). */
public enum RtcpFeedback {
    /** Generic NACK (RFC 4585, section 6.2.1). */
    NACK("nack"),
    /** Picture loss indication (RFC 4585, section 6.3.1). */
    NACK_PLI("nack pli"),
    /** Full intra request (RFC 5104, section 4.3.1). */
    CCM_FIR("ccm fir"),
    /** Transport-wide congestion control feedback. */
    TRANSPORT_CC("transport-cc"),
    /** Receiver estimated maximum bit rate. */
    GOOG_REMB("goog-remb");

    private final String token;

    RtcpFeedback(String token) {
        this.token = token;
    }

    /**
     * Reads what stands behind the payload type in an {@code a=rtcp-fb} line.
     *
     * @param token for example {@code nack pli}
     * @return the kind, or empty where it is none of these
     */
    public static Optional<RtcpFeedback> of(String token) {
        for (RtcpFeedback kind : values()) {
            if (kind.token.equals(token.strip())) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** As SDP spells it. */
    @Override
    public String toString() {
        return token;
    }
}
