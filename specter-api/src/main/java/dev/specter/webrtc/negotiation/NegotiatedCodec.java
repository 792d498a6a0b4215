package dev.specter.webrtc.negotiation;

import dev.specter.webrtc.RtcRtcpFeedback;
import dev.specter.webrtc.RtcRtpCodecCapability;
import dev.specter.webrtc.RtcRtpCodecParameters;

import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * A codec both ends have agreed on, for one direction. Immutable.
 *
 * @param payloadType its payload type in packets
 * @param capability what it is; for sending, with the peer's format parameters
 * @param feedback the RTCP feedback both ends know
 * @param rtxPayloadType the payload type of its retransmissions (RFC 4588), if negotiated
 */
public record NegotiatedCodec(
        int payloadType,
        RtcRtpCodecCapability capability,
        List<RtcRtcpFeedback> feedback,
        OptionalInt rtxPayloadType) {
    /** Copies the list. */
    public NegotiatedCodec {
        Objects.requireNonNull(capability, "capability");
        feedback = List.copyOf(feedback);
        Objects.requireNonNull(rtxPayloadType, "rtxPayloadType");
    }

    /** As webrtc-pc shows it. */
    public RtcRtpCodecParameters parameters() {
        return new RtcRtpCodecParameters(
                payloadType,
                capability.mimeType(),
                capability.clockRateHz(),
                capability.channels(),
                capability.sdpFmtpLine());
    }
}
