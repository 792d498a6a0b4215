package dev.specter.webrtc.negotiation;

/**
 * Options of an offer (webrtc-pc, section 4.2.7). Immutable.
 *
 * @param iceRestart whether every transport gets new ICE credentials
 * @param comfortNoise whether comfort-noise codecs are offered: voice activity detection
 */
public record OfferSettings(Restart iceRestart, ComfortNoise comfortNoise) {
    /** Whether ICE restarts. */
    public enum Restart {
        /** Credentials stay as they are. */
        NO,
        /** Every transport gets new ones. */
        YES
    }

    /** Whether comfort noise is offered. */
    public enum ComfortNoise {
        /** CN is offered as registered. */
        OFFERED,
        /** CN is left out. */
        DROPPED
    }

    /** No restart, comfort noise as registered. */
    public static OfferSettings defaults() {
        return new OfferSettings(Restart.NO, ComfortNoise.OFFERED);
    }

    /** The same with an ICE restart. */
    public OfferSettings withIceRestart() {
        return new OfferSettings(Restart.YES, comfortNoise);
    }

    /** The same without comfort noise. */
    public OfferSettings withoutComfortNoise() {
        return new OfferSettings(iceRestart, ComfortNoise.DROPPED);
    }
}
