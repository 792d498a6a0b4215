package dev.specter.webrtc;

import java.util.Objects;

/**
 * One kind of RTCP feedback for a codec (RFC 4585, section 4.2), as {@code nack pli}. Immutable.
 *
 * @param type the feedback, as {@code nack}, {@code ccm}, {@code transport-cc}
 * @param parameter what follows, as {@code pli}; empty if nothing does
 */
public record RtcRtcpFeedback(String type, String parameter) {
    /** Checks that nothing is null. */
    public RtcRtcpFeedback {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(parameter, "parameter");
    }

    /**
     * Feedback without a parameter.
     *
     * @param type the feedback
     */
    public static RtcRtcpFeedback of(String type) {
        return new RtcRtcpFeedback(type, "");
    }

    /** As in an {@code a=rtcp-fb} line. */
    @Override
    public String toString() {
        return parameter.isEmpty() ? type : type + ' ' + parameter;
    }
}
