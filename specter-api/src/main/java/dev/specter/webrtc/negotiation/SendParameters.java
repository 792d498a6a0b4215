package dev.specter.webrtc.negotiation;

import dev.specter.webrtc.RtcRtpHeaderExtensionParameters;

import java.util.List;

/**
 * How a transceiver may send, as negotiated. Immutable.
 *
 * @param codecs the codecs the peer takes, its favourite first; empty before an answer
 * @param headerExtensions the header extensions to send
 * @param reducedSizeRtcp whether the peer understands reduced-size RTCP (RFC 5506)
 * @param rids the simulcast streams the peer takes; none without simulcast
 */
public record SendParameters(
        List<NegotiatedCodec> codecs,
        List<RtcRtpHeaderExtensionParameters> headerExtensions,
        boolean reducedSizeRtcp,
        List<String> rids) {
    /** Nothing negotiated yet. */
    public static final SendParameters NONE =
            new SendParameters(List.of(), List.of(), false, List.of());

    /** Copies the lists. */
    public SendParameters {
        codecs = List.copyOf(codecs);
        headerExtensions = List.copyOf(headerExtensions);
        rids = List.copyOf(rids);
    }
}
