package dev.specter.webrtc;

import java.util.Locale;

/** What a candidate carries (webrtc-pc, section 5.6). */
public enum RtcIceComponent {
    /** RTP, or all that shares its port: component 1. */
    RTP,
    /** RTCP by itself: component 2. Specter has none. */
    RTCP;

    /** The W3C string. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
