package dev.specter.webrtc;

import java.util.Objects;

/**
 * What is negotiated for RTCP (webrtc-pc, section 5.2.8). Immutable.
 *
 * @param cname the canonical name of the connection's sources (RFC 3550, section 6.5.1)
 * @param reducedSize whether reduced-size RTCP is used (RFC 5506)
 */
public record RtcRtcpParameters(String cname, boolean reducedSize) {
    /** Checks that nothing is null. */
    public RtcRtcpParameters {
        Objects.requireNonNull(cname, "cname");
    }
}
