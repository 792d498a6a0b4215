package dev.specter.webrtc;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How a sender sends (webrtc-pc, section 5.2.4). Immutable: what {@link RtcRtpSender#parameters()}
 * gives, with other {@code encodings}, is taken by {@link RtcRtpSender#setParameters}. All but the
 * encodings is read-only.
 *
 * @param transactionId names what {@code parameters()} gave last
 * @param encodings one, or one for each simulcast layer
 * @param headerExtensions the header extensions negotiated
 * @param rtcp what is negotiated for RTCP
 * @param codecs the codecs negotiated, the peer's favourite first; empty before
 */
public record RtcRtpSendParameters(
        String transactionId,
        List<RtcRtpEncodingParameters> encodings,
        List<RtcRtpHeaderExtensionParameters> headerExtensions,
        RtcRtcpParameters rtcp,
        List<RtcRtpCodecParameters> codecs) {
    /** Copies the lists. */
    public RtcRtpSendParameters {
        Objects.requireNonNull(transactionId, "transactionId");
        encodings = List.copyOf(encodings);
        headerExtensions = List.copyOf(headerExtensions);
        Objects.requireNonNull(rtcp, "rtcp");
        codecs = List.copyOf(codecs);
    }

    /** The same with other encodings. */
    public RtcRtpSendParameters withEncodings(List<RtcRtpEncodingParameters> value) {
        return new RtcRtpSendParameters(transactionId, value, headerExtensions, rtcp, codecs);
    }

    /**
     * The same with another encoding in one place.
     *
     * @param index of the encoding to replace
     * @param value what replaces it
     */
    public RtcRtpSendParameters withEncoding(int index, RtcRtpEncodingParameters value) {
        var changed = new ArrayList<>(encodings);
        changed.set(index, value);
        return withEncodings(changed);
    }
}
