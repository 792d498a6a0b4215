package dev.specter.webrtc;

import java.util.Objects;
import java.util.Optional;

/**
 * What is negotiated for RTCP (webrtc-pc, section 5.2.8). Immutable.
 *
 * @param cname the canonical name of the connection's sources (RFC 3550, section 6.5.1); a receiver
 *     has none
 * @param reducedSize whether reduced-size RTCP is used (RFC 5506)
 */
public record RtcRtcpParameters(Optional<String> cname, boolean reducedSize) {
    /** Checks that nothing is null. */
    public RtcRtcpParameters {
        Objects.requireNonNull(cname, "cname");
    }
}
