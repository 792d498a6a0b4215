package dev.specter.webrtc;

import java.util.List;

/**
 * What a receiver takes (webrtc-pc, section 5.3.3). Immutable.
 *
 * @param codecs the codecs negotiated, in order of preference; empty before
 * @param headerExtensions the header extensions negotiated
 */
public record RtcRtpReceiveParameters(
        List<RtcRtpCodecParameters> codecs,
        List<RtcRtpHeaderExtensionParameters> headerExtensions) {
    /** Copies the lists. */
    public RtcRtpReceiveParameters {
        codecs = List.copyOf(codecs);
        headerExtensions = List.copyOf(headerExtensions);
    }
}
