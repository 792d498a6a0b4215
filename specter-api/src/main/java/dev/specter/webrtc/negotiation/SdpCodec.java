package dev.specter.webrtc.negotiation;

import dev.specter.webrtc.RtcMediaKind;
import dev.specter.webrtc.RtcRtcpFeedback;
import dev.specter.webrtc.RtcRtpCodecCapability;

import java.util.List;
import java.util.OptionalInt;

/**
 * A codec as an m-section has it. Immutable.
 *
 * @param payloadType 0 to 127
 * @param capability what it is
 * @param feedback its RTCP feedback
 * @param rtxPayloadType the payload type of an RTX codec whose {@code apt} is this codec
 */
record SdpCodec(
        int payloadType,
        RtcRtpCodecCapability capability,
        List<RtcRtcpFeedback> feedback,
        OptionalInt rtxPayloadType) {
    SdpCodec {
        feedback = List.copyOf(feedback);
    }

    /** Whether a payload type is its own or that of its retransmissions. */
    boolean has(int candidate) {
        return candidate == payloadType || rtxPayloadType.equals(OptionalInt.of(candidate));
    }

    /** Whether that is this one, as both ends agreed on it. */
    boolean is(NegotiatedCodec agreed) {
        return agreed.payloadType() == payloadType && agreed.capability().equals(capability);
    }

    /** As it is before the other end has said anything. */
    NegotiatedCodec alone() {
        return new NegotiatedCodec(payloadType, capability, feedback, rtxPayloadType);
    }

    RtcMediaKind kind() {
        return capability.kind();
    }
}
