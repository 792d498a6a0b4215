package dev.specter.webrtc;

/**
 * A source of encoded media that senders send (a MediaStreamTrack of webrtc-pc): frames in {@link
 * RtcSampleTrack}, RTP packets made elsewhere in {@link RtcRtpTrack}. One track may feed many
 * senders. Thread-safe.
 */
public sealed interface RtcLocalTrack permits RtcSampleTrack, RtcRtpTrack {
    /** Audio or video. */
    RtcMediaKind kind();

    /**
     * What the track's media is encoded with. A codec that is a bare kind is settled by
     * negotiation: the first codec both ends have.
     */
    RtcRtpCodecCapability codec();

    /** Identifies the track in descriptions ({@code a=msid}). */
    String id();

    /** Identifies the stream that the track belongs to where a sender names none. */
    String streamId();

    /**
     * Adds a listener for requests of a receiver that the next frame be a key frame (PLI, FIR). It
     * runs on the callback executor of the connection that was asked. Requests for any encoding
     * count; those for one only are heard of at its layer.
     */
    RtcListenerRegistration onKeyFrameRequest(Runnable listener);
}
