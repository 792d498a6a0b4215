package dev.specter.webrtc;

import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What failed, beyond an error's name: webrtc-pc's RTCError members (section 11.2). Immutable.
 *
 * @param type what failed
 * @param sdpLineNumber 1-based line of the session description, for {@code sdp-syntax-error}
 * @param sctpCauseCode error cause code of RFC 9260, section 3.3.10, for {@code sctp-failure}
 * @param receivedAlert DTLS alert from the peer, for {@code dtls-failure}
 * @param sentAlert DTLS alert sent to the peer, for {@code dtls-failure}
 */
public record RtcErrorDetail(
        RtcErrorDetailType type,
        OptionalInt sdpLineNumber,
        OptionalInt sctpCauseCode,
        OptionalLong receivedAlert,
        OptionalLong sentAlert) {

    /** Checks that nothing is null. */
    public RtcErrorDetail {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(sdpLineNumber, "sdpLineNumber");
        Objects.requireNonNull(sctpCauseCode, "sctpCauseCode");
        Objects.requireNonNull(receivedAlert, "receivedAlert");
        Objects.requireNonNull(sentAlert, "sentAlert");
    }

    /**
     * A detail of this type with nothing more known.
     *
     * @param type what failed
     */
    public static RtcErrorDetail of(RtcErrorDetailType type) {
        return new RtcErrorDetail(
                type,
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalLong.empty(),
                OptionalLong.empty());
    }

    /**
     * A session description that is not well formed.
     *
     * @param lineNumber 1-based line
     */
    public static RtcErrorDetail sdpSyntaxError(int lineNumber) {
        return new RtcErrorDetail(
                RtcErrorDetailType.SDP_SYNTAX_ERROR,
                OptionalInt.of(lineNumber),
                OptionalInt.empty(),
                OptionalLong.empty(),
                OptionalLong.empty());
    }

    /**
     * An SCTP association that failed.
     *
     * @param causeCode error cause code, if the peer or the stack gave one
     */
    public static RtcErrorDetail sctpFailure(OptionalInt causeCode) {
        return new RtcErrorDetail(
                RtcErrorDetailType.SCTP_FAILURE,
                OptionalInt.empty(),
                causeCode,
                OptionalLong.empty(),
                OptionalLong.empty());
    }

    /**
     * A DTLS connection that failed.
     *
     * @param receivedAlert alert from the peer, if one came
     * @param sentAlert alert sent to the peer, if one was
     */
    public static RtcErrorDetail dtlsFailure(OptionalLong receivedAlert, OptionalLong sentAlert) {
        return new RtcErrorDetail(
                RtcErrorDetailType.DTLS_FAILURE,
                OptionalInt.empty(),
                OptionalInt.empty(),
                receivedAlert,
                sentAlert);
    }
}
