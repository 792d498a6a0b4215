package dev.specter.webrtc;

import java.util.List;
import java.util.Objects;

/**
 * What a receiver takes (webrtc-pc, section 5.3.3). Immutable.
 *
 * @param codecs the codecs to receive, in order of preference: those of our offer, then those
 *     negotiated; empty while our description does not receive
 * @param headerExtensions the header extensions negotiated
 * @param rtcp whether reduced-size RTCP is taken; no {@code cname}
 */
public record RtcRtpReceiveParameters(
        List<RtcRtpCodecParameters> codecs,
        List<RtcRtpHeaderExtensionParameters> headerExtensions,
        RtcRtcpParameters rtcp) {
    /** Copies the lists. */
    public RtcRtpReceiveParameters {
        codecs = List.copyOf(codecs);
        headerExtensions = List.copyOf(headerExtensions);
        Objects.requireNonNull(rtcp, "rtcp");
    }
}
