package dev.specter.webrtc;

import java.util.List;
import java.util.Objects;

/**
 * Options of {@link RtcPeerConnection#addTransceiver} (webrtc-pc, section 5.1). Immutable.
 *
 * @param direction default sendrecv
 * @param streamIds streams that the track is told to belong to; may be empty
 */
public record RtcRtpTransceiverInit(RtcRtpTransceiverDirection direction, List<String> streamIds) {
    /** Copies the list. */
    public RtcRtpTransceiverInit {
        Objects.requireNonNull(direction);
        streamIds = List.copyOf(streamIds);
    }

    /** Sendrecv, no streams. */
    public static RtcRtpTransceiverInit defaults() {
        return of(RtcRtpTransceiverDirection.SENDRECV);
    }

    /** Of a direction, no streams. */
    public static RtcRtpTransceiverInit of(RtcRtpTransceiverDirection direction) {
        return new RtcRtpTransceiverInit(direction, List.of());
    }

    /** The same with other streams. */
    public RtcRtpTransceiverInit withStreamIds(String... ids) {
        return new RtcRtpTransceiverInit(direction, List.of(ids));
    }
}
