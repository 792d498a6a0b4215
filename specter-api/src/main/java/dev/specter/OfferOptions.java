package dev.specter;

/**
 * Options of {@link PeerConnection#createOffer(OfferOptions)}. Immutable.
 *
 * @param voiceActivityDetection whether comfort-noise codecs are offered
 * @param iceRestart whether ICE gets new credentials; refused before ICE has started
 */
public record OfferOptions(boolean voiceActivityDetection, boolean iceRestart) {
    /** Neither. */
    public static OfferOptions defaults() {
        return new OfferOptions(false, false);
    }

    /** The same with comfort-noise codecs or without. */
    public OfferOptions withVoiceActivityDetection(boolean value) {
        return new OfferOptions(value, iceRestart);
    }

    /** The same with an ICE restart or without. */
    public OfferOptions withIceRestart(boolean value) {
        return new OfferOptions(voiceActivityDetection, value);
    }
}
