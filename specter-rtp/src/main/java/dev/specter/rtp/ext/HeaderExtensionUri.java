package dev.specter.rtp.ext;

/** URIs of the header extensions that WebRTC uses, as {@code a=extmap} spells them. */
public final class HeaderExtensionUri {
    /** Media identification (RFC 9143, section 15.2). */
    public static final String MID = "urn:ietf:params:rtp-hdrext:sdes:mid";

    /** RTP stream id (RFC 8852). */
    public static final String RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";

    /** The RTP stream id that a retransmission repairs (RFC 8852). */
    public static final String REPAIRED_RID =
            "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id";

    /** Time at which the packet was sent. */
    public static final String ABS_SEND_TIME =
            "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time";

    /** Transport-wide sequence number (draft-holmer-rmcat-transport-wide-cc-extensions-01). */
    public static final String TRANSPORT_CC =
            "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";

    /** Audio level of the packet (RFC 6464). */
    public static final String AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";

    /** Transmission time offset (RFC 5450). */
    public static final String TRANSMISSION_OFFSET = "urn:ietf:params:rtp-hdrext:toffset";

    /** Coordination of video orientation (3GPP TS 26.114, section 7.4.5). */
    public static final String VIDEO_ORIENTATION = "urn:3gpp:video-orientation";

    /** Limits of the delay between capture and display. */
    public static final String PLAYOUT_DELAY =
            "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay";

    private HeaderExtensionUri() {}
}
