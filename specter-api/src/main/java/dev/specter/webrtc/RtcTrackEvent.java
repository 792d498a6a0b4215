package dev.specter.webrtc;

import java.util.List;

/**
 * A remote track begins (webrtc-pc, section 5.7). Immutable.
 *
 * @param receiver receives it
 * @param track the track
 * @param streams the streams it belongs to; may be empty
 * @param transceiver joins the receiver with a sender
 */
public record RtcTrackEvent(
        RtcRtpReceiver receiver,
        RtcRemoteTrack track,
        List<RtcMediaStream> streams,
        RtcRtpTransceiver transceiver) {
    /** Copies the list. */
    public RtcTrackEvent {
        streams = List.copyOf(streams);
    }
}
