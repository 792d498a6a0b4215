package dev.specter.webrtc;

import java.util.List;
import java.util.Objects;

/**
 * Options of {@link RtcPeerConnection#addTransceiver} (webrtc-pc, section 5.1). Immutable.
 *
 * @param direction default sendrecv
 * @param streamIds streams that the track is told to belong to; may be empty
 * @param sendEncodings the encodings to send, each with a rid where there are several (simulcast);
 *     empty for one with the defaults
 */
public record RtcRtpTransceiverInit(
        RtcRtpTransceiverDirection direction,
        List<String> streamIds,
        List<RtcRtpEncodingParameters> sendEncodings) {
    /** Copies the lists. */
    public RtcRtpTransceiverInit {
        Objects.requireNonNull(direction);
        streamIds = List.copyOf(streamIds);
        sendEncodings = List.copyOf(sendEncodings);
    }

    /** Sendrecv, no streams. */
    public static RtcRtpTransceiverInit defaults() {
        return of(RtcRtpTransceiverDirection.SENDRECV);
    }

    /** Of a direction, no streams. */
    public static RtcRtpTransceiverInit of(RtcRtpTransceiverDirection direction) {
        return new RtcRtpTransceiverInit(direction, List.of(), List.of());
    }

    /** The same with other streams. */
    public RtcRtpTransceiverInit withStreamIds(String... ids) {
        return new RtcRtpTransceiverInit(direction, List.of(ids), sendEncodings);
    }

    /** The same with other encodings. */
    public RtcRtpTransceiverInit withSendEncodings(RtcRtpEncodingParameters... encodings) {
        return new RtcRtpTransceiverInit(direction, streamIds, List.of(encodings));
    }
}
