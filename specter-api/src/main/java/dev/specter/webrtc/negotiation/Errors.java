package dev.specter.webrtc.negotiation;

import dev.specter.sdp.SdpException;
import dev.specter.webrtc.RtcErrorDetail;
import dev.specter.webrtc.RtcErrorName;
import dev.specter.webrtc.RtcException;

/** The errors of negotiation by their W3C names. */
final class Errors {
    private Errors() {}

    static RtcException invalidState(String message) {
        return new RtcException(RtcErrorName.INVALID_STATE_ERROR, message);
    }

    static RtcException invalidAccess(String message) {
        return new RtcException(RtcErrorName.INVALID_ACCESS_ERROR, message);
    }

    static RtcException invalidModification(String message) {
        return new RtcException(RtcErrorName.INVALID_MODIFICATION_ERROR, message);
    }

    static RtcException operation(String message) {
        return new RtcException(RtcErrorName.OPERATION_ERROR, message);
    }

    static RtcException range(String message) {
        return new RtcException(RtcErrorName.RANGE_ERROR, message);
    }

    static RtcException type(String message) {
        return new RtcException(RtcErrorName.TYPE_ERROR, message);
    }

    /**
     * RFC 9429, section 5.11: the DTLS association cannot be replaced over the same ICE session.
     */
    static RtcException associationWithoutRestart(int mLineIndex) {
        return invalidAccess(
                "m-section "
                        + mLineIndex
                        + " has another fingerprint, tls-id or DTLS role, but no ICE restart");
    }

    /** SDP that cannot be parsed: OperationError with detail (webrtc-pc, section 4.4.1.5). */
    static RtcException syntax(SdpException e) {
        return new RtcException(
                RtcErrorName.OPERATION_ERROR,
                "SdpInvalidSyntax: " + e.line(),
                RtcErrorDetail.sdpSyntaxError(e.lineNumber()),
                e);
    }
}
