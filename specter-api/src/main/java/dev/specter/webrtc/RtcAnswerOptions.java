package dev.specter.webrtc;

/**
 * Options of {@link RtcPeerConnection#createAnswer(RtcAnswerOptions)} (webrtc-pc, section 4.2.7):
 * none so far. Immutable.
 */
public record RtcAnswerOptions() {
    /** The options. */
    public static RtcAnswerOptions defaults() {
        return new RtcAnswerOptions();
    }
}
