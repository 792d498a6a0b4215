package dev.specter.webrtc;

import java.util.Objects;

/**
 * An RTP header extension (RFC 8285) that can be negotiated (webrtc-pc, section 5.2). Immutable.
 *
 * @param uri its URI, as in {@code a=extmap}
 * @param direction which way it is used when nothing else is said; {@code stopped} is never offered
 */
public record RtcRtpHeaderExtensionCapability(String uri, RtcRtpTransceiverDirection direction) {
    /** Checks that nothing is null. */
    public RtcRtpHeaderExtensionCapability {
        Objects.requireNonNull(uri, "uri");
        Objects.requireNonNull(direction, "direction");
    }

    /**
     * An extension for both ways.
     *
     * @param uri its URI
     */
    public static RtcRtpHeaderExtensionCapability of(String uri) {
        return new RtcRtpHeaderExtensionCapability(uri, RtcRtpTransceiverDirection.SENDRECV);
    }
}
