package dev.specter.webrtc.negotiation;

import dev.specter.sdp.attribute.DirectionAttribute.Direction;
import dev.specter.webrtc.RtcRtpTransceiverDirection;

/** Directions of SDP and of transceivers. */
final class Directions {
    private Directions() {}

    static RtcRtpTransceiverDirection fromSdp(Direction direction) {
        return switch (direction) {
            case SENDRECV -> RtcRtpTransceiverDirection.SENDRECV;
            case SENDONLY -> RtcRtpTransceiverDirection.SENDONLY;
            case RECVONLY -> RtcRtpTransceiverDirection.RECVONLY;
            case INACTIVE -> RtcRtpTransceiverDirection.INACTIVE;
        };
    }

    static Direction toSdp(RtcRtpTransceiverDirection direction) {
        return switch (direction) {
            case SENDRECV -> Direction.SENDRECV;
            case SENDONLY -> Direction.SENDONLY;
            case RECVONLY -> Direction.RECVONLY;
            case INACTIVE, STOPPED -> Direction.INACTIVE;
        };
    }

    static RtcRtpTransceiverDirection intersect(
            RtcRtpTransceiverDirection a, RtcRtpTransceiverDirection b) {
        return RtcRtpTransceiverDirection.of(a.sends() && b.sends(), a.receives() && b.receives());
    }
}
