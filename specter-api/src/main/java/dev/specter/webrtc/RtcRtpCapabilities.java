package dev.specter.webrtc;

import java.util.List;

/**
 * What can be sent or received of one kind (webrtc-pc, section 5.2.9). Immutable.
 *
 * @param codecs in order of preference
 * @param headerExtensions RTP header extensions
 */
public record RtcRtpCapabilities(
        List<RtcRtpCodecCapability> codecs,
        List<RtcRtpHeaderExtensionCapability> headerExtensions) {

    /** Copies the lists. */
    public RtcRtpCapabilities {
        codecs = List.copyOf(codecs);
        headerExtensions = List.copyOf(headerExtensions);
    }

    static RtcRtpCapabilities of(RtcMediaEngine engine, RtcMediaKind kind) {
        return new RtcRtpCapabilities(
                engine.codecs(kind).stream().map(RtcMediaEngine.Codec::capability).toList(),
                engine.headerExtensions(kind));
    }
}
