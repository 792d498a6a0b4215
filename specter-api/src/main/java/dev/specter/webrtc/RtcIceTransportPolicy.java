package dev.specter.webrtc;

/** Which candidates may be used (webrtc-pc, section 4.2.4). */
public enum RtcIceTransportPolicy {
    /** Any candidate. */
    ALL("all"),

    /** Relayed candidates only. */
    RELAY("relay");

    private final String w3cName;

    RtcIceTransportPolicy(String w3cName) {
        this.w3cName = w3cName;
    }

    /** The W3C string. */
    @Override
    public String toString() {
        return w3cName;
    }
}
