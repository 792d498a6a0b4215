package dev.specter.webrtc;

/**
 * Options of {@link RtcPeerConnection#createOffer(RtcOfferOptions)} (webrtc-pc, section 4.2.7).
 * Immutable.
 *
 * @param iceRestart whether new ICE credentials are made
 */
public record RtcOfferOptions(boolean iceRestart) {
    /** No restart. */
    public static RtcOfferOptions defaults() {
        return new RtcOfferOptions(false);
    }
}
