package dev.specter.webrtc;

import java.util.List;

/**
 * How a sender sends (webrtc-pc, section 5.2.3). Immutable.
 *
 * @param codecs the codecs negotiated, the peer's favourite first; empty before
 * @param headerExtensions the header extensions negotiated
 * @param reducedSizeRtcp whether reduced-size RTCP is used (RFC 5506)
 */
public record RtcRtpSendParameters(
        List<RtcRtpCodecParameters> codecs,
        List<RtcRtpHeaderExtensionParameters> headerExtensions,
        boolean reducedSizeRtcp) {
    /** Copies the lists. */
    public RtcRtpSendParameters {
        codecs = List.copyOf(codecs);
        headerExtensions = List.copyOf(headerExtensions);
    }
}
