package dev.specter.webrtc;

import java.util.Objects;

/**
 * An RTP header extension as negotiated (webrtc-pc, section 5.2.11). Immutable.
 *
 * @param uri its URI
 * @param id its local identifier in packets, 1 to 255 without 15
 * @param encrypted always false: encrypted header extensions (RFC 9335) are not negotiated
 */
public record RtcRtpHeaderExtensionParameters(String uri, int id, boolean encrypted) {
    /** Checks that nothing is null. */
    public RtcRtpHeaderExtensionParameters {
        Objects.requireNonNull(uri, "uri");
    }
}
