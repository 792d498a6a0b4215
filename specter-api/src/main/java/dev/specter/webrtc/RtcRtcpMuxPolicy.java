package dev.specter.webrtc;

/** Whether RTP without RTCP multiplexing is possible (webrtc-pc, section 4.2.6): it is not. */
public enum RtcRtcpMuxPolicy {
    /** RTCP is multiplexed with RTP, or the m-section is refused. */
    REQUIRE("require");

    private final String w3cName;

    RtcRtcpMuxPolicy(String w3cName) {
        this.w3cName = w3cName;
    }

    /** The W3C string. */
    @Override
    public String toString() {
        return w3cName;
    }
}
